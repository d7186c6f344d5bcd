import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { explain, type Question } from '../../../policies/reachability/explain.ts';
import { buildNetworkModel, type NetworkModel } from '../../../policies/reachability/model.ts';
import { type LabHost, type PacketLab, packetLab, packetsImpossible, type RawPolicy } from '../../kit/packets.ts';
import { networkInput, policy } from './estate-fixture.ts';

const impossible = packetsImpossible();
const title = impossible ? `real packets (skipped: ${impossible})` : 'real packets';

const dns = { namespace: 'kube-system', name: 'coredns' };
const outside = {
  'device-in': '172.16.2.1',
  'device-return': '172.16.2.2',
  'other-device': '172.16.2.3',
  terminal: '10.30.4.4',
  operator: '10.31.0.9',
  stranger: '198.51.100.7',
} as const;

/** What one connection must do; `to` a workload, an outside host or a Service. */
const scenarios: readonly (readonly [string, string, 'TCP' | 'UDP', number, boolean])[] = [
  ['terminal', 'case-web/gateway', 'TCP', 8443, true],
  ['terminal', 'case-web/gateway', 'TCP', 8080, false],
  ['stranger', 'case-web/gateway', 'TCP', 8443, false],
  ['terminal', 'case-app/api', 'TCP', 8080, false],
  ['case-web/gateway', 'case-app/api', 'TCP', 8080, true],
  ['case-web/gateway', 'case-app/api', 'TCP', 8081, false],
  ['case-web/gateway', 'case-data/database', 'TCP', 5432, false],
  ['case-app/api', 'case-data/database', 'TCP', 5432, true],
  ['case-app/worker', 'case-data/database', 'TCP', 5432, true],
  ['case-app/worker', 'case-app/api', 'TCP', 8080, false],
  ['case-data/database', 'case-app/api', 'TCP', 8080, false],
  ['device-in', 'exchange/in-receiver', 'TCP', 7001, true],
  ['device-in', 'exchange/in-receiver', 'TCP', 7002, false],
  ['other-device', 'exchange/in-receiver', 'TCP', 7001, false],
  ['device-in', 'case-app/api', 'TCP', 8080, false],
  ['exchange/in-receiver', 'case-app/api', 'TCP', 8080, true],
  ['exchange/in-receiver', 'device-in', 'TCP', 7001, false],
  ['case-app/api', 'exchange/out-sender', 'TCP', 9000, true],
  ['exchange/out-sender', 'device-return', 'TCP', 7002, true],
  ['exchange/out-sender', 'device-in', 'TCP', 7002, false],
  ['exchange/out-sender', 'stranger', 'TCP', 443, false],
  ['case-app/api', 'device-return', 'TCP', 7002, false],
  ['operator', 'ops-zone/bastion', 'TCP', 22, true],
  ['operator', 'case-app/api', 'TCP', 8081, false],
  ['ops-zone/bastion', 'case-app/api', 'TCP', 8081, true],
  ['ops-zone/runner', 'case-app/api', 'TCP', 8081, false],
  ['ops-zone/runner', 'ops-zone/bastion', 'TCP', 22, true],
  ['monitoring/prometheus', 'case-app/worker', 'TCP', 9090, true],
  ['monitoring/prometheus', 'case-data/database', 'TCP', 9090, false],
  ['case-app/api', 'kube-system/coredns', 'UDP', 53, true],
  ['case-app/api', 'service/kube-system/dns', 'UDP', 53, true],
  ['case-app/api', 'service/kube-system/dns', 'TCP', 53, true],
  ['case-app/api', 'kube-system/coredns', 'TCP', 9153, false],
  ['terminal', 'service/exchange/in-receiver', 'TCP', 443, false],
  ['device-in', 'service/exchange/in-receiver', 'TCP', 443, true],
  ['extra/client', 'extra/server', 'TCP', 8000, true],
  ['extra/client', 'extra/server', 'TCP', 8005, true],
  ['extra/client', 'extra/server', 'TCP', 8006, false],
  ['extra/client', 'extra/server', 'UDP', 5000, true],
  ['extra/client', 'extra/server', 'UDP', 5001, false],
  ['extra/server', 'extra/client', 'TCP', 8000, false],
  ['extra/client', 'stranger', 'TCP', 443, true],
  ['extra/client', 'other-device', 'TCP', 443, false],
];

const tcp = [22, 53, 443, 5432, 7001, 7002, 8000, 8005, 8006, 8080, 8081, 8443, 9000, 9090, 9153];
const udp = [53, 5000, 5001];
const serviceAddress = '10.21.0.10';

describe.skipIf(impossible !== undefined)(title, () => {
  const { model, hosts, objects } = court();
  let lab: PacketLab;

  beforeAll(async () => {
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as RawPolicy[];
    const address = (name: string) => hosts.find((host) => host.name === name)!.address;
    const services = [
      ...(['UDP', 'TCP'] as const).map((protocol) => ({
        address: serviceAddress,
        protocol,
        port: 53,
        to: address('kube-system/coredns'),
        targetPort: 53,
      })),
      {
        address: '10.21.0.7',
        protocol: 'TCP',
        port: 443,
        to: address('exchange/in-receiver'),
        targetPort: 7001,
      } as const,
    ];
    lab = await packetLab(hosts, { policies, services, tcp, udp });
  });

  afterAll(async () => {
    await lab?.close();
  });

  test.each(scenarios)('%s -> %s %s %i: %s', async (from, to, protocol, port, passes) => {
    expect(proved(model, { from: text(from), to: text(to), protocol, port }), 'proof').toBe(passes);
    expect(await lab.settles(from, addressOf(hosts, to), protocol, port, passes), 'packets').toBe(passes);
  });

  test('every pair on every port does what the proof says', async () => {
    const differences: string[] = [];
    let passed = 0;
    let dropped = 0;
    const probes = [...tcp.map((port) => ['TCP', port] as const), ...udp.map((port) => ['UDP', port] as const)];
    const asked = hosts.flatMap((from) =>
      hosts
        .filter((to) => to !== from && (to.pod || from.pod))
        .flatMap((to) => probes.map(([protocol, port]) => ({ from, to, protocol, port }))),
    );
    await Promise.all(
      asked.map(async ({ from, to, protocol, port }) => {
        const expected = proved(model, { from: text(from.name), to: text(to.name), protocol, port });
        const reached = await lab.settles(from.name, to.address, protocol, port, expected);
        if (reached) passed += 1;
        else dropped += 1;
        if (reached !== expected) differences.push(`${from.name} -> ${to.name} ${protocol} ${port}: proof ${expected}`);
      }),
    );
    console.log(`packets: ${passed} passed, ${dropped} dropped, ${differences.length} other than proved`);
    expect(differences).toEqual([]);
    expect(passed).toBeGreaterThan(100);
  });
});

function proved(model: NetworkModel, question: Question): boolean {
  const answer = explain(model, question);
  if ('unknown' in answer) throw new Error(`unknown ${answer.unknown}`);
  return answer.allowed;
}

function text(name: string): string {
  return name in outside ? outside[name as keyof typeof outside] : name;
}

function addressOf(hosts: readonly LabHost[], name: string): string {
  if (name === 'service/kube-system/dns') return serviceAddress;
  if (name === 'service/exchange/in-receiver') return '10.21.0.7';
  return hosts.find((host) => host.name === name)!.address;
}

/** The court network, with two workloads more for what it does not use: ranges, names, UDP, exceptions. */
function court() {
  const { network, objects: given, intent } = networkInput('court-net');
  const objects: KubernetesObject[] = [...given, ...extras()];
  const assumed = [
    ...(intent.facts?.assumed ?? []),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'dns', namespace: dns.namespace },
      spec: {
        clusterIP: serviceAddress,
        selector: { 'k8s-app': 'kube-dns' },
        ports: ['UDP', 'TCP'].map((protocol) => ({ name: protocol.toLowerCase(), protocol, port: 53 })),
      },
    },
  ];
  const model = buildNetworkModel(objects, { network, facts: { ...intent.facts, assumed } });
  const pods = model.workloads.map(({ namespace, name, labels, namedPorts }, i) => ({
    name: `${namespace}/${name}`,
    address: `10.20.0.${i + 1}`,
    pod: {
      namespace,
      labels,
      namespaceLabels: { 'kubernetes.io/metadata.name': namespace },
      ports: namedPorts.map(({ name: port, protocol, port: containerPort }) => ({
        name: port,
        protocol,
        containerPort,
      })),
    },
  }));
  const others = Object.entries(outside).map(([name, address]) => ({ name, address }));
  const hosts: LabHost[] = [...pods, ...others];
  return { model, hosts, objects };
}

function extras(): KubernetesObject[] {
  const server = { matchLabels: { app: 'server' } };
  const pod = (name: string, ports: unknown[] = []): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'extra', labels: { app: name } },
    spec: { containers: [{ name: 'main', ports }] },
  });
  return [
    pod('client'),
    pod('server', [{ name: 'stream', protocol: 'UDP', containerPort: 5000 }]),
    policy('extra', 'server', {
      podSelector: server,
      ingress: [
        {
          from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['server'] }] } }],
          ports: [
            { port: 8000, endPort: 8005 },
            { protocol: 'UDP', port: 'stream' },
          ],
        },
      ],
      egress: [],
      policyTypes: ['Ingress', 'Egress'],
    }),
    policy('extra', 'client', {
      podSelector: { matchLabels: { app: 'client' } },
      policyTypes: ['Egress'],
      egress: [
        { to: [{ podSelector: server }] },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12'] } }], ports: [{ port: 443 }] },
      ],
    }),
  ];
}
