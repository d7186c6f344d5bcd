import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { DeclaredFlow, DeclaredIntent } from '../../policies/reachability/intent.ts';

/**
 * A cluster with the shape of the reference site, multiplied: namespaces of ten workloads in five components
 * (gateway, web, api, worker, database), closed by default, with the policies of each declared flow on both sides.
 */
export interface GeneratedCluster {
  readonly objects: KubernetesObject[];
  readonly intent: DeclaredIntent;
}

const components = ['gateway', 'web', 'api', 'worker', 'database'] as const;
const portOf = { gateway: 8443, web: 8080, api: 8081, worker: 8082, database: 5432 } as const;
const inside = [
  ['gateway', 'web'],
  ['gateway', 'api'],
  ['web', 'api'],
  ['api', 'database'],
  ['worker', 'database'],
] as const;

/** @param workloads multiple of 50. Policies come to twice as many, classes to a tenth. */
export function generateCluster(workloads: number): GeneratedCluster {
  const namespaces = workloads / 50;
  const objects: KubernetesObject[] = [];
  const flows: DeclaredFlow[] = [];
  for (let n = 0; n < namespaces; n += 1) {
    const namespace = `system-${n}`;
    objects.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { system: `s${n}` } } });
    for (let i = 0; i < 50; i += 1) objects.push(deployment(namespace, components[i % 5]!, i));
    const policies = namespacePolicies(namespace, n, namespaces, flows);
    objects.push(...policies);
  }
  return { objects, intent: { network: 'bench', flows } };
}

function namespacePolicies(
  namespace: string,
  n: number,
  namespaces: number,
  flows: DeclaredFlow[],
): KubernetesObject[] {
  const policies = [policy(namespace, 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })];
  const connect = (
    from: string,
    fromNamespace: string,
    to: keyof typeof portOf,
    toNamespace: string,
    tag: string,
    port: number = portOf[to],
  ) => {
    flows.push({
      from: { namespace: fromNamespace, labels: { component: from } },
      to: { namespace: toNamespace, labels: { component: to } },
      protocol: 'TCP',
      port,
      reason: 'bench',
    });
    const sides = [
      { namespace: fromNamespace, subject: from, field: 'to', type: 'Egress', peer: to, peerNamespace: toNamespace },
      { namespace: toNamespace, subject: to, field: 'from', type: 'Ingress', peer: from, peerNamespace: fromNamespace },
    ];
    return sides.map((side) =>
      policy(side.namespace, `${tag}-${side.type.toLowerCase()}`, {
        podSelector: { matchLabels: { component: side.subject } },
        policyTypes: [side.type],
        [side.type.toLowerCase()]: [
          {
            [side.field]: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': side.peerNamespace } },
                podSelector: { matchLabels: { component: side.peer } },
              },
            ],
            ports: [{ protocol: 'TCP', port }],
          },
        ],
      }),
    );
  };
  for (const [from, to] of inside) policies.push(...connect(from, namespace, to, namespace, `${from}-${to}`));
  for (let step = 1; step <= 3; step += 1) {
    const neighbour = `system-${(n + step) % namespaces}`;
    policies.push(...connect('api', namespace, 'gateway', neighbour, `out-${step}-from-${n}`));
  }
  for (let i = 0; i < 41; i += 1) {
    const [from, to] = inside[i % inside.length]!;
    policies.push(...connect(from, namespace, to, namespace, `extra-${i}`, 9000 + i));
  }
  const outside = { range: 'upstream', cidrs: [`10.${n % 200}.0.0/24`] };
  flows.push({
    from: outside,
    to: { namespace, labels: { component: 'gateway' } },
    protocol: 'TCP',
    port: 8443,
    reason: 'bench',
  });
  policies.push(
    policy(namespace, 'from-upstream', {
      podSelector: { matchLabels: { component: 'gateway' } },
      ingress: [{ from: [{ ipBlock: { cidr: outside.cidrs[0] } }], ports: [{ port: 8443 }] }],
    }),
  );
  return policies;
}

function policy(namespace: string, name: string, spec: Record<string, unknown>): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

function deployment(namespace: string, component: keyof typeof portOf, i: number): KubernetesObject {
  const labels = { app: `${component}-${i}`, component };
  const ports = [{ name: 'main', containerPort: portOf[component], protocol: 'TCP' }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `${component}-${i}`, namespace, labels },
    spec: { replicas: 2, template: { metadata: { labels }, spec: { containers: [{ name: 'main', ports }] } } },
  };
}
