/**
 * The parts of the SARIF 2.1.0 schema (OASIS) that Fadun's logs use, checked by structure: required properties, types,
 * enumerations, and no property that the schema does not allow. The full schema is not shipped.
 */
type Check = (value: unknown, path: string) => string[];

const text: Check = (value, path) => (typeof value === 'string' && value !== '' ? [] : [`${path}: not a text`]);
const integer: Check = (value, path) =>
  Number.isInteger(value) && (value as number) >= -1 ? [] : [`${path}: not an index`];
const one =
  (...values: readonly string[]): Check =>
  (value, path) =>
    values.includes(value as string) ? [] : [`${path}: ${String(value)} is none of ${values.join(', ')}`];
const list =
  (item: Check): Check =>
  (value, path) =>
    Array.isArray(value) ? value.flatMap((each, at) => item(each, `${path}[${at}]`)) : [`${path}: not a list`];
const uri: Check = (value, path) =>
  /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/.test(String(value)) ? [] : [`${path}: not a URI`];
const textMap: Check = (value, path) =>
  Object.entries(value as object).flatMap(([key, each]) => text(each, `${path}.${key}`));

function object(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: not an object`];
    const missing = Object.keys(required).filter((key) => !Object.hasOwn(value, key));
    const faults = Object.entries(value).flatMap(([key, each]) => {
      const check = required[key] ?? optional[key];
      return check ? check(each, `${path}.${key}`) : [`${path}: ${key} is not allowed`];
    });
    return [...missing.map((key) => `${path}: ${key} is missing`), ...faults];
  };
}

const message = object({ text });
const level = one('none', 'note', 'warning', 'error');
const rule = object(
  { id: text },
  {
    ...{ shortDescription: message, fullDescription: message, help: message },
    defaultConfiguration: object({}, { level }),
    properties: object({}, { tags: list(text), 'security-severity': text }),
  },
);
const location = object(
  {},
  {
    physicalLocation: object({ artifactLocation: object({ uri }) }, { region: object({ startLine: integer }) }),
    logicalLocations: list(object({ fullyQualifiedName: text }, { kind: text })),
  },
);
const suppression = object(
  { kind: one('inSource', 'external') },
  { status: one('accepted', 'underReview', 'rejected'), justification: text },
);
const result = object(
  { message },
  {
    ...{
      ruleId: text,
      ruleIndex: integer,
      level,
      kind: one('notApplicable', 'pass', 'fail', 'review', 'open', 'informational'),
    },
    ...{ locations: list(location), partialFingerprints: textMap, suppressions: list(suppression) },
  },
);
const truth: Check = (value, path) => (typeof value === 'boolean' ? [] : [`${path}: neither true nor false`]);
const notification = object({ message }, { descriptor: object({}, { id: text }), level, locations: list(location) });
const invocation = object(
  { executionSuccessful: truth },
  {
    exitCode: integer,
    toolExecutionNotifications: list(notification),
    toolConfigurationNotifications: list(notification),
  },
);
const run = object(
  { tool: object({ driver: object({ name: text }, { version: text, rules: list(rule) }) }) },
  {
    invocations: list(invocation),
    columnKind: one('utf16CodeUnits', 'unicodeCodePoints'),
    results: list(result),
  },
);
const log = object({ version: one('2.1.0'), runs: list(run) }, { $schema: uri });

/** Everything in which a log departs from the structure, with its path. A result that is no failure has level none. */
export function sarifFaults(value: unknown): readonly string[] {
  const faults = log(value, 'log');
  if (faults.length > 0) return faults;
  const { runs } = value as { runs: { results: { kind: string; level: string }[] }[] };
  const wrong = runs.flatMap(({ results }) =>
    results.filter(({ kind, level: at }) => kind !== 'fail' && at !== 'none'),
  );
  return wrong.map(({ kind }) => `a result of kind ${kind} has a level`);
}
