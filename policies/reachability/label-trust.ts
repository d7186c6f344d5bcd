import type { KubernetesObject } from '../kubernetes.ts';
import type { NetworkModel } from './model.ts';
import type { CompiledPolicy } from './policy.ts';
import { type Grant, grantsOf, type Subject, subjectText } from './rbac.ts';
import { everything } from './selectors.ts';
import { asObject, asTexts } from './shape.ts';

/** Somebody who could undo the proof without changing a NetworkPolicy in the declared way. */
export interface VoidReason {
  readonly network: string;
  /** `User name`, `Group name` or `ServiceAccount namespace/name`. */
  readonly subject: string;
  readonly can: string;
  /** Namespace of the right; null for the whole cluster. */
  readonly namespace: string | null;
  /** Binding and role that give it. */
  readonly by: string;
  /** Label keys the proof rests on that this subject could set. */
  readonly restsOn: readonly string[];
}

export interface TrustOptions {
  /** Subjects that may hold such rights: the applier, the break-glass identity. */
  readonly trusted?: readonly Subject[];
  /**
   * Powers held back by admission: counts only where the ValidatingAdmissionPolicy and a binding that denies are
   * among the objects.
   */
  readonly guards?: readonly { readonly power: Power; readonly admissionPolicy: string }[];
}

export type Power = keyof typeof powers;

interface PowerFacts {
  readonly can: string;
  readonly rights: readonly { readonly group: string; readonly resources: readonly string[] }[];
  readonly verbs: readonly string[];
}

const writing = ['create', 'update', 'patch'];

/** Rights that change what selectors match or what policies say. */
export const powers = {
  'label-namespaces': {
    can: 'set labels of namespaces',
    rights: [{ group: '', resources: ['namespaces'] }],
    verbs: writing,
  },
  'label-pods': {
    can: 'set labels of pods',
    rights: [
      { group: '', resources: ['pods', 'replicationcontrollers'] },
      { group: 'apps', resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'] },
      { group: 'batch', resources: ['jobs', 'cronjobs'] },
    ],
    verbs: writing,
  },
  'write-policies': {
    can: 'change NetworkPolicies',
    rights: [{ group: 'networking.k8s.io', resources: ['networkpolicies'] }],
    verbs: [...writing, 'delete', 'deletecollection'],
  },
  'extend-rights': {
    can: 'give itself more rights',
    rights: [{ group: 'rbac.authorization.k8s.io', resources: ['roles', 'clusterroles'] }],
    verbs: ['bind', 'escalate'],
  },
  'act-as-others': {
    can: 'act as another identity',
    rights: ['', 'authentication.k8s.io'].map((group) => ({
      group,
      resources: ['users', 'groups', 'serviceaccounts'],
    })),
    verbs: ['impersonate', 'impersonate:user-info', 'impersonate:serviceaccount'],
  },
  'issue-tokens': {
    can: 'issue tokens of service accounts',
    rights: [{ group: '', resources: ['serviceaccounts/token'] }],
    verbs: ['create'],
  },
} as const satisfies Record<string, PowerFacts>;

/**
 * Who, beside the trusted, may set labels that the proof rests on, change policies, or become somebody who may.
 * Any entry makes the proof void: it would hold for the objects and not for tomorrow.
 * @param objects all objects of the cluster; only RBAC and admission objects are read.
 */
export function labelTrust(
  model: NetworkModel,
  objects: readonly KubernetesObject[],
  options: TrustOptions = {},
): VoidReason[] {
  const restsOn = labelsRestedOn(model);
  const guarded = new Set(
    (options.guards ?? []).filter(({ admissionPolicy }) => isEnforced(objects, admissionPolicy)).map((g) => g.power),
  );
  const reasons: VoidReason[] = [];
  for (const grant of grantsOf(objects)) {
    if (grant.builtIn || isTrusted(grant.subject, options.trusted ?? [])) continue;
    for (const power of Object.keys(powers) as Power[]) {
      if (guarded.has(power)) continue;
      const keys = keysFor(power, restsOn, grant.namespace);
      if (keys === undefined || !gives(grant, powers[power])) continue;
      reasons.push({
        network: model.network,
        subject: subjectText(grant.subject),
        can: powers[power].can,
        namespace: grant.namespace ?? null,
        by: grant.by,
        restsOn: keys,
      });
    }
  }
  return distinct(reasons);
}

/** Label keys that policies look at: of namespaces, and of pods by the namespace the pods live in. */
interface RestedLabels {
  readonly namespaces: ReadonlySet<string>;
  readonly pods: ReadonlyMap<string, ReadonlySet<string>>;
}

function labelsRestedOn(model: NetworkModel): RestedLabels {
  const namespaces = new Set<string>();
  const pods = new Map<string, Set<string>>();
  const addPods = (policy: CompiledPolicy, id: number, keys: readonly string[]) => {
    const { namespace } = model.classes[id]!.example;
    const own = pods.get(namespace) ?? new Set();
    pods.set(namespace, own);
    for (const key of keys) own.add(key);
    return policy;
  };
  for (const policy of model.policies.values()) {
    const subjectKeys = policy.subject.requirements.map(({ key }) => key);
    for (const id of model.index.subjects(policy.subject, policy.namespace).members) addPods(policy, id, subjectKeys);
    for (const { peers } of [...(policy.ingress ?? []), ...(policy.egress ?? [])]) {
      for (const peer of peers ?? []) {
        if (peer.kind !== 'pods') continue;
        for (const { key } of peer.namespaces?.requirements ?? []) namespaces.add(key);
        if (peer.pods === everything) continue;
        const keys = peer.pods.requirements.map(({ key }) => key);
        for (const id of model.index.peers(peer, policy.namespace).members) addPods(policy, id, keys);
      }
    }
  }
  // The API server sets this one itself; nobody can change it (KEP-2161).
  namespaces.delete('kubernetes.io/metadata.name');
  return { namespaces, pods };
}

/** Keys that a power in a namespace (or everywhere) endangers; undefined where the power touches nothing rested on. */
function keysFor(power: Power, labels: RestedLabels, namespace: string | undefined): string[] | undefined {
  if (power === 'label-namespaces') {
    const keys = [...labels.namespaces].sort();
    return keys.length > 0 && namespace === undefined ? keys : undefined;
  }
  if (power === 'label-pods') {
    const chosen = namespace === undefined ? [...labels.pods.values()] : [labels.pods.get(namespace) ?? new Set()];
    const keys = [...new Set(chosen.flatMap((set) => [...set]))].sort();
    return keys.length > 0 ? keys : undefined;
  }
  return [];
}

function gives(grant: Grant, { rights, verbs }: PowerFacts): boolean {
  const any = (list: readonly string[], wanted: readonly string[]) =>
    list.includes('*') || wanted.some((item) => list.includes(item));
  return rights.some(
    ({ group, resources }) =>
      any(grant.apiGroups, [group]) && any(grant.resources, resources) && any(grant.verbs, verbs),
  );
}

function isTrusted(subject: Subject, trusted: readonly Subject[]): boolean {
  const { kind, name, namespace } = subject;
  if (kind === 'Group' && name === 'system:masters') return true;
  return trusted.some((item) => item.kind === kind && item.name === name && item.namespace === namespace);
}

function isEnforced(objects: readonly KubernetesObject[], policy: string): boolean {
  const exists = objects.some(({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === policy);
  const denies = objects.some(({ kind, spec }) => {
    const binding = asObject(spec);
    const isBinding = kind === 'ValidatingAdmissionPolicyBinding' && binding.policyName === policy;
    return isBinding && asTexts(binding.validationActions).includes('Deny');
  });
  return exists && denies;
}

function distinct(reasons: readonly VoidReason[]): VoidReason[] {
  const seen = new Map(
    reasons.map((reason) => [`${reason.subject} ${reason.can} ${reason.namespace} ${reason.by}`, reason]),
  );
  return [...seen.values()];
}
