import { type KubernetesObject, objectKey } from '../../policies/kubernetes.ts';
import type { Waiver } from '../../policies/waiver.ts';
import type { ApprovalSubject } from '../../runbooks/kit/approvals/approval.ts';
import { guardPeriodAt } from '../../runbooks/kit/approvals/policy.ts';
import { digestOfJson } from '../../runbooks/kit/signing/digest.ts';
import { networkFacts } from '../../stacks/intent.ts';
import type { Site } from '../../stacks/model/site.ts';
import { inventoryKey } from '../engines/direct/inventory.ts';
import type { Engine, EngineTarget, ObjectTransition, Outlook } from '../engines/engine.ts';
import { FadunError } from '../errors.ts';
import { liveObjects } from '../pipeline/live-objects.ts';
import { type ChangePlan, type ClassReason, classOf, countsOf, type HeldField, type PlannedBundle } from './plan.ts';
import { removalReasons } from './removals.ts';
import { waiverReasons } from './waivers.ts';
import { wideningReasons } from './widening.ts';

export interface PlanRequest {
  readonly site: Site;
  readonly target: EngineTarget;
  readonly engine: Engine;
  /** Person who prepares it; empty where nobody signs. */
  readonly author: string;
  readonly now: Date;
  /** Inventory keys of protected objects that may go. */
  readonly prune: readonly string[];
  /** Field managers whose changes and additions of declared objects are taken back. @default none */
  readonly takeFrom?: readonly string[];
  /** Waivers of the site. */
  readonly waivers: readonly Waiver[];
  readonly gate: ChangePlan['gate'];
  readonly proof: ChangePlan['proof'];
  readonly bundle?: PlannedBundle | null;
  /** Whether the engine's own plan file is kept beside the plan. @default false */
  readonly keep?: boolean;
  readonly progress?: (line: string) => void;
}

/**
 * Works out what would change in one network, and how grave it is. Reads only.
 * @throws FadunError where an object named for pruning is no member that would go
 */
export async function makePlan(request: PlanRequest): Promise<ChangePlan> {
  const { site, target, engine, prune, takeFrom = [], gate, proof, now } = request;
  const { network, objects, client } = target;
  const [outlook, live] = await Promise.all([
    engine.outlook(target, { prune, takeFrom, keep: request.keep ?? false, progress: request.progress ?? (() => {}) }),
    liveObjects(client),
  ]);
  requireNamed(prune, outlook);
  const waivers = waiversIn(request.waivers, network);
  const reasons = [
    ...rollbackReasons(request.bundle),
    ...removalReasons(outlook.changes),
    ...takeBackReasons(outlook.taken),
    ...waiverReasons(waivers, live),
    ...openings(site, network, outlook.transitions, live),
  ];
  const { cluster, changes, touched, held, taken, kept, artefact } = outlook;
  return {
    type: 'fadun/plan/v1',
    site: site.id,
    declaration: digestOfJson(site),
    network,
    engine: engine.id,
    cluster,
    created: now.toISOString(),
    author: request.author,
    guardPeriod: guardPeriodAt(site.guardPeriods, now)?.id ?? null,
    rendered: renderedDigest(objects),
    objects: objects.length,
    class: classOf(reasons),
    reasons,
    counts: countsOf(changes),
    changes,
    touched,
    held,
    ...(taken.length > 0 && { taken }),
    prune: [...prune].sort(),
    kept,
    waivers,
    gate,
    proof,
    artefact: artefact ?? null,
    bundle: request.bundle ?? null,
  };
}

/** What an older release takes back is for two persons to decide: it may reopen what a later one closed. */
function rollbackReasons(bundle: PlannedBundle | null | undefined): ClassReason[] {
  if (!bundle || bundle.rollbackFrom === null) return [];
  const detail = `it is older than bundle ${bundle.rollbackFrom}, the last applied`;
  return [{ class: 'destructive', kind: 'rollback', subject: `bundle ${bundle.number}`, detail }];
}

/** Whoever set a field by hand may have had reason to: the security administrator consents to its being taken back. */
function takeBackReasons(taken: readonly HeldField[]): ClassReason[] {
  return taken.map(({ object, field, manager }) => ({
    ...{ class: 'widening', kind: 'take-back', subject: object, detail: `${field} is taken back from "${manager}"` },
  }));
}

/** What an approval of this plan consents to. */
export function planSubject(plan: ChangePlan): ApprovalSubject {
  const { site, network, class: changeClass } = plan;
  return { kind: 'plan', site, network, digest: digestOfJson(plan), class: changeClass };
}

/** Digest of everything that a network shall hold, whatever order it is rendered in. */
export function renderedDigest(objects: readonly KubernetesObject[]) {
  return digestOfJson(Object.fromEntries(objects.map((object) => [objectKey(object), digestOfJson(object)])));
}

function waiversIn(waivers: readonly Waiver[], network: string): ChangePlan['waivers'] {
  return waivers
    .filter(({ scope }) => scope.network === undefined || scope.network === network)
    .map(({ id, until }) => ({ id, until }))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

function requireNamed(prune: readonly string[], { changes }: Outlook): void {
  const going = new Set(changes.flatMap(({ action, object, from }) => (action === 'remove' ? [object] : (from ?? []))));
  for (const object of prune) {
    if (going.has(object)) continue;
    throw new FadunError(
      `--prune ${object}`,
      { zh: '它不是本网络中已不再声明的对象', en: 'it is no member of this network that is declared no more' },
      {
        zh: '请按计划所列保留项的写法填写，例如“Namespace court-old”。',
        en: 'Name it as the plan lists it under what is kept, for example "Namespace court-old".',
      },
    );
  }
}

/** What the change opens: the live objects beside the same ones after it. */
function openings(
  site: Site,
  network: string,
  transitions: readonly ObjectTransition[],
  live: readonly KubernetesObject[],
): ClassReason[] {
  if (transitions.length === 0) return [];
  const replaced = new Map(
    transitions.flatMap((one) => (one.before ? [[inventoryKey(one.before), one] as const] : [])),
  );
  const kept = live.filter((object) => !replaced.has(inventoryKey(object)));
  const after = transitions.flatMap((one) => one.after ?? []);
  return wideningReasons({
    network,
    before: live,
    after: [...kept, ...after],
    transitions,
    facts: networkFacts(site.networks[network]!),
  });
}
