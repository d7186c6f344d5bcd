import fc from 'fast-check';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { OraclePod, Peer, Policy, PolicyPort, Rule, Selector } from './oracle.ts';

/** A small random cluster, as the oracle sees it and as objects. */
export interface Cluster {
  readonly pods: readonly RandomPod[];
  readonly policies: readonly Policy[];
  readonly namespaces: Readonly<Record<string, Record<string, string>>>;
}

export interface RandomPod extends OraclePod {
  /** Declared by a Deployment (several replicas, no known address) instead of a Pod. */
  readonly deployed: boolean;
}

const namespaceNames = ['x', 'y', 'z'] as const;
const labelKeys = ['app', 'tier'] as const;
const labelValues = ['a', 'b', 'c'] as const;
const protocols = ['TCP', 'UDP', 'SCTP'] as const;
const portNumbers = [1, 53, 80, 81, 8080, 65535] as const;
const portNames = ['web', 'dns'] as const;
const podAddresses = ['10.0.0.1', '10.0.0.2', '10.0.1.1', 'fd00::1', 'fd00::2', 'fd00:1::1'] as const;
const blocks = [
  { cidr: '10.0.0.0/16', except: ['10.0.0.0/24', '10.0.0.2/32', '10.0.1.0/24'] },
  { cidr: '10.0.0.0/24', except: ['10.0.0.2/31', '10.0.0.1/32'] },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '203.0.113.0/25'] },
  { cidr: '203.0.113.0/24', except: ['203.0.113.128/25', '203.0.113.7/32'] },
  { cidr: 'fd00::/64', except: ['fd00::2/128', 'fd00::/127'] },
  { cidr: '::/0', except: ['fd00::/8', '2001:db8::/33'] },
  { cidr: '2001:db8::/32', except: ['2001:db8:8000::/33', '2001:db8::1/128'] },
] as const;

/** Outside addresses on both sides of every boundary that the blocks draw. */
export const outsideProbes = [
  '203.0.113.7',
  '203.0.113.6',
  '203.0.113.129',
  '198.51.100.1',
  '11.0.0.0',
  '2001:db8::1',
  '2001:db8:8000::',
  '2001:db9::',
  'fd00::3',
] as const;

/** Ports on both sides of every boundary that the port numbers draw. */
export const portProbes: readonly (readonly [string, number])[] = [
  ['TCP', 1],
  ['TCP', 2],
  ['TCP', 80],
  ['TCP', 81],
  ['TCP', 82],
  ['TCP', 8080],
  ['TCP', 65535],
  ['UDP', 53],
  ['UDP', 80],
  ['SCTP', 80],
  ['SCTP', 8081],
];

const labels = fc
  .tuple(...labelKeys.map(() => fc.option(fc.constantFrom(...labelValues), { nil: undefined })))
  .map((values) => Object.fromEntries(labelKeys.flatMap((key, i) => (values[i] ? [[key, values[i]!]] : []))));

const requirement = fc
  .record({
    key: fc.constantFrom(...labelKeys, 'absent'),
    operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
    values: fc.uniqueArray(fc.constantFrom(...labelValues), { minLength: 1, maxLength: 2 }),
  })
  .map(({ key, operator, values }) =>
    operator === 'In' || operator === 'NotIn' ? { key, operator, values } : { key, operator },
  );

const selector: fc.Arbitrary<Selector> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...labelKeys), fc.constantFrom(...labelValues))
      .map(([key, value]) => ({ matchLabels: { [key]: value } })),
  },
  {
    weight: 1,
    arbitrary: fc.array(requirement, { minLength: 1, maxLength: 2 }).map((matchExpressions) => ({ matchExpressions })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...labelValues), requirement).map(([app, item]) => ({
      matchLabels: { app },
      matchExpressions: [item],
    })),
  },
);

const namespaceSelector: fc.Arbitrary<Selector> = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...namespaceNames).map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })),
  selector,
);

const peer: fc.Arbitrary<Peer> = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  namespaceSelector.map((chosen) => ({ namespaceSelector: chosen })),
  fc.tuple(selector, namespaceSelector).map(([podSelector, chosen]) => ({ podSelector, namespaceSelector: chosen })),
  fc.constantFrom(...blocks).chain(({ cidr, except }) =>
    fc.subarray([...except], { maxLength: 2 }).map((some) => ({
      ipBlock: some.length > 0 ? { cidr, except: some } : { cidr },
    })),
  ),
);

const port: fc.Arbitrary<PolicyPort> = fc
  .record({
    protocol: fc.option(fc.constantFrom(...protocols), { nil: undefined }),
    port: fc.oneof(
      fc.constant(undefined),
      fc.constantFrom(...portNumbers),
      fc.constantFrom(...portNames),
      fc.tuple(fc.constantFrom(...portNumbers), fc.constantFrom(...portNumbers)),
    ),
  })
  .map(({ protocol, port: chosen }) => {
    const base = protocol ? { protocol } : {};
    if (chosen === undefined) return base;
    if (!Array.isArray(chosen)) return { ...base, port: chosen as number | string };
    return { ...base, port: Math.min(...chosen), endPort: Math.max(...chosen) };
  });

function rule(field: 'from' | 'to'): fc.Arbitrary<Rule> {
  const peers = fc.option(fc.array(peer, { maxLength: 2 }), { nil: undefined, freq: 4 });
  const ports = fc.option(fc.array(port, { maxLength: 2 }), { nil: undefined, freq: 3 });
  return fc.tuple(peers, ports).map(([some, numbers]) => ({
    ...(some ? { [field]: some } : {}),
    ...(numbers ? { ports: numbers } : {}),
  }));
}

const policyTypes = fc.constantFrom(undefined, [], ['Ingress'], ['Egress'], ['Ingress', 'Egress']);

const spec = fc
  .record({
    podSelector: selector,
    policyTypes,
    ingress: fc.option(fc.array(rule('from'), { maxLength: 2 }), { nil: undefined }),
    egress: fc.option(fc.array(rule('to'), { maxLength: 2 }), { nil: undefined }),
  })
  .map((raw) => JSON.parse(JSON.stringify(raw)) as Policy['spec']);

const pod = fc.record({
  namespace: fc.constantFrom(...namespaceNames),
  labels,
  deployed: fc.boolean(),
  address: fc.option(fc.constantFrom(...podAddresses), { nil: undefined }),
  hostNetwork: fc.constantFrom(false, false, false, false, false, false, true),
  ports: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...portNames),
      protocol: fc.constantFrom('TCP', 'UDP'),
      containerPort: fc.constantFrom(53, 80, 8080),
    }),
    { maxLength: 2, selector: ({ name, protocol }) => `${name}/${protocol}` },
  ),
});

export const policyArbitrary: fc.Arbitrary<Policy> = fc
  .tuple(fc.constantFrom(...namespaceNames), spec, fc.integer({ min: 0, max: 9 }))
  .map(([namespace, chosen, number]) => policyObject(namespace, `p${number}`, chosen));

export const clusterArbitrary: fc.Arbitrary<Cluster> = fc
  .record({
    pods: fc.array(pod, { minLength: 2, maxLength: 5 }),
    specs: fc.array(fc.tuple(fc.constantFrom(...namespaceNames), spec), { maxLength: 4 }),
    namespaceLabels: fc.tuple(labels, labels, labels),
  })
  .map(({ pods, specs, namespaceLabels }) => {
    const namespaces = Object.fromEntries(
      namespaceNames.map((name, i) => [name, { ...namespaceLabels[i], 'kubernetes.io/metadata.name': name }]),
    );
    return {
      namespaces,
      pods: pods.map(({ address, ...rest }, i) => ({
        ...rest,
        name: `w${i}`,
        namespaceLabels: namespaces[rest.namespace]!,
        ...(address && !rest.deployed ? { address } : {}),
      })),
      policies: specs.map(([namespace, chosen], i) => policyObject(namespace, `p${i}`, chosen)),
    };
  });

function policyObject(namespace: string, name: string, chosen: Policy['spec']): Policy {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec: chosen };
}

/** The cluster as Kubernetes objects. */
export function objectsOf({ pods, policies, namespaces }: Cluster): KubernetesObject[] {
  return [
    ...Object.entries(namespaces).map(([name, chosen]) => {
      const { 'kubernetes.io/metadata.name': _, ...rest } = chosen;
      return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: rest } };
    }),
    ...pods.map(podObject),
    ...(policies as unknown as KubernetesObject[]),
  ];
}

function podObject({
  namespace,
  name,
  labels: own,
  deployed,
  address,
  hostNetwork,
  ports,
}: RandomPod): KubernetesObject {
  const podSpec = { hostNetwork, containers: [{ name: 'main', ports }] };
  if (deployed) {
    const template = { metadata: { labels: own }, spec: podSpec };
    return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { template } };
  }
  const status = address ? { podIP: address, podIPs: [{ ip: address }] } : {};
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels: own }, spec: podSpec, status };
}

/** The id that the product gives a pod of the cluster. */
export function workloadId({ namespace, name, deployed }: RandomPod): string {
  return `${namespace}/${deployed ? 'Deployment' : 'Pod'}/${name}`;
}
