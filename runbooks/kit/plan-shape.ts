import { z } from 'zod';

const text = z.object({ zh: z.string(), en: z.string() });
const action = z.object({ id: z.string(), does: text, drawnWhenActing: z.array(z.string()).optional() });

const actions = z.discriminatedUnion('kind', [
  action.extend({
    kind: z.literal('command'),
    command: z.object({ program: z.string(), arguments: z.array(z.string()) }),
    deadlineSeconds: z.number(),
  }),
  action.extend({
    kind: z.literal('request'),
    method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string(),
    contentType: z.string().optional(),
  }),
  action.extend({ kind: z.literal('host'), operation: z.string(), arguments: z.array(z.unknown()) }),
  action.extend({ kind: z.literal('collect'), reads: z.array(z.string()) }),
  action.extend({ kind: z.literal('manual'), checklist: z.array(text) }),
]);

const step = z.object({
  id: z.string(),
  title: text,
  checks: z.array(z.object({ holds: z.boolean(), statement: text, seen: z.string().optional() })),
  actions: z.array(actions),
  undo: z.union([text, z.literal('nothing'), z.null()]),
});

const plan = z.object({
  type: z.literal('fadun/runbook-plan/v1'),
  runbook: z.string(),
  title: text,
  class: z.enum(['additive', 'widening', 'destructive']),
  breakGlass: z.boolean(),
  blastRadius: text,
  target: z.object({ site: z.string(), network: z.string() }),
  parameters: z.record(z.string(), z.string()),
  preparedAt: z.iso.datetime(),
  steps: z.array(step),
});

/**
 * What is wrong with the shape of a plan read from a file, or undefined. Whether it is what would run is judged later, by
 * planning again.
 */
export function planShapeFault(value: unknown): string | undefined {
  const result = plan.safeParse(value);
  if (result.success) return undefined;
  const [issue] = result.error.issues;
  return `${issue!.path.map(String).join('.').slice(0, 100) || 'plan'}: ${issue!.message.slice(0, 200)}`;
}
