import type { Estate } from '../estate.ts';
import type { KubernetesObject, SourcedObject } from '../kubernetes.ts';
import { podTemplateOf } from '../pod-template.ts';
import { type Grant, grantsOf, type Subject, subjectText } from '../reachability/rbac.ts';
import { asObject, asObjects } from '../reachability/shape.ts';
import { workloadKinds } from '../reachability/workloads.ts';

/** One who holds rights in a network, by itself or through the groups it belongs to. */
export interface Holder {
  /** `User name`, `Group name` or `ServiceAccount namespace/name`. */
  readonly key: string;
  readonly subject: Subject;
  readonly grants: readonly Grant[];
}

/** The rights of one network. */
export interface NetworkRights {
  readonly network: string;
  readonly holders: readonly Holder[];
  /** Service accounts that exist or are bound, by namespace. */
  readonly accounts: ReadonlyMap<string, readonly Holder[]>;
  /** Accounts whose token some workload mounts: `namespace/name`. */
  mounted(): ReadonlySet<string>;
  /** The binding as the input yields it, for findings. */
  sourceOf(binding: KubernetesObject): SourcedObject;
}

/**
 * Identities that may hold such rights: the control plane's group, the applier, whose every change is approved, and the
 * break-glass identity, whose every use is reviewed. What the API server itself grants at start-up is apart.
 */
const trusted: ReadonlySet<string> = new Set([
  'Group system:masters',
  'User fadun:applier',
  'Group fadun:appliers',
  'User fadun:break-glass',
  'Group fadun:break-glass',
]);

export function isTrustedHolder({ key }: Pick<Holder, 'key'>): boolean {
  return trusted.has(key);
}

const known = new WeakMap<Estate, readonly NetworkRights[]>();

/** Who holds what in every network; built once for an estate. */
export function rightsOf(whole: Estate): readonly NetworkRights[] {
  let rights = known.get(whole);
  if (!rights) {
    rights = [...bindingNetworks(whole)].map((network) => networkRights(whole, network));
    known.set(whole, rights);
  }
  return rights;
}

const rbacKinds = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'];

/** Kinds that {@link rightsOf} looks at. */
export const rightsKinds: readonly string[] = [...rbacKinds, 'ServiceAccount', ...workloadKinds];

function bindingNetworks(whole: Estate): ReadonlySet<string> {
  return new Set(['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) => whole.ofKind(kind).map(networkOf)));
}

function networkOf({ network }: SourcedObject): string {
  return network ?? '';
}

function networkRights(whole: Estate, network: string): NetworkRights {
  const inNetwork = (kind: string) => whole.ofKind(kind).filter((one) => networkOf(one) === network);
  const rbac = rbacKinds.flatMap(inNetwork);
  const grants = grantsOf(rbac.map(({ object }) => object)).filter(({ builtIn }) => !builtIn);
  const bySubject = Map.groupBy(grants, ({ subject }) => subjectText(subject));
  const existing = inNetwork('ServiceAccount').map(({ object: { metadata } }): Subject => {
    return { kind: 'ServiceAccount', name: metadata.name, namespace: metadata.namespace ?? 'default' };
  });
  const subjects = new Map(
    [...existing, ...grants.map(({ subject }) => subject)].map((one) => [subjectText(one), one]),
  );
  const holders = [...subjects].map(([key, subject]): Holder => {
    return { key, subject, grants: groupsOf(subject, key).flatMap((one) => bySubject.get(one) ?? []) };
  });
  const sources = new Map(rbac.map((one) => [one.object, one]));
  let mounted: ReadonlySet<string> | undefined;
  return {
    network,
    holders,
    accounts: Map.groupBy(
      holders.filter(({ subject }) => subject.kind === 'ServiceAccount'),
      ({ subject }) => subject.namespace ?? '',
    ),
    mounted() {
      mounted ??= mountedAccounts(whole, network);
      return mounted;
    },
    sourceOf: (binding) => sources.get(binding)!,
  };
}

/** The subject itself and the groups that the API server puts it in. */
function groupsOf({ kind, namespace }: Subject, key: string): readonly string[] {
  if (kind === 'Group') return [key];
  const everybody = [key, 'Group system:authenticated'];
  if (kind === 'User') return everybody;
  return [...everybody, 'Group system:serviceaccounts', `Group system:serviceaccounts:${namespace}`];
}

/** Whether a volume brings the account's token to the API server in, whatever the pod says of mounting it by itself. */
function projectsToken(volumes: unknown): boolean {
  return asObjects(volumes).some(({ projected }) =>
    asObjects(asObject(projected).sources).some(({ serviceAccountToken }) => serviceAccountToken),
  );
}

function mountedAccounts(whole: Estate, network: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const kind of workloadKinds) {
    for (const one of whole.ofKind(kind)) {
      const template = networkOf(one) === network ? podTemplateOf(one.object) : undefined;
      if (!template) continue;
      const { automountServiceAccountToken, serviceAccountName, serviceAccount, volumes } = asObject(template.spec);
      if (automountServiceAccountToken === false && !projectsToken(volumes)) continue;
      found.add(`${one.object.metadata.namespace ?? 'default'}/${serviceAccountName ?? serviceAccount ?? 'default'}`);
    }
  }
  return found;
}
