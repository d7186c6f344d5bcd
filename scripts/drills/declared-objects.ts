import type { KubernetesObject } from '../../policies/kubernetes.ts';

/** Objects on which drills act: one side of a channel, a tier with a budget, as the stacks render them in small. */
const inside = (
  namespace: string,
  apiVersion: string,
  kind: string,
  name: string,
  rest: Record<string, unknown>,
  metadata: Record<string, unknown> = {},
): KubernetesObject => ({ apiVersion, kind, metadata: { name, namespace, ...metadata }, ...rest });

export const namespace = (name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

/** A standing tier of two members that may lose one at a time. */
export function tier(
  place: string,
  name: string,
  more: { readonly image?: string; readonly pod?: Readonly<Record<string, unknown>>; readonly kind?: string } = {},
): KubernetesObject[] {
  const labels = { app: name };
  const {
    image = `registry.court.example:5000/city/court/${name}@sha256:${'a'.repeat(64)}`,
    pod = {},
    kind = 'Deployment',
  } = more;
  return [
    inside(place, 'apps/v1', kind, name, {
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        ...(kind === 'StatefulSet' && { serviceName: name, podManagementPolicy: 'Parallel' }),
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            containers: [{ name, image }],
            terminationGracePeriodSeconds: 0,
            ...pod,
          },
        },
      },
    }),
    inside(place, 'policy/v1', 'PodDisruptionBudget', name, {
      spec: { minAvailable: 1, selector: { matchLabels: labels } },
    }),
  ];
}

/** One side of a channel: contract, front-end, the device's entrance, default-deny and the permissions. */
export function channelSideObjects(channel: string, device: string, spare: string): KubernetesObject[] {
  const place = `xchg-${channel}`;
  const labels = { 'fadun.io/channel': channel };
  const pods = { podSelector: { matchLabels: { app: 'front-end' } } };
  const peer = [{ ipBlock: { cidr: `${device}/32` } }];
  const ports = [{ port: 9443, protocol: 'TCP' }];
  const policy = (name: string, spec: unknown) =>
    inside(place, 'networking.k8s.io/v1', 'NetworkPolicy', name, { spec });
  const own = [
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'court-filing' } }, podSelector: {} },
  ];
  return [
    namespace(place, labels),
    inside(
      place,
      'v1',
      'ConfigMap',
      'channel-contract',
      { data: { 'contract.json': '{}' } },
      {
        labels,
        annotations: { 'fadun.io/device': device, 'fadun.io/spare-device': spare },
      },
    ),
    ...tier(place, 'front-end'),
    inside(place, 'v1', 'Service', 'device-entrance', {
      spec: {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        allocateLoadBalancerNodePorts: false,
        loadBalancerSourceRanges: [`${device}/32`],
        selector: { app: 'front-end' },
        ports: [{ name: 'device', port: 9443, targetPort: 9443, protocol: 'TCP' }],
      },
    }),
    policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('front-end-ingress', {
      ...pods,
      policyTypes: ['Ingress'],
      ingress: [
        { from: peer, ports },
        { from: own, ports },
      ],
    }),
    policy('front-end-egress', { ...pods, policyTypes: ['Egress'], egress: [{ to: peer, ports }] }),
  ];
}

/** A manifest as a front-end leaves it. */
export function manifest(channel: string, kind: string, hour: string, count: number, sm3: string): KubernetesObject {
  return inside(
    `xchg-${channel}`,
    'v1',
    'ConfigMap',
    `manifest-${kind}-${hour.replace(/\D/g, '')}`,
    { data: { hour, count: String(count), sm3: sm3.repeat(64), rejected: '0' } },
    { labels: { 'fadun.io/channel': channel, 'fadun.io/manifest': kind } },
  );
}
