import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Estate } from '../../../policies/reachability/estate-facts.ts';
import { type ProofReport, proveEstate } from '../../../policies/reachability/report.ts';
import { estate, estateInputs, type NetworkName, policy } from './estate-fixture.ts';

test('a site whose policies say what is declared holds, with every invariant', () => {
  const { report } = proveEstate(estateInputs(), estate());
  expect(report.problems).toEqual([]);
  expect(report.permittedNotDeclared).toEqual([]);
  expect(report.declaredNotPermitted).toEqual([]);
  expect(report.invariants.filter(({ holds }) => !holds)).toEqual([]);
  expect(report).toMatchObject({ holds: true, networks: 2, void: [] });
  expect(report.permitted).toBe(report.declared);
  expect(report.permitted).toBeGreaterThan(30);
});

const peer = (namespace: string, app?: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  ...(app && { podSelector: { matchLabels: { app } } }),
});
const ingress = (namespace: string, app: string, from: unknown[], name = 'extra-in') =>
  policy(namespace, name, { podSelector: { matchLabels: { app } }, ingress: [{ from }] });
const egress = (namespace: string, app: string, to: unknown[]) =>
  policy(namespace, 'extra-out', { podSelector: { matchLabels: { app } }, policyTypes: ['Egress'], egress: [{ to }] });
const block = (cidr: string) => ({ ipBlock: { cidr } });

type Breach = [
  title: string,
  invariant: string,
  network: NetworkName,
  objects: KubernetesObject[],
  path: string[],
  change?: (estate: Estate) => Estate,
];

const breaches: Breach[] = [
  [
    'the data tier opens to the internet',
    'internet-reaches-data-only-through-gateways',
    'internet-zone',
    [ingress('portal-data', 'database', [block('0.0.0.0/0')])],
    ['internet', 'internet-zone: portal-data/Deployment/database'],
  ],
  [
    'a front-end opens to the internet, so that the court database is reached over the channel',
    'internet-reaches-data-only-through-gateways',
    'internet-zone',
    [
      ingress('exchange', 'out-sender', [block('8.0.0.0/8')]),
      policy('portal-app', 'x', { podSelector: { matchLabels: { app: 'nothing' } } }),
    ],
    [
      'internet',
      'internet-zone: exchange/Deployment/out-sender',
      '(X1) court-net: exchange/Deployment/in-receiver',
      'court-net: case-app/Deployment/api',
      'court-net: case-data/Deployment/database',
    ],
  ],
  [
    'the court accepts public addresses',
    'internet-enters-declared-networks-only',
    'court-net',
    [ingress('case-web', 'gateway', [block('1.0.0.0/8')])],
    ['1.0.0.0/8', 'court-net: case-web/Deployment/gateway'],
  ],
  [
    'the runner goes around the bastion',
    'operations-only-through-the-bastion',
    'court-net',
    [egress('ops-zone', 'runner', [peer('case-app', 'api')]), ingress('case-app', 'api', [peer('ops-zone', 'runner')])],
    ['court-net: ops-zone/Deployment/runner', 'court-net: case-app/Deployment/api'],
  ],
  [
    'operators come in beside the bastion',
    'operations-only-through-the-bastion',
    'court-net',
    [ingress('case-data', 'database', [block('10.31.0.128/25')])],
    ['10.31.0.128/25', 'court-net: case-data/Deployment/database'],
  ],
  [
    'a workload reaches development addresses',
    'development-never',
    'court-net',
    [egress('case-app', 'worker', [block('10.99.1.0/24')])],
    ['court-net: case-app/Deployment/worker', '10.99.0.0/16'],
  ],
  [
    'the collector reaches a port that is no metrics port',
    'monitoring-only-where-scraped',
    'court-net',
    [
      egress('monitoring', 'prometheus', [peer('case-data', 'database')]),
      ingress('case-data', 'database', [peer('monitoring')]),
    ],
    ['court-net: monitoring/Deployment/prometheus', 'court-net: case-data/Deployment/database'],
  ],
  [
    'a workload connects straight to the other network',
    'networks-meet-only-in-channels',
    'internet-zone',
    [egress('portal-app', 'api', [block('172.21.5.0/24')])],
    ['internet-zone: portal-app/Deployment/api', '172.21.0.0/16'],
  ],
  [
    'somebody else uses the device',
    'front-ends-only-to-their-device',
    'internet-zone',
    [egress('portal-app', 'api', [block('172.16.1.1/32')])],
    ['internet-zone: portal-app/Deployment/api', '172.16.1.1/32'],
  ],
  [
    'a front-end reaches more than its device',
    'front-ends-only-to-their-device',
    'court-net',
    [egress('exchange', 'out-sender', [block('172.16.2.0/30')])],
    ['court-net: exchange/Deployment/out-sender', '172.16.2.0/31'],
  ],
  [
    'the receiving side talks back to the diode',
    'no-reverse-path-over-a-diode',
    'court-net',
    [egress('exchange', 'in-receiver', [block('172.16.2.1/32')])],
    ['court-net: exchange/Deployment/in-receiver', '172.16.2.1/32'],
  ],
  [
    'a return channel runs over the same diode',
    'no-reverse-path-over-a-diode',
    'court-net',
    [],
    ['court-net', 'internet-zone'],
    (site) => ({ ...site, channels: site.channels.map((channel) => ({ ...channel, device: 'diode-1' })) }),
  ],
  [
    'a channel names a classified network',
    'classified-never',
    'court-net',
    [],
    ['internet-zone', 'court-net'],
    (site) => ({ ...site, classifiedNames: ['court-net'] }),
  ],
  [
    'a label names a classified network',
    'classified-never',
    'court-net',
    [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n', labels: { peer: 'gov-intranet-classified' } } }],
    ['n', 'gov-intranet-classified'],
  ],
  [
    'a load balancer hides the device behind a node address',
    'entries-keep-the-source-address',
    'court-net',
    [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'second', namespace: 'exchange' },
        spec: {
          type: 'LoadBalancer',
          selector: { app: 'in-receiver' },
          ports: [{ port: 7001 }],
          loadBalancerSourceRanges: ['172.16.2.1/32'],
        },
      },
    ],
    ['Service exchange/second', 'exchange/Deployment/in-receiver'],
  ],
];

describe('invariants', () => {
  test.each(breaches)('broken when %s', (_, invariant, network, objects, path, change) => {
    const inputs = estateInputs().map((input) =>
      input.network === network ? { ...input, objects: [...input.objects, ...objects] } : input,
    );
    const { report } = proveEstate(inputs, change ? change(estate()) : estate());
    const broken = report.invariants.find(({ id }) => id === invariant)!;
    expect(broken.holds).toBe(false);
    expect(broken.witness!.path).toEqual(path);
    expect(report.holds).toBe(false);
  });

  test('every invariant has a breach that shows it', () => {
    const { report } = proveEstate(estateInputs(), estate());
    expect(new Set(breaches.map(([, invariant]) => invariant))).toEqual(new Set(report.invariants.map(({ id }) => id)));
  });

  test('a fact that names nobody is a fault, not an invariant that holds for nothing', () => {
    const site = estate();
    const renamed = {
      ...site,
      networks: site.networks.map((network) => ({ ...network, dataTiers: [{ namespace: 'gone' }] })),
    };
    const { report } = proveEstate(estateInputs(), renamed);
    expect(report.problems.map(({ subject, path }) => `${subject} ${path}`)).toEqual([
      'network internet-zone dataTiers',
      'network court-net dataTiers',
    ]);
    expect(report.holds).toBe(false);
  });

  test('a network whose objects are missing is a fault', () => {
    const { report } = proveEstate(estateInputs().slice(0, 1), estate());
    expect(report.problems.length).toBeGreaterThan(0);
    expect(report.holds).toBe(false);
  });
});

describe('witnesses of a proof that fails', () => {
  const withObjects = (network: NetworkName, edit: (objects: KubernetesObject[]) => KubernetesObject[]): ProofReport =>
    proveEstate(
      estateInputs().map((input) => (input.network === network ? { ...input, objects: edit(input.objects) } : input)),
      estate(),
    ).report;

  test('a connection that nobody declared names both ends, the port and the policies that let it through', () => {
    const report = withObjects('court-net', (objects) => [
      ...objects,
      egress('case-app', 'worker', [peer('case-web')]),
      policy('case-web', 'extra-in', {
        podSelector: {},
        ingress: [{ from: [peer('case-app', 'worker')], ports: [{ protocol: 'UDP', port: 5000, endPort: 5010 }] }],
      }),
    ]);
    expect(report.permittedNotDeclared).toEqual([
      expect.objectContaining({
        network: 'court-net',
        from: 'case-app/Deployment/worker',
        to: 'case-web/Deployment/gateway',
        protocol: 'UDP',
        port: 5000,
        ports: 'UDP 5000-5010',
        policies: ['case-app/extra-out', 'case-web/extra-in'],
      }),
    ]);
    expect(report.permitted).toBe(report.declared + 1);
  });

  test('a declared connection that is cut names the policies that isolate without allowing it', () => {
    const gone = 'case-app-api-case-data-database-tcp-5432-ingress';
    const report = withObjects('court-net', (objects) => objects.filter(({ metadata }) => metadata.name !== gone));
    expect(report.declaredNotPermitted).toEqual([
      expect.objectContaining({
        from: 'case-app/Deployment/api',
        to: 'case-data/Deployment/database',
        protocol: 'TCP',
        port: 5432,
        policies: expect.arrayContaining(['case-data/default-deny']),
      }),
    ]);
    expect(report.declaredNotPermitted[0]!.policies).not.toContain('case-app/default-deny');
  });

  test('a pod on the host network escapes all policies and is a difference', () => {
    const report = withObjects('court-net', (objects) => [
      ...objects,
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'agent', namespace: 'case-app' },
        spec: { template: { metadata: { labels: { app: 'agent' } }, spec: { hostNetwork: true } } },
      },
    ]);
    const found = report.permittedNotDeclared.find(({ to }) => to === 'case-data/Deployment/database');
    expect(found).toMatchObject({ from: 'case-app/DaemonSet/agent', because: expect.stringContaining('host network') });
  });

  test('replicas of one workload may not talk to each other undeclared', () => {
    const report = withObjects('court-net', (objects) => [
      ...objects,
      policy('case-data', 'peers', {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: {} }] }],
        egress: [{ to: [{ podSelector: {} }] }],
      }),
    ]);
    expect(report.permittedNotDeclared).toEqual([
      expect.objectContaining({ from: 'case-data/Deployment/database', to: 'case-data/Deployment/database' }),
    ]);
  });
});
