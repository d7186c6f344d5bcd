import { kinds, podTemplates, type TargetKind } from '../targets.ts';
import { notOnlyDeleted, type ResourceRule, resourceRules } from './groups.ts';
import type { NamedPolicy } from './policies.ts';
import { celString } from './rewrite.ts';
import type { Validation } from './validation.ts';

export interface GuardOptions {
  /** The label that marks an object as managed. @default app.kubernetes.io/managed-by=fadun */
  readonly managedBy?: { readonly label: string; readonly value: string };
  /** Users and groups that may write managed objects. @default the applier and the break-glass identity */
  readonly writers?: { readonly users: readonly string[]; readonly groups: readonly string[] };
  /** Labels that proofs rest on, by prefix. @default fadun.io/ */
  readonly identityPrefix?: string;
}

/** Who may write what Fadun manages: its applier, and the identity for emergencies. */
const defaultWriters = {
  users: ['fadun:applier', 'fadun:break-glass', 'system:serviceaccount:fadun-system:break-glass'],
  groups: ['fadun:appliers', 'fadun:break-glass'],
};

/** Components of the control plane, which keep objects going. Their service accounts live in kube-system. */
const systemUsers = ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'];
const systemGroups = ['system:masters', 'system:nodes'];

const names = (values: readonly string[]) => `[${values.map(celString).join(', ')}]`;

/** CEL: the request comes from neither a writer nor a component of the control plane. */
function fromOthers({ writers = defaultWriters }: GuardOptions): string {
  return neither(writers.users, [...writers.groups, ...systemGroups]);
}

/** CEL: the request comes from none of these, and from no component of the control plane. */
function neither(users: readonly string[], groups: readonly string[]): string {
  return [
    `!(request.userInfo.username in ${names([...users, ...systemUsers])})`,
    '!request.userInfo.username.startsWith("system:serviceaccount:kube-system:")',
    `!(${inGroups(groups)})`,
  ].join(' && ');
}

function inGroups(groups: readonly string[]): string {
  return `has(request.userInfo.groups) && request.userInfo.groups.exists(g, g in ${names(groups)})`;
}

/** Kinds whose removal would open a network or hand out rights: managed ones are protected against deletion too. */
const protectedKinds = kinds(
  ...['Namespace', 'NetworkPolicy', 'ResourceQuota', 'LimitRange', 'ServiceAccount'],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
).kinds;

/** Written all the time, and never by hand: not worth a look. */
const chatter = [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
].map((one) => ({ ...one, apiVersions: ['*'], operations: ['*'] }));

/** `*` matches no subresource. */
const scales: ResourceRule = { apiGroups: ['*'], apiVersions: ['*'], resources: ['*/scale'], operations: ['UPDATE'] };

const everything: ResourceRule = {
  apiGroups: ['*'],
  apiVersions: ['*'],
  resources: ['*'],
  operations: ['CREATE', 'UPDATE'],
};

function refusal(id: string, text: string, unless = 'false'): Validation {
  return { expression: unless, message: `[${id}] ${text}`, reason: 'Forbidden' };
}

/**
 * Policies on who writes, not on what: managed objects, the labels that proofs rest on, and workloads in system
 * namespaces. Without them approval would be a courtesy and labels would prove nothing. The last one refuses nothing: it
 * makes loud what passes them.
 */
export function guardPolicies(options: GuardOptions): readonly NamedPolicy[] {
  return [managedObjects(options), identityLabels(options), systemNamespaces(options), witness(options)];
}

/** CEL: the object bears the label of what is managed. */
function marked(object: string, { managedBy }: GuardOptions): string {
  const { label, value } = managedBy ?? { label: 'app.kubernetes.io/managed-by', value: 'fadun' };
  return `(${object} != null && has(${object}.metadata.labels) && ${celString(label)} in ${object}.metadata.labels && ${object}.metadata.labels[${celString(label)}] == ${celString(value)})`;
}

const isScale = 'has(request.subResource) && request.subResource == "scale"';

function managedOrScale(options: GuardOptions) {
  const managed = `${marked('object', options)} || ${marked('oldObject', options)}`;
  return { name: 'managed', expression: `(${isScale}) || ${managed}` };
}

/**
 * CEL: a number of replicas is written in a namespace that is none of Fadun's. A Scale bears no labels; the namespace, which
 * match conditions do not see, says whether the workload is managed.
 */
function scaleElsewhere({ identityPrefix = 'fadun.io/' }: GuardOptions): string {
  const identified = `dyn(namespaceObject) != null && has(namespaceObject.metadata.labels) && namespaceObject.metadata.labels.exists(k, k.startsWith(${celString(identityPrefix)}))`;
  return `${isScale} && !(${identified})`;
}

/** Who may pass the guards, and is watched for it: identities for emergencies, and the group that no permission binds. */
const watched = {
  users: ['fadun:break-glass', 'system:serviceaccount:fadun-system:break-glass'],
  groups: ['fadun:break-glass', 'system:masters'],
};

/** CEL: the request comes neither from the applier nor from a component of the control plane. */
const outsideChanges = neither(['fadun:applier'], ['fadun:appliers', 'system:nodes']);

const byWatched = `request.userInfo.username in ${names(watched.users)} || (${inGroups(watched.groups)})`;

/** CEL: something is removed that no controller makes anew, as it does with its pods. */
const removal =
  'request.operation == "DELETE" && !(has(oldObject.metadata.ownerReferences) && oldObject.metadata.ownerReferences.exists(o, has(o.controller) && o.controller))';

/** Name of the policy that refuses nothing. */
export const witnessName = 'fadun-witness';

/**
 * Writes of managed objects by those who pass the guards, and removals by anybody: deletion is never blocked where nothing
 * opens by it, and is not silent either. A warning to who writes, an annotation in the audit log.
 */
function witness(options: GuardOptions): NamedPolicy {
  const everyWrite = { ...everything, operations: [...everything.operations, 'DELETE'] };
  return {
    name: witnessName,
    isWitness: true,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: [everyWrite, scales], excludeResourceRules: chatter },
      matchConditions: [
        { name: 'outside-changes', expression: outsideChanges },
        { name: 'by-watched-or-removed', expression: `${byWatched} || (${removal})` },
        managedOrScale(options),
      ],
      validations: [
        refusal(
          'witness',
          'A managed object is written or removed outside a planned change. It is recorded and will be reviewed. 受管对象在变更流程之外被改动或删除，已记录并将复核。',
          scaleElsewhere(options),
        ),
      ],
    },
  };
}

function managedObjects(options: GuardOptions): NamedPolicy {
  return {
    name: 'fadun-managed-objects',
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [everything, scales, ...resourceRules(protectedKinds, ['DELETE'])],
        excludeResourceRules: chatter,
      },
      matchConditions: [
        { name: 'from-others', expression: fromOthers(options) },
        managedOrScale(options),
        notOnlyDeleted,
      ],
      validations: [
        refusal(
          'managed-objects',
          'This object is managed by Fadun. Change the site, or use the break-glass identity. 该对象由法盾管理，请修改站点声明，或使用应急身份。',
          scaleElsewhere(options),
        ),
      ],
    },
  };
}

function identityLabels(options: GuardOptions): NamedPolicy {
  const prefix = celString(options.identityPrefix ?? 'fadun.io/');
  const own = (holder: string) =>
    `(has(${holder}.labels) ? ${holder}.labels.filter(k, k.startsWith(${prefix})).map(k, k + "=" + ${holder}.labels[k]) : [])`;
  const template = (object: string) => {
    const at = (place: string) => `has(${place}.metadata) ? ${own(`${place}.metadata`)} : []`;
    return `(request.resource.resource in ["pods", "namespaces"] ? [] : request.resource.resource == "cronjobs" ? (${at(`${object}.spec.jobTemplate.spec.template`)}) : (${at(`${object}.spec.template`)}))`;
  };
  const variables = ['object', 'oldObject'].flatMap((object) => {
    const absent = object === 'oldObject' ? 'request.operation == "CREATE" ? [] : ' : '';
    const holder = `dyn(${object})`;
    return [
      { name: `${object}Labels`, expression: `${absent}${own(`${holder}.metadata`)}` },
      { name: `${object}TemplateLabels`, expression: `${absent}${template(holder)}` },
    ];
  });
  const same = (name: string) => `sets.equivalent(variables.object${name}, variables.oldObject${name})`;
  const judged: readonly TargetKind[] = [...kinds('Namespace').kinds, ...podTemplates.kinds];
  return {
    name: 'fadun-identity-labels',
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: resourceRules(judged, ['CREATE', 'UPDATE']) },
      matchConditions: [{ name: 'from-others', expression: fromOthers(options) }],
      variables,
      validations: [
        {
          expression: `${same('Labels')} && ${same('TemplateLabels')}`,
          message: `[identity-labels] Labels ${options.identityPrefix ?? 'fadun.io/'}* say who a workload is; only Fadun's applier sets them. 身份标签仅由法盾的部署身份写入。`,
          reason: 'Forbidden',
        },
      ],
    },
  };
}

function systemNamespaces(options: GuardOptions): NamedPolicy {
  return {
    name: 'fadun-system-namespaces',
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: resourceRules(podTemplates.kinds, ['CREATE', 'UPDATE']),
        namespaceSelector: {
          matchExpressions: [
            {
              key: 'kubernetes.io/metadata.name',
              operator: 'In',
              values: ['kube-system', 'kube-public', 'kube-node-lease'],
            },
          ],
        },
      },
      matchConditions: [{ name: 'from-others', expression: fromOthers(options) }, notOnlyDeleted],
      validations: [
        refusal(
          'system-namespaces',
          'Workloads in system namespaces are changed by system components and the applier only. 系统命名空间的工作负载仅由系统组件与部署身份变更。',
        ),
      ],
    },
  };
}
