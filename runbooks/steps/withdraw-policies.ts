import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { Action } from '../kit/action.ts';
import { asDeclared, type LiveObject, listObjects } from '../kit/cluster/read.ts';
import { application, creation, deletion, runbookManager } from '../kit/cluster/requests.ts';
import type { ReadAccess } from '../kit/runbook.ts';

interface PolicySpec {
  readonly ingress?: readonly { readonly from?: readonly Peer[] }[];
  readonly egress?: readonly { readonly to?: readonly Peer[] }[];
}

interface Peer {
  readonly ipBlock?: { readonly cidr?: string };
}

/** Policies of a namespace that permit something. Policies only add: one that permits nothing closes, and may stay. */
export async function permittingPolicies(read: ReadAccess, namespace: string): Promise<readonly LiveObject[]> {
  const all = await listObjects(read, 'NetworkPolicy', namespace);
  return all.filter(({ spec }) => {
    const { ingress = [], egress = [] } = (spec ?? {}) as PolicySpec;
    return ingress.length + egress.length > 0;
  });
}

/** Whether a policy names addresses outside the cluster: a device, a peer, the internet. */
export function namesAddresses({ spec }: KubernetesObject): boolean {
  const { ingress = [], egress = [] } = (spec ?? {}) as PolicySpec;
  const peers = [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
  return peers.some(({ ipBlock }) => ipBlock !== undefined);
}

/** Withdraws one policy. */
export function withdrawal(policy: LiveObject): Action {
  const { name, namespace } = policy.metadata;
  return deletion(
    {
      id: `withdraw-${name}`,
      does: { zh: `撤去网络策略 ${namespace}/${name}`, en: `withdraw the NetworkPolicy ${namespace}/${name}` },
    },
    policy,
  );
}

/** Puts withdrawn policies back as they were, in the name of who had applied them. */
export function restorations(saved: readonly LiveObject[], done: readonly string[]): readonly Action[] {
  return saved.filter(({ metadata }) => done.includes(`withdraw-${metadata.name}`)).map(restoration);
}

function restoration(policy: LiveObject): Action {
  const { name, namespace, managedFields = [] } = policy.metadata;
  const words = {
    id: `restore-${name}`,
    does: { zh: `恢复网络策略 ${namespace}/${name}`, en: `put the NetworkPolicy ${namespace}/${name} back` },
  };
  const applied = managedFields.find(({ operation }) => operation === 'Apply');
  const object = asDeclared(policy);
  return applied?.manager
    ? application(words, withEmptyLists(object, applied.fieldsV1), applied.manager)
    : creation(words, object, managedFields[0]?.manager ?? runbookManager);
}

/** The server drops an empty list and yet notes who applied it; without it the applier would find its work undone. */
function withEmptyLists(policy: KubernetesObject, fields: unknown): KubernetesObject {
  const owned = (fields as { 'f:spec'?: Readonly<Record<string, unknown>> } | undefined)?.['f:spec'] ?? {};
  const empty = ['ingress', 'egress'].filter((list) => `f:${list}` in owned).map((list) => [list, []] as const);
  return { ...policy, spec: { ...Object.fromEntries(empty), ...(policy.spec as object) } };
}
