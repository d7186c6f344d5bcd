import { z } from 'zod';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { changeActions, reasonKinds } from './plan.ts';

const text = z.string().max(4000);
const name = z.string().min(1).max(600);
const count = z.number().int().nonnegative();
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/);
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.strictObject({ sm3: hex64, sha256: hex64 });
const changeClass = z.enum(['additive', 'widening', 'destructive']);

const fieldChange = z.strictObject({ field: text, from: z.json(), to: z.json() });

const change = z.strictObject({
  action: z.enum(changeActions),
  object: name,
  fields: z.array(fieldChange).optional(),
  from: name.optional(),
});

const heldField = z.strictObject({ object: name, field: text, manager: text });

const plan = z.strictObject({
  type: z.literal('fadun/plan/v1'),
  site: name,
  declaration: digest,
  network: name,
  engine: z.enum(['direct', 'terraform']),
  cluster: name,
  created: time,
  author: z.string().max(500),
  guardPeriod: name.nullable(),
  rendered: digest,
  objects: count,
  class: changeClass,
  reasons: z.array(
    z.strictObject({
      class: z.enum(['widening', 'destructive']),
      kind: z.enum(reasonKinds),
      subject: text,
      detail: text,
    }),
  ),
  counts: z.strictObject(
    Object.fromEntries(changeActions.map((action) => [action, count])) as Record<
      (typeof changeActions)[number],
      typeof count
    >,
  ),
  changes: z.array(change),
  touched: z.array(z.strictObject({ object: name, uid: name, digest })),
  held: z.array(heldField),
  taken: z.array(heldField).min(1).optional(),
  prune: z.array(name),
  kept: z.array(z.strictObject({ object: name, why: text })),
  waivers: z.array(z.strictObject({ id: name, until: name })),
  gate: z.strictObject({ open: z.boolean(), rules: count, blocking: count }),
  proof: z.strictObject({ holds: z.boolean(), declared: count, permitted: count }),
  artefact: digest.nullable(),
  bundle: z.strictObject({ number: count.min(1), payload: digest, rollbackFrom: count.min(1).nullable() }).nullable(),
});

const signature = z.strictObject({ algorithm: z.enum(['sm2-sm3', 'ed25519']), key: hex64, value: name });

const proposal = z.strictObject({
  proposal: z.strictObject({
    type: z.literal('fadun/proposal/v1'),
    subject: z.strictObject({ kind: z.literal('plan'), site: name, network: name, digest, class: changeClass }),
    preparedBy: name,
    preparedAt: time,
  }),
  signature,
});

const planFile = z.strictObject({
  type: z.literal('fadun/plan-file/v1'),
  site: name,
  plans: z.array(z.strictObject({ plan, digest, proposal: proposal.nullable() })).min(1),
});

/** What is wrong with the shape of a plan file, or undefined. A member that nobody reads is a fault as well. */
export function planFileFault(value: unknown): Text | undefined {
  const result = planFile.safeParse(value);
  if (result.success) return undefined;
  const [issue] = result.error.issues;
  const where = issue!.path.join('.');
  return { zh: `${where || '文件'}: ${issue!.message}`, en: `${where || 'the file'}: ${issue!.message}` };
}
