/** Objects of each kind as a careful site declares them; tests weaken them one field at a time. */
const digest = `sha256:${'0'.repeat(64)}`;

const podSpec = {
  serviceAccountName: 'web',
  automountServiceAccountToken: false,
  nodeSelector: { 'fadun.io/tier': 'app' },
  runtimeClassName: 'sandboxed',
  priorityClassName: 'fadun-standard',
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }] } },
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone' }],
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 10001,
    runAsGroup: 10001,
    fsGroup: 10001,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containers: [
    {
      name: 'web',
      image: `registry.example/web@${digest}`,
      args: ['--auth=required'],
      env: [{ name: 'MODE', value: 'strict' }],
      ports: [{ containerPort: 8443, protocol: 'TCP' }],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
      securityContext: {
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      volumeMounts: [{ name: 'scratch', mountPath: '/tmp', readOnly: true }],
    },
  ],
  volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '64Mi' } }],
} as const;

const labels = { app: 'web' };
const template = { metadata: { labels, annotations: { 'sidecar.example/inject': 'true' } }, spec: podSpec };
const meta = (name: string) => ({ name, namespace: 'court-app' });

export const samples = {
  deployment: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta('web'),
    spec: { replicas: 2, selector: { matchLabels: labels }, template },
  },
  statefulset: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: meta('database'),
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template,
      volumeClaimTemplates: [
        { metadata: { name: 'data' }, spec: { storageClassName: 'fadun-important', accessModes: ['ReadWriteOnce'] } },
      ],
    },
  },
  cronjob: {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: meta('backup'),
    spec: { schedule: '7 * * * *', suspend: false, jobTemplate: { spec: { template } } },
  },
  service: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('web'),
    spec: { type: 'ClusterIP', selector: labels, ports: [{ port: 443, protocol: 'TCP', targetPort: 8443 }] },
  },
  entrance: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...meta('entrance'), annotations: { 'cloud.example/address-type': 'intranet' } },
    spec: {
      type: 'LoadBalancer',
      selector: labels,
      externalTrafficPolicy: 'Local',
      allocateLoadBalancerNodePorts: false,
      loadBalancerSourceRanges: ['10.10.0.0/16'],
      ports: [{ port: 443, protocol: 'TCP', targetPort: 8443 }],
    },
  },
  ingress: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: meta('web'),
    spec: { rules: [{ host: 'web.example' }] },
  },
  namespace: {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'court-app',
      labels: {
        'fadun.io/segment': 'app',
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/enforce-version': 'latest',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  },
  policy: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'fadun-workload' },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] },
        ],
      },
      matchConditions: [{ name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' }],
      variables: [{ name: 'containers', expression: 'object.spec.template.spec.containers' }],
      validations: [{ expression: 'variables.containers.all(c, c.image.contains("@"))', message: 'digest' }],
    },
  },
  binding: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'fadun-workload' },
    spec: { policyName: 'fadun-workload', validationActions: ['Deny', 'Audit'] },
  },
  webhook: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'guard' },
    webhooks: [
      {
        name: 'guard.example',
        failurePolicy: 'Fail',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        clientConfig: { service: { namespace: 'guard', name: 'guard' }, caBundle: 'QUJD' },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
    ],
  },
  quota: {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: meta('bounds'),
    spec: { hard: { 'limits.cpu': '4', 'limits.memory': '8Gi', 'services.loadbalancers': '1' } },
  },
  limits: {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: meta('defaults'),
    spec: {
      limits: [
        {
          type: 'Container',
          max: { cpu: '2', memory: '4Gi' },
          min: { cpu: '10m' },
          default: { cpu: '500m', memory: '256Mi' },
          defaultRequest: { cpu: '50m' },
        },
      ],
    },
  },
  budget: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: meta('web'),
    spec: { minAvailable: 1, selector: { matchLabels: labels } },
  },
  autoscaler: {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: meta('web'),
    spec: {
      minReplicas: 2,
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    },
  },
  deny: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: meta('default-deny'),
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  },
  account: {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: meta('web'),
    automountServiceAccountToken: false,
  },
  role: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: meta('reader'),
    rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['web'], verbs: ['get'] }],
  },
  rolebinding: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: meta('reader'),
    subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'court-app' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
  },
  storageclass: {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fadun-important' },
    provisioner: 'csi.example',
    reclaimPolicy: 'Retain',
    parameters: { encrypted: 'true' },
  },
  claim: {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: meta('spool'),
    spec: {
      storageClassName: 'fadun-important',
      accessModes: ['ReadWriteMany'],
      resources: { requests: { storage: '10Gi' } },
    },
  },
  priority: {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'fadun-standard' },
    value: 1000,
    globalDefault: false,
    preemptionPolicy: 'Never',
  },
  configmap: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: meta('collector'),
    data: { 'collector.yaml': 'exporters: {otlp: {}}', 'alerts.yaml': 'groups: []' },
  },
  secret: { apiVersion: 'v1', kind: 'Secret', metadata: meta('keys'), type: 'Opaque', data: { key: 'c2VjcmV0' } },
  crd: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example' },
    spec: { group: 'example', scope: 'Namespaced' },
  },
  unknown: {
    apiVersion: 'vendor.example/v1',
    kind: 'Anything',
    metadata: meta('anything'),
    spec: { anything: 1 },
  },
  channel: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...meta('front-end'),
      labels: { 'fadun.io/channel': 'X13' },
      annotations: { 'fadun.io/channel-expires': '2027-06-30' },
    },
    spec: { replicas: 2, selector: { matchLabels: labels }, template },
  },
} as const;
