import type { Defaults } from './shape.ts';

type Fields = Record<string, unknown>;

function set(target: Fields, name: string, value: unknown): void {
  if (target[name] === undefined) target[name] = value;
}

/** Several fields at once. */
function defaults(values: Fields): Defaults {
  return (value) => {
    for (const name in values) set(value, name, values[name]);
  };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

const RBAC = 'rbac.authorization.k8s.io';

const deployment: Defaults = (value) => {
  defaults({ replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 })(value);
  const strategy = fields(value.strategy);
  set(strategy, 'type', 'RollingUpdate');
  if (strategy.type === 'RollingUpdate') {
    const rolling = fields(strategy.rollingUpdate);
    defaults({ maxUnavailable: '25%', maxSurge: '25%' })(rolling);
    strategy.rollingUpdate = rolling;
  }
  value.strategy = strategy;
};

const statefulSet: Defaults = (value) => {
  defaults({ replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: 'OrderedReady' })(value);
  const strategy = fields(value.updateStrategy);
  set(strategy, 'type', 'RollingUpdate');
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate = { partition: 0, maxUnavailable: 1, ...fields(strategy.rollingUpdate) };
  }
  value.updateStrategy = strategy;
  value.persistentVolumeClaimRetentionPolicy = {
    ...{ whenDeleted: 'Retain', whenScaled: 'Retain' },
    ...fields(value.persistentVolumeClaimRetentionPolicy),
  };
};

const daemonSet: Defaults = (value) => {
  set(value, 'revisionHistoryLimit', 10);
  const strategy = fields(value.updateStrategy);
  set(strategy, 'type', 'RollingUpdate');
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate = { maxUnavailable: 1, maxSurge: 0, ...fields(strategy.rollingUpdate) };
  }
  value.updateStrategy = strategy;
};

/** Of a Job itself; the template inside a CronJob gets none of these. */
const job: Defaults = (whole) => {
  const value = fields(whole.spec);
  whole.spec = value;
  if (value.completions === undefined && value.parallelism === undefined) value.completions = 1;
  defaults({ parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false })(value);
  set(value, 'podReplacementPolicy', value.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed');
};

const service: Defaults = (value) => {
  defaults({ type: 'ClusterIP', sessionAffinity: 'None' })(value);
  const external = value.type === 'NodePort' || value.type === 'LoadBalancer';
  if (external) set(value, 'externalTrafficPolicy', 'Cluster');
  if (value.type !== 'ExternalName') set(value, 'internalTrafficPolicy', 'Cluster');
  if (value.type === 'LoadBalancer') set(value, 'allocateLoadBalancerNodePorts', true);
};

const networkPolicy: Defaults = (value) => {
  if (Array.isArray(value.policyTypes) && value.policyTypes.length > 0) return;
  value.policyTypes = Array.isArray(value.egress) && value.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
};

const subject: Defaults = (value) => {
  if (value.kind === 'User' || value.kind === 'Group') set(value, 'apiGroup', RBAC);
};

const namespace: Defaults = (value) => {
  const metadata = fields(value.metadata);
  metadata.labels = { ...fields(metadata.labels), 'kubernetes.io/metadata.name': metadata.name };
  value.metadata = metadata;
  set(value, 'spec', { finalizers: ['kubernetes'] });
};

const secret: Defaults = (value) => {
  set(value, 'type', 'Opaque');
  if (value.stringData === undefined) return;
  const data = fields(value.data);
  for (const [key, text] of Object.entries(fields(value.stringData))) {
    data[key] = typeof text === 'string' ? Buffer.from(text, 'utf8').toString('base64') : text;
  }
  value.data = data;
  delete value.stringData;
};

/** Of containers: defaults from the maximum, default requests from the defaults or the minimum. */
const limitRangeItem: Defaults = (value) => {
  if (value.type !== 'Container') return;
  value.default = { ...fields(value.max), ...fields(value.default) };
  value.defaultRequest = { ...fields(value.min), ...fields(value.default), ...fields(value.defaultRequest) };
};

const webhook = defaults({
  ...{ failurePolicy: 'Fail', matchPolicy: 'Equivalent', timeoutSeconds: 10 },
  ...{ namespaceSelector: {}, objectSelector: {} },
});

/** Defaults of kinds other than pod templates (SetDefaults_… of the API groups' v1 packages). */
export const objectDefaults: readonly (readonly [string, Defaults])[] = [
  ['DeploymentSpec', deployment],
  ['StatefulSetSpec', statefulSet],
  ['DaemonSetSpec', daemonSet],
  ['ReplicaSetSpec', defaults({ replicas: 1 })],
  ['ReplicationControllerSpec', defaults({ replicas: 1 })],
  ['Job', job],
  [
    'CronJobSpec',
    defaults({ concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 }),
  ],
  ['ServiceSpec', service],
  [
    'ServicePort',
    (value) => {
      set(value, 'protocol', 'TCP');
      set(value, 'targetPort', value.port);
    },
  ],
  ['NetworkPolicySpec', networkPolicy],
  ['NetworkPolicyPort', defaults({ protocol: 'TCP' })],
  ['LimitRangeItem', limitRangeItem],
  ['Subject', subject],
  ['RoleRef', defaults({ apiGroup: RBAC })],
  ['Namespace', namespace],
  ['Secret', secret],
  ['PersistentVolumeClaimSpec', defaults({ volumeMode: 'Filesystem' })],
  ['PersistentVolumeSpec', defaults({ volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' })],
  ['StorageClass', defaults({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' })],
  ['PriorityClass', defaults({ preemptionPolicy: 'PreemptLowerPriority' })],
  ['HorizontalPodAutoscalerSpec', defaults({ minReplicas: 1 })],
  ['ValidatingWebhook', webhook],
  [
    'MutatingWebhook',
    (value) => {
      webhook(value);
      set(value, 'reinvocationPolicy', 'Never');
    },
  ],
  ['RuleWithOperations', defaults({ scope: '*' })],
];
