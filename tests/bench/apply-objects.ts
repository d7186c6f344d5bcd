import type { KubernetesObject } from '../../policies/kubernetes.ts';

/** Objects of one system of three tiers, as the stacks declare them; 25 in all. */
function system(name: string, prefix: string): KubernetesObject[] {
  const namespace = `${prefix}-${name}`;
  const named = (
    apiVersion: string,
    kind: string,
    object: string,
    rest: Record<string, unknown>,
  ): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { name: object, namespace, labels: { 'fadun.io/system': name } },
    ...rest,
  });
  const tiers = ['web', 'app', 'data'].flatMap((tier) => {
    const labels = { app: tier };
    return [
      named('v1', 'ServiceAccount', tier, { automountServiceAccountToken: false }),
      named('v1', 'ConfigMap', tier, { data: { 'settings.yaml': 'level: 3\n'.repeat(20) } }),
      named('networking.k8s.io/v1', 'NetworkPolicy', tier, {
        spec: {
          podSelector: { matchLabels: labels },
          policyTypes: ['Ingress', 'Egress'],
          ingress: [
            { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ protocol: 'TCP', port: 8080 }] },
          ],
          egress: [{ to: [{ ipBlock: { cidr: '10.1.0.0/16' } }], ports: [{ protocol: 'TCP', port: 5432 }] }],
        },
      }),
      named('v1', 'Service', tier, {
        spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
      }),
      named('policy/v1', 'PodDisruptionBudget', tier, {
        spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
      }),
      named('apps/v1', 'Deployment', tier, deploymentOf(tier, labels)),
    ];
  });
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'fadun.io/system': name } } },
    named('v1', 'ResourceQuota', 'quota', {
      spec: { hard: { pods: '50', 'requests.cpu': '20', 'limits.memory': '64Gi' } },
    }),
    named('v1', 'LimitRange', 'limits', {
      spec: {
        limits: [{ type: 'Container', default: { cpu: '500m', memory: '512Mi' }, defaultRequest: { cpu: '100m' } }],
      },
    }),
    named('networking.k8s.io/v1', 'NetworkPolicy', 'default-deny', {
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] },
    }),
    named('rbac.authorization.k8s.io/v1', 'Role', 'reader', {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
    }),
    named('rbac.authorization.k8s.io/v1', 'RoleBinding', 'reader', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'web', namespace }],
    }),
    named('v1', 'Secret', 'token', { type: 'Opaque', stringData: { key: `not-a-secret-${name}` } }),
    ...tiers,
  ];
}

function deploymentOf(tier: string, labels: Record<string, string>) {
  const container = {
    name: tier,
    image: `registry.invalid/bench/${tier}@sha256:${'0'.repeat(64)}`,
    env: [{ name: 'LEVEL', value: '3' }],
    ports: [{ name: 'http', containerPort: 8080 }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1000m', memory: '1024Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp', readOnly: false }],
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 10 },
  };
  const spec = {
    serviceAccountName: tier,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    hostNetwork: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
  return { spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } };
}

/** At least `count` objects of whole systems (25 each), like what the stacks render, with no pod to run. */
export function benchObjects(count: number, prefix = 'bench'): KubernetesObject[] {
  const systems = Math.ceil(count / 25);
  return Array.from({ length: systems }, (_, index) => system(`s${String(index).padStart(4, '0')}`, prefix)).flat();
}
