import type { Grant } from '../reachability/rbac.ts';

/** What a power leads to: the whole cluster, what is secret, the policies that hold it all, or another account. */
export type PowerKind = 'control' | 'secrets' | 'policies' | 'accounts';

/** A right that is more than it says. */
export interface DangerousPower {
  readonly kind: PowerKind;
  /** Goes on from “it can …”. */
  readonly can: string;
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Counts where the right is limited to named objects as well. @default true */
  readonly whenNamed?: boolean;
}

const changing = ['create', 'update', 'patch'];
const writing = [...changing, 'delete', 'deletecollection'];
const rbac = 'rbac.authorization.k8s.io';
/** Where constrained impersonation (KEP-5284) has its rights: verbs `impersonate:…`. */
const authentication = 'authentication.k8s.io';

/** Powers that reach past themselves (Kubernetes, “RBAC good practices”; CIS 5.1; NSA/CISA). */
export const dangerousPowers: readonly DangerousPower[] = [
  {
    kind: 'control',
    can: 'give itself any right',
    group: rbac,
    resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
    verbs: ['escalate', 'bind'],
  },
  {
    kind: 'control',
    can: 'act as any user or group',
    group: '',
    resources: ['users', 'groups'],
    verbs: ['impersonate'],
  },
  {
    kind: 'control',
    can: 'act as any user or group',
    group: authentication,
    resources: ['users', 'groups'],
    verbs: ['impersonate:user-info'],
  },
  {
    kind: 'control',
    can: 'act as any node',
    group: authentication,
    resources: ['nodes'],
    verbs: ['impersonate:arbitrary-node'],
  },
  {
    kind: 'control',
    can: 'approve certificates for any identity',
    group: 'certificates.k8s.io',
    resources: ['certificatesigningrequests/approval'],
    verbs: ['update', 'patch'],
  },
  {
    kind: 'control',
    can: 'run commands in every pod through the kubelet',
    group: '',
    resources: ['nodes/proxy'],
    verbs: ['get', 'create', 'update', 'patch', 'delete'],
  },
  {
    kind: 'control',
    can: 'change what admission sees and refuses',
    group: 'admissionregistration.k8s.io',
    resources: [
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
      'validatingwebhookconfigurations',
      'mutatingwebhookconfigurations',
    ],
    verbs: writing,
  },
  { kind: 'control', can: 'mount any path of a node', group: '', resources: ['persistentvolumes'], verbs: changing },
  {
    kind: 'control',
    can: 'answer for the API server',
    group: 'apiregistration.k8s.io',
    resources: ['apiservices'],
    verbs: changing,
  },
  {
    kind: 'secrets',
    can: 'read secrets',
    group: '',
    resources: ['secrets'],
    verbs: ['get', 'list', 'watch'],
    whenNamed: false,
  },
  {
    kind: 'policies',
    can: 'change network policies',
    group: 'networking.k8s.io',
    resources: ['networkpolicies'],
    verbs: writing,
  },
  {
    kind: 'policies',
    can: 'write roles and bindings',
    group: rbac,
    resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
    verbs: writing,
  },
  { kind: 'policies', can: 'change namespaces and their labels', group: '', resources: ['namespaces'], verbs: writing },
];

/** Ways to become another account of a namespace. */
export const waysToBecomeAnother: readonly (DangerousPower & { readonly reaches: 'every' | 'running' })[] = [
  {
    kind: 'accounts',
    reaches: 'every',
    can: 'creates pods that may use any account',
    group: '',
    resources: ['pods', 'replicationcontrollers'],
    verbs: changing,
  },
  {
    kind: 'accounts',
    reaches: 'every',
    can: 'writes workloads that may use any account',
    group: 'apps',
    resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
    verbs: changing,
  },
  {
    kind: 'accounts',
    reaches: 'every',
    can: 'writes jobs that may use any account',
    group: 'batch',
    resources: ['jobs', 'cronjobs'],
    verbs: changing,
  },
  {
    kind: 'accounts',
    reaches: 'every',
    can: 'issues tokens',
    group: '',
    resources: ['serviceaccounts/token'],
    verbs: ['create'],
  },
  {
    kind: 'accounts',
    reaches: 'every',
    can: 'impersonates accounts',
    group: '',
    resources: ['serviceaccounts'],
    verbs: ['impersonate'],
  },
  {
    kind: 'accounts',
    reaches: 'every',
    can: 'impersonates accounts',
    group: authentication,
    resources: ['serviceaccounts'],
    verbs: ['impersonate:serviceaccount'],
  },
  {
    kind: 'accounts',
    reaches: 'running',
    can: 'opens shells in pods',
    group: '',
    resources: ['pods/exec', 'pods/attach'],
    verbs: ['create', 'get'],
  },
  {
    kind: 'accounts',
    reaches: 'running',
    can: 'adds containers to running pods',
    group: '',
    resources: ['pods/ephemeralcontainers'],
    verbs: ['update', 'patch'],
  },
];

/** Whether a grant gives the power, as the RBAC authoriser matches (`*`, and `*` before a subresource). */
export function gives({ apiGroups, resources, verbs, resourceNames }: Grant, power: DangerousPower): boolean {
  if (resourceNames && power.whenNamed === false && !verbs.some((verb) => ['list', 'watch', '*'].includes(verb))) {
    return false;
  }
  return (
    includes(apiGroups, [power.group]) &&
    power.resources.some((resource) => includes(resources, [resource, resource.replace(/^[^/]+\//, '*/')])) &&
    includes(verbs, power.verbs)
  );
}

function includes(list: readonly string[], wanted: readonly string[]): boolean {
  return list.includes('*') || wanted.some((one) => list.includes(one));
}
