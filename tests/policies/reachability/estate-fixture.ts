import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Estate } from '../../../policies/reachability/estate-facts.ts';
import { assumedClusterDns, type DeclaredFlow, type DeclaredIntent } from '../../../policies/reachability/intent.ts';
import type { Protocol } from '../../../policies/reachability/ports.ts';
import type { NetworkInput } from '../../../policies/reachability/report.ts';

/**
 * Two networks with the shape of a site: an internet zone and a court network, joined by a pair of one-way channels.
 * Everything is derived from the short lists below: workloads by `namespace/name`, flows as `from to protocol/port`.
 */
const shapes = {
  'internet-zone': {
    workloads: [
      'portal-web/gateway',
      'portal-app/api',
      'portal-data/database',
      'exchange/out-sender',
      'exchange/in-receiver',
    ],
    flows: [
      'range:internet portal-web/gateway TCP/8443',
      'portal-web/gateway portal-app/api TCP/8080',
      'portal-app/api portal-data/database TCP/5432',
      'portal-app/api exchange/out-sender TCP/9000',
      'exchange/out-sender range:device-out TCP/7001',
      'range:device-back exchange/in-receiver TCP/7002',
      'exchange/in-receiver portal-app/api TCP/8080',
    ],
    ranges: { internet: ['0.0.0.0/0', '2000::/3'], 'device-out': ['172.16.1.1/32'], 'device-back': ['172.16.1.2/32'] },
    pods: '10.10.0.0/16',
    services: '10.11.0.0/16',
  },
  'court-net': {
    workloads: [
      'case-web/gateway',
      'case-app/api',
      'case-app/worker',
      'case-data/database',
      'exchange/in-receiver',
      'exchange/out-sender',
      'ops-zone/bastion',
      'ops-zone/runner',
      'monitoring/prometheus',
    ],
    flows: [
      'range:terminals case-web/gateway TCP/8443',
      'case-web/gateway case-app/api TCP/8080',
      'case-app/api case-data/database TCP/5432',
      'case-app/worker case-data/database TCP/5432',
      'range:device-in exchange/in-receiver TCP/7001',
      'exchange/in-receiver case-app/api TCP/8080',
      'case-app/api exchange/out-sender TCP/9000',
      'exchange/out-sender range:device-return TCP/7002',
      'range:operators ops-zone/bastion TCP/22',
      'ops-zone/bastion case-app/api TCP/8081',
      'ops-zone/runner ops-zone/bastion TCP/22',
      'monitoring/prometheus case-app/api TCP/9090',
      'monitoring/prometheus case-app/worker TCP/9090',
    ],
    ranges: {
      terminals: ['10.30.0.0/16'],
      operators: ['10.31.0.0/24'],
      'device-in': ['172.16.2.1/32'],
      'device-return': ['172.16.2.2/32'],
    },
    pods: '10.20.0.0/16',
    services: '10.21.0.0/16',
  },
} as const satisfies Record<string, NetworkShape>;

interface NetworkShape {
  readonly workloads: readonly string[];
  readonly flows: readonly string[];
  readonly ranges: Readonly<Record<string, readonly string[]>>;
  readonly pods: string;
  readonly services: string;
}

export type NetworkName = keyof typeof shapes;

const dnsLabels = { 'k8s-app': 'kube-dns' };

/** The objects, intent and trust of one network, made anew on each call so that tests may alter them. */
export function networkInput(
  network: NetworkName,
): NetworkInput & { objects: KubernetesObject[]; intent: DeclaredIntent } {
  const shape: NetworkShape = shapes[network];
  const namespaces = [...new Set(shape.workloads.map((workload) => workload.split('/')[0]!))];
  const intent: DeclaredIntent = {
    network,
    flows: [...shape.flows.map((flow) => declaredFlow(shape, flow)), ...namespaces.flatMap(dnsFlows)],
    facts: { podCidrs: [shape.pods], serviceCidrs: [shape.services], assumed: assumedClusterDns() },
  };
  const objects = [
    ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...shape.workloads.map(deployment),
    ...namespaces.flatMap((namespace) => [defaultDeny(namespace), dnsEgress(namespace)]),
    ...shape.flows.flatMap((flow) => flowPolicies(shape, flow)),
    ...entrances(network),
  ];
  return { network, objects, intent };
}

export function estateInputs() {
  return (Object.keys(shapes) as NetworkName[]).map(networkInput);
}

const none = { workloads: [], bastions: [], ranges: [] };
const at = (text: string) => {
  const [namespace, name] = text.split('/') as [string, string];
  return { namespace, kind: 'Deployment', name };
};

export function estate(): Estate {
  return {
    networks: [
      {
        id: 'internet-zone',
        internet: {},
        addresses: [{ range: 'internet-zone', cidrs: ['172.20.0.0/16'] }],
        dataTiers: [at('portal-data/database')],
        gateways: [at('portal-web/gateway')],
        operations: none,
        scraping: [],
      },
      {
        id: 'court-net',
        addresses: [{ range: 'court-net', cidrs: ['172.21.0.0/16'] }],
        dataTiers: [at('case-data/database')],
        gateways: [at('case-web/gateway')],
        operations: {
          workloads: [{ namespace: 'ops-zone' }],
          bastions: [at('ops-zone/bastion')],
          ranges: [{ range: 'operators', cidrs: ['10.31.0.0/24'] }],
        },
        scraping: [
          {
            scraper: at('monitoring/prometheus'),
            targets: ['case-app/api', 'case-app/worker'].map((workload) => ({ workload: at(workload), port: 9090 })),
          },
        ],
      },
    ],
    channels: [
      {
        id: 'X1',
        fromNetwork: 'internet-zone',
        toNetwork: 'court-net',
        device: 'diode-1',
        kind: 'diode-in',
        oneWay: true,
        sender: at('exchange/out-sender'),
        receiver: at('exchange/in-receiver'),
        senderDeviceAddress: '172.16.1.1',
        receiverDeviceAddress: '172.16.2.1',
        port: 7001,
      },
      {
        id: 'X2',
        fromNetwork: 'court-net',
        toNetwork: 'internet-zone',
        device: 'diode-2',
        kind: 'diode-out',
        oneWay: true,
        sender: at('exchange/out-sender'),
        receiver: at('exchange/in-receiver'),
        senderDeviceAddress: '172.16.2.2',
        receiverDeviceAddress: '172.16.1.2',
        port: 7002,
      },
    ],
    classifiedNames: ['gov-intranet-classified'],
    development: { names: ['dev-test'], ranges: [{ range: 'dev-test', cidrs: ['10.99.0.0/16'] }] },
  };
}

/** A policy as the site would generate it; tests add and replace such. */
export function policy(namespace: string, name: string, spec: Record<string, unknown>): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

function parse(flow: string) {
  const [from, to, service] = flow.split(' ') as [string, string, string];
  const [protocol, port] = service.split('/') as [Protocol, string];
  return { from, to, protocol, port: Number(port) };
}

function declaredFlow(shape: NetworkShape, text: string): DeclaredFlow {
  const { from, to, protocol, port } = parse(text);
  const end = (name: string) =>
    name.startsWith('range:')
      ? { range: name.slice(6), cidrs: shape.ranges[name.slice(6)]!, ...exceptOf(name) }
      : at(name);
  return { id: text, from: end(from), to: end(to), protocol, port, reason: text };
}

function dnsFlows(namespace: string): DeclaredFlow[] {
  return (['UDP', 'TCP'] as const).map((protocol) => ({
    from: { namespace },
    to: { namespace: 'kube-system', labels: dnsLabels },
    protocol,
    port: 53,
    reason: 'names',
  }));
}

function flowPolicies(shape: NetworkShape, text: string): KubernetesObject[] {
  const { from, to, protocol, port } = parse(text);
  const name = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const peers = (end: string) =>
    end.startsWith('range:')
      ? shape.ranges[end.slice(6)]!.map((cidr) => ({ ipBlock: { cidr, ...(cidr === '0.0.0.0/0' && exceptOf(end)) } }))
      : [{ namespaceSelector: inNamespace(end), podSelector: { matchLabels: { app: end.split('/')[1] } } }];
  const ports = [{ protocol, port }];
  const side = (end: string, direction: 'Ingress' | 'Egress', other: string) =>
    end.startsWith('range:')
      ? []
      : [
          policy(end.split('/')[0]!, `${name}-${direction.toLowerCase()}`, {
            podSelector: { matchLabels: { app: end.split('/')[1] } },
            policyTypes: [direction],
            [direction.toLowerCase()]: [{ [direction === 'Ingress' ? 'from' : 'to']: peers(other), ports }],
          }),
        ];
  return [...side(from, 'Egress', to), ...side(to, 'Ingress', from)];
}

/** The internet is everything but the private ranges; without them taken out, 0.0.0.0/0 lets in every pod. */
function exceptOf(end: string) {
  return end === 'range:internet' ? { except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] } : {};
}

function inNamespace(end: string) {
  return { matchLabels: { 'kubernetes.io/metadata.name': end.split('/')[0] } };
}

function defaultDeny(namespace: string): KubernetesObject {
  return policy(namespace, 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
}

function dnsEgress(namespace: string): KubernetesObject {
  const peer = { namespaceSelector: inNamespace('kube-system/'), podSelector: { matchLabels: dnsLabels } };
  const ports = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  return policy(namespace, 'dns', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [peer], ports }] });
}

function deployment(text: string): KubernetesObject {
  const [namespace, name] = text.split('/') as [string, string];
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main' }] } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { replicas: 2, template } };
}

/** Devices enter by a load balancer that keeps their address. */
function entrances(network: NetworkName): KubernetesObject[] {
  const device = network === 'court-net' ? '172.16.2.1/32' : '172.16.1.2/32';
  const port = network === 'court-net' ? 7001 : 7002;
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'in-receiver', namespace: 'exchange' },
      spec: {
        type: 'LoadBalancer',
        clusterIP: network === 'court-net' ? '10.21.0.7' : '10.11.0.7',
        selector: { app: 'in-receiver' },
        ports: [{ port: 443, targetPort: port }],
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: [device],
      },
    },
  ];
}
