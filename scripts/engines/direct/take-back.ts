import type { HeldField } from '../../change/plan.ts';
import type { ClusterClient } from '../client/client.ts';
import type { ApiResource } from '../client/discovery.ts';
import { ClusterError } from '../client/errors.ts';
import type { LiveObject } from '../client/live.ts';
import { formatPath } from './compare/field-set.ts';
import { holdersOf } from './compare/owners.ts';
import { type Decision, decide, type Taken, type TakenField } from './decide.ts';
import { foreignFields } from './foreign-fields.ts';
import { inventoryKey } from './inventory.ts';
import { predicted } from './predict.ts';

/**
 * The decision with what these managers changed or added taken back: declared fields that nobody else holds, and fields that
 * nobody declared. Nothing is sent.
 */
export function takingBack(decision: Decision, manager: string, from: ReadonlySet<string>): Decision {
  const { object, live, differences } = decision;
  if (from.size === 0 || live === undefined) return decision;
  const held = differences.flatMap((difference): TakenField[] => {
    const [latest, ...others] = holdersOf(live, difference.path, manager);
    const isTheirs = latest !== undefined && [latest, ...others].every((holder) => from.has(holder.manager));
    return isTheirs ? [{ difference, manager: latest.manager }] : [];
  });
  const known = new Set(differences.map(({ path }) => formatPath(path)));
  const added = foreignFields(object, live, manager).flatMap(({ difference, by }): TakenField[] =>
    from.has(by.manager) && !known.has(formatPath(difference.path)) ? [{ difference, manager: by.manager }] : [],
  );
  if (held.length + added.length === 0) return decision;
  return { ...decision, action: 'change', taken: { from, held, added } };
}

/** What a decision takes back, as plans name it. */
export function takenFields({ object, taken }: Decision): HeldField[] {
  return [...(taken?.held ?? []), ...(taken?.added ?? [])].map(({ difference: { path }, manager }) => ({
    object: inventoryKey(object),
    field: formatPath(path),
    manager,
  }));
}

/** Times that an object is read again because somebody wrote to it meanwhile. */
const mostTries = 8;

/**
 * Applies an object of which fields are taken back. The only apply that forces: what the server counts as a conflict is
 * looked at first, on the very version that is then written (KEP-555), and must be of the named managers alone.
 * @throws ClusterError `conflict` where others hold declared fields too
 */
export async function applyTakingBack(
  client: ClusterClient,
  resource: ApiResource,
  decision: Decision & { readonly taken: Taken },
  options: { readonly fieldManager: string; readonly signal: AbortSignal },
): Promise<LiveObject> {
  const { object } = decision;
  const { name, namespace } = object.metadata;
  for (let tries = 1; ; tries++) {
    const live = await client.get(resource, name, namespace);
    if (live === undefined) return client.apply(resource, object, options);
    requireNoMore(decision, live, options.fieldManager);
    try {
      const { metadata } = await withoutAdditions(client, resource, decision, live, options.fieldManager);
      await requireTheirsAlone(client, resource, decision, options);
      const exact = { ...object, metadata: { ...object.metadata, resourceVersion: metadata.resourceVersion } };
      return await client.apply(resource, exact, { ...options, force: true });
    } catch (error) {
      const isOvertaken = error instanceof ClusterError && error.status === 409 && error.conflicts.length === 0;
      if (!isOvertaken || tries === mostTries) throw error;
    }
  }
}

/** The named managers may have gone on meanwhile: what they hold beyond the plan nobody has approved to be taken. */
function requireNoMore(decision: Decision & { readonly taken: Taken }, live: LiveObject, manager: string): void {
  const [now] = decide([decision.object], { find: () => live, all: () => [], unserved: [], unread: [] }, manager);
  const planned = new Set(takenFields(decision).map(({ field }) => field));
  const more = takenFields(takingBack(now!, manager, decision.taken.from)).filter(({ field }) => !planned.has(field));
  if (more.length === 0) return;
  const fields = more.map(({ field }) => field).join(', ');
  throw new ClusterError(
    'conflict',
    inventoryKey(decision.object),
    {
      zh: `${fields} 在此期间又被改动，不在计划收回之列。`,
      en: `${fields} changed meanwhile, and the plan does not take it back.`,
    },
    { zh: '请重新生成计划，并将新计划送审。', en: 'Plan again, and have the new plan approved.' },
  );
}

/** Takes away what the named managers added, as far as the plan names it. A field that is removed is nobody's. */
async function withoutAdditions(
  client: ClusterClient,
  resource: ApiResource,
  { object, taken }: Decision & { readonly taken: Taken },
  live: LiveObject,
  manager: string,
): Promise<LiveObject> {
  const planned = new Set(taken.added.map(({ difference: { path } }) => formatPath(path)));
  const added = foreignFields(object, live, manager).filter(
    ({ difference: { path, expected }, by }) =>
      expected === undefined && taken.from.has(by.manager) && planned.has(formatPath(path)),
  );
  if (added.length === 0) return live;
  const differences = added.map(({ difference }) => difference);
  return client.replace(resource, predicted({ object, live, action: 'change', differences, leftovers: [] }));
}

async function requireTheirsAlone(
  client: ClusterClient,
  resource: ApiResource,
  { object, taken }: Decision & { readonly taken: Taken },
  options: { readonly fieldManager: string; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await client.apply(resource, object, { ...options, dryRun: true });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.conflicts.length === 0) throw error;
    if (!error.conflicts.every(({ manager }) => taken.from.has(manager))) throw error;
  }
}
