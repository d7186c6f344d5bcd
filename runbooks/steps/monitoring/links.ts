import { type Hold, heldKey, holdNamespace, holdOf } from '../../../policies/hold.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { observabilityNamespace } from '../../../stacks/model/names.ts';
import { type Kind, refOf } from '../../kit/cluster/kinds.ts';
import { getObject, type LiveObject, listObjects } from '../../kit/cluster/read.ts';
import { holdsAll } from '../../kit/cluster/requests.ts';
import type { ReadAccess } from '../../kit/runbook.ts';
import type { Json } from '../../kit/signing/canonical-json.ts';

/** Kinds of which the chain of monitoring is made, in the order in which they are put back: pods come last. */
const chain: readonly Kind[] = [
  'ServiceAccount',
  'ConfigMap',
  'NetworkPolicy',
  'Service',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
];

const workloadKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

export type LinkFault = 'missing' | 'scaled down' | 'changed';

/** One declared object of monitoring beside what stands of it. */
export interface Link {
  readonly id: string;
  readonly declared: KubernetesObject;
  readonly live: LiveObject | undefined;
  /** Undefined where it stands as declared. */
  readonly fault: LinkFault | undefined;
  /** The run of a measure that holds it as it is; such a one is left alone. */
  readonly heldBy: string | undefined;
}

/**
 * The declared objects of Prometheus, Alertmanager, collector and trace store, with what lies between them: everything of
 * their namespace, and the policies of other namespaces that name it, as those that let a scrape in.
 * @throws Error where nobody rendered the declaration
 */
export async function monitoringLinks(read: ReadAccess): Promise<readonly Link[]> {
  if (!read.declared)
    throw new Error('monitoring: its declaration is not at hand. Run it from the command line of Fadun with the site.');
  const declared = (await read.declared()).filter(isLink);
  declared.sort((left, right) => chain.indexOf(left.kind as Kind) - chain.indexOf(right.kind as Kind));
  const holds = await standingHolds(read);
  return Promise.all(
    declared.map(async (object) => {
      const live = await getObject(read, refOf(object));
      const key = heldKey(object);
      const hold = holds.find(({ objects }) => objects.some((held) => held.object === key));
      return { id: linkId(object), declared: object, live, fault: linkFault(object, live), heldBy: hold?.run };
    }),
  );
}

/** What is wrong with what stands; undefined where it is as declared. Quantities are left to `fadun drift`. */
export function linkFault(declared: KubernetesObject, live: LiveObject | undefined): LinkFault | undefined {
  if (!live || live.metadata.deletionTimestamp) return 'missing';
  if (workloadKinds.has(declared.kind) && replicasOf(live) < replicasOf(declared)) return 'scaled down';
  const { spec, data } = declared;
  const isAsDeclared =
    holdsAll(live.spec as Json | undefined, comparable(spec)) &&
    holdsAll(live.data as Json | undefined, comparable(data));
  return isAsDeclared ? undefined : 'changed';
}

/** Declared replicas of a workload that are not ready, as words; undefined for what has no pods or has them all. */
export function notReady({ declared, live }: Link): string | undefined {
  if (!workloadKinds.has(declared.kind) || !live) return undefined;
  const status = (live.status ?? {}) as Readonly<Record<string, number | undefined>>;
  const [ready = 0, wanted = 0] =
    declared.kind === 'DaemonSet'
      ? [status.numberReady, status.desiredNumberScheduled]
      : [status.readyReplicas, replicasOf(live)];
  return ready < wanted || wanted === 0 ? `${linkName(declared)}: ${ready} of ${wanted} ready` : undefined;
}

export function linkName({ kind, metadata: { name, namespace = '' } }: KubernetesObject): string {
  return `${kind} ${namespace}/${name}`;
}

function linkId({ kind, metadata: { name, namespace = '' } }: KubernetesObject): string {
  return `restore-${kind.toLowerCase()}-${namespace}-${name}`;
}

function isLink(object: KubernetesObject): boolean {
  if (!chain.includes(object.kind as Kind)) return false;
  if (object.metadata.namespace === observabilityNamespace) return true;
  return object.kind === 'NetworkPolicy' && JSON.stringify(object.spec ?? {}).includes(`"${observabilityNamespace}"`);
}

function replicasOf({ kind, spec }: KubernetesObject): number {
  return kind === 'DaemonSet' ? 1 : ((spec as { readonly replicas?: number } | undefined)?.replicas ?? 1);
}

/** Members that the server writes in its own way (quantities), or that are compared apart (replicas). */
const serverWritten = new Set(['resources', 'sizeLimit', 'volumeClaimTemplates', 'storage', 'replicas']);

/** What of a declaration can be compared with what the server gives back: it drops members that are empty or zero. */
function comparable(value: unknown): Json {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json;
  const members = Object.entries(value).filter(([name, member]) => !serverWritten.has(name) && Boolean(member));
  return Object.fromEntries(members.map(([name, member]) => [name, comparable(member)]));
}

async function standingHolds(read: ReadAccess): Promise<readonly Hold[]> {
  const marks = await listObjects(read, 'ConfigMap', holdNamespace);
  return marks.flatMap((mark) => holdOf(mark) ?? []);
}
