/** A check of one value: undefined where it fits, else what was expected. */
type Shape = (value: unknown) => string | undefined;

const text: Shape = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= 500 ? undefined : 'text of 1 to 500 characters';
const matching =
  (pattern: RegExp, what: string): Shape =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : what;
const oneOf =
  (...values: string[]): Shape =>
  (value) =>
    values.includes(value as string) ? undefined : `one of ${values.join(', ')}`;
const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined ? undefined : shape(value);

const hex64 = matching(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
const time: Shape = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value) &&
  !Number.isNaN(Date.parse(value))
    ? undefined
    : 'an RFC 3339 time in UTC';

/** Exactly these members: one that nobody reads could be shown to a person and mean nothing to the machine. */
function record(members: Readonly<Record<string, Shape>>): Shape {
  return (value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'an object';
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(members, name));
    if (unknown !== undefined) return `no member "${unknown.slice(0, 40)}"`;
    for (const [name, shape] of Object.entries(members)) {
      const fault = shape((value as Record<string, unknown>)[name]);
      if (fault) return `${name}: ${fault}`;
    }
    return undefined;
  };
}

const subject = record({
  kind: oneOf('plan', 'runbook', 'bundle'),
  site: text,
  network: text,
  digest: record({ sm3: hex64, sha256: hex64 }),
  class: oneOf('additive', 'widening', 'destructive'),
});

const signature = record({ algorithm: oneOf('sm2-sm3', 'ed25519'), key: hex64, value: text });

const signedApproval = record({
  approval: record({
    type: oneOf('fadun/approval/v1'),
    subject,
    approver: text,
    role: text,
    path: oneOf('normal', 'emergency'),
    notBefore: time,
    expires: time,
    nonce: matching(/^[0-9a-f]{32}$/, '32 hexadecimal digits'),
    reason: optional(text),
  }),
  signature,
});

const signedProposal = record({
  proposal: record({ type: oneOf('fadun/proposal/v1'), subject, preparedBy: text, preparedAt: time }),
  signature,
});

/** What is wrong with the shape of an approval read from a file, or undefined. */
export function approvalShapeFault(value: unknown): string | undefined {
  return signedApproval(value);
}

/** What is wrong with the shape of a proposal read from a file, or undefined. */
export function proposalShapeFault(value: unknown): string | undefined {
  return signedProposal(value);
}
