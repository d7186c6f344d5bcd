import { object, podSpec } from '../../../policies/examples.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';

const labels = { app: 'x' };
const selector = { matchLabels: labels };
const template = { metadata: { labels }, spec: podSpec() };
const rbac = 'rbac.authorization.k8s.io/v1';
const roleRef = { kind: 'ClusterRole', name: 'view' };
const subjects = [
  { kind: 'User', name: 'li' },
  { kind: 'Group', name: 'ops' },
  { kind: 'ServiceAccount', name: 'a', namespace: 'b' },
];
const webhooks = [
  {
    name: 'a.example.com',
    clientConfig: { url: 'https://a.example.com/' },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  },
];

/** A pod spec with most of what has a default, and zero values that the API server leaves out. */
const richSpec = {
  ...{ hostNetwork: false, hostPID: false, serviceAccountName: 'app', nodeSelector: {}, tolerations: [] },
  initContainers: [{ name: 'init', image: 'registry.example:5000/a', resources: null, env: [], command: [] }],
  containers: [
    {
      ...{ name: 'a', image: 'a:latest', stdin: false, workingDir: '' },
      env: [
        { name: 'EMPTY', value: '' },
        { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      resources: { limits: { cpu: 1.5, memory: '1024Mi' }, requests: { cpu: '1000m', memory: '1e3' } },
      ports: [{ containerPort: 80, hostPort: 0 }],
      livenessProbe: { httpGet: { port: 80 } },
      startupProbe: { grpc: { port: 80 } },
      lifecycle: { preStop: { httpGet: { port: 'web' } } },
      securityContext: { privileged: false, runAsUser: 0, capabilities: { add: [], drop: ['ALL'] } },
    },
  ],
  volumes: [
    { name: 'implied' },
    { name: 'secret', secret: { secretName: 'a' } },
    { name: 'config', configMap: { name: 'a' } },
    { name: 'host', hostPath: { path: '/a' } },
    { name: 'down', downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.labels' } }] } },
    { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '0.5Gi' } },
    {
      name: 'projected',
      projected: {
        sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'a', optional: false } }],
      },
    },
  ],
};

/** Written objects of every kind that has defaults: what normalisation must turn into what the API server shows. */
export const kindExamples: readonly KubernetesObject[] = [
  object('apps/v1', 'Deployment', { spec: { selector, template } }),
  object('apps/v1', 'Deployment', { spec: { replicas: 0, selector, template, strategy: { type: 'Recreate' } } }),
  object('apps/v1', 'Deployment', { spec: { selector, template: { metadata: { labels }, spec: richSpec } } }),
  object('apps/v1', 'Deployment', {
    spec: {
      selector,
      template: { metadata: { labels }, spec: { ...richSpec, hostNetwork: true, initContainers: [] } },
    },
  }),
  object('apps/v1', 'StatefulSet', { spec: { serviceName: 'x', selector, template } }),
  object('apps/v1', 'StatefulSet', {
    spec: { serviceName: 'x', selector, template, updateStrategy: { type: 'OnDelete' } },
  }),
  object('apps/v1', 'DaemonSet', { spec: { selector, template } }),
  object('apps/v1', 'DaemonSet', {
    spec: { selector, template, updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
  }),
  object('apps/v1', 'ReplicaSet', { spec: { selector, template } }),
  object('batch/v1', 'Job', { spec: { template: { spec: podSpec({}, { restartPolicy: 'Never' }) } } }),
  object('batch/v1', 'Job', { spec: { parallelism: 3, template: { spec: podSpec({}, { restartPolicy: 'Never' }) } } }),
  object('batch/v1', 'CronJob', {
    spec: {
      schedule: '0 2 * * *',
      jobTemplate: { spec: { template: { spec: podSpec({}, { restartPolicy: 'OnFailure' }) } } },
    },
  }),
  object('v1', 'Pod', { spec: { ...richSpec, serviceAccountName: 'default' } }),
  object('v1', 'Service', { spec: { ports: [{ port: 80 }] } }),
  object('v1', 'Service', { spec: { type: 'NodePort', ports: [{ port: 80, targetPort: 'web' }] } }),
  object('v1', 'Service', {
    spec: { type: 'LoadBalancer', ports: [{ port: 80, protocol: 'UDP' }], publishNotReadyAddresses: false },
  }),
  object('v1', 'Service', { spec: { type: 'ExternalName', externalName: 'a.example.com' } }),
  object('v1', 'Service', { spec: { clusterIP: 'None', selector: labels } }),
  object('v1', 'Secret', { stringData: { a: 'é' }, data: { b: 'Yg==' } }),
  object('v1', 'ConfigMap', { data: {}, binaryData: null }),
  object('v1', 'ServiceAccount', { automountServiceAccountToken: false, secrets: [] }),
  object('v1', 'Namespace', {}, { name: 'fresh' }),
  object('v1', 'PersistentVolumeClaim', {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
  }),
  object('v1', 'PersistentVolume', {
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, csi: { driver: 'a', volumeHandle: 'b' } },
  }),
  object('v1', 'ResourceQuota', { spec: { hard: { pods: 10, 'requests.cpu': '2000m' } } }),
  object('v1', 'LimitRange', {
    spec: { limits: [{ type: 'Container', default: { cpu: '500m' }, max: { cpu: '2' } }] },
  }),
  object('networking.k8s.io/v1', 'NetworkPolicy', { spec: {} }),
  object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, egress: [{ ports: [{ port: 53 }] }] } }),
  object('networking.k8s.io/v1', 'NetworkPolicy', {
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [], ingress: [] },
  }),
  object('networking.k8s.io/v1', 'Ingress', {
    spec: { defaultBackend: { service: { name: 'a', port: { number: 80 } } } },
  }),
  object(rbac, 'Role', {}),
  object(rbac, 'Role', { rules: [{ verbs: ['get'], resources: ['pods'], apiGroups: [''], resourceNames: [] }] }),
  object(rbac, 'ClusterRole', { rules: [] }),
  object(rbac, 'RoleBinding', { roleRef, subjects }),
  object(rbac, 'ClusterRoleBinding', { roleRef }),
  object('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: { maxReplicas: 4, scaleTargetRef: { kind: 'Deployment', name: 'a', apiVersion: 'apps/v1' } },
  }),
  object('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 1, selector } }),
  object('storage.k8s.io/v1', 'StorageClass', { provisioner: 'a.example' }),
  object('scheduling.k8s.io/v1', 'PriorityClass', { value: 0 }),
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', { webhooks }),
  object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', { webhooks }),
];
