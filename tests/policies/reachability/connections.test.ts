import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type Connection, permittedConnections } from '../../../policies/reachability/connections.ts';
import { difference } from '../../../policies/reachability/difference.ts';
import { buildNetworkModel } from '../../../policies/reachability/model.ts';
import { networkInput, policy } from './estate-fixture.ts';

function deployment(name: string, ports: unknown[] = []): KubernetesObject {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name, ports }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { replicas: 2, template },
  };
}

const lines = (found: Iterable<Connection>) =>
  [...found].map(({ from, to, protocol, ports }) => `${from} ${to} ${protocol} ${ports}`).sort();
const app = (name: string) => ({ matchLabels: { app: name } });

const shop = [
  deployment('web'),
  deployment('api', [{ name: 'http', containerPort: 8080 }]),
  policy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  policy('shop', 'web-out', {
    podSelector: app('web'),
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: app('api') }] }],
  }),
  policy('shop', 'api-in', {
    podSelector: app('api'),
    ingress: [
      {
        from: [{ podSelector: app('web') }],
        ports: [{ port: 'http' }, { port: 9000, endPort: 9099 }, { protocol: 'UDP' }],
      },
    ],
  }),
  policy('shop', 'web-in', {
    podSelector: app('web'),
    ingress: [
      { from: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }], ports: [{ port: 443 }] },
    ],
  }),
];

describe('permitted connections', () => {
  test('are listed with exact ports, inside and from outside', () => {
    expect(lines(permittedConnections(buildNetworkModel(shop)))).toEqual([
      '203.0.113.0/25 shop/Deployment/web TCP 443',
      'shop/Deployment/web shop/Deployment/api TCP 8080,9000-9099',
      'shop/Deployment/web shop/Deployment/api UDP 1-65535',
    ]);
  });

  test('without policies everything is open, to both address families', () => {
    const found = lines(permittedConnections(buildNetworkModel([deployment('web')])));
    const protocols = ['SCTP', 'TCP', 'UDP'].map((protocol) => `${protocol} 1-65535`);
    const outside = ['0.0.0.0/0', '::/0'];
    const expected = outside.flatMap((block) =>
      protocols.flatMap((ports) => [`${block} shop/Deployment/web ${ports}`, `shop/Deployment/web ${block} ${ports}`]),
    );
    expect(found).toEqual(expected.sort());
    expect(lines(permittedConnections(buildNetworkModel([deployment('web')]), { withinWorkload: true }))).toHaveLength(
      15,
    );
  });
});

describe('difference between two versions', () => {
  test('names what is won and lost, with the ports that differ only', () => {
    const wider = shop.map((object) =>
      object.metadata.name === 'api-in'
        ? policy('shop', 'api-in', {
            podSelector: app('api'),
            ingress: [{ from: [{ podSelector: app('web') }], ports: [{ port: 8080, endPort: 8081 }] }],
          })
        : object,
    );
    const { gained, lost } = difference(buildNetworkModel(shop), buildNetworkModel(wider));
    const text = (list: typeof gained) =>
      list.map(({ from, to, protocol, ports }) => `${from} ${to} ${protocol} ${ports}`);
    expect(text(gained)).toEqual(['shop/Deployment/web shop/Deployment/api TCP 8081']);
    expect(text(lost)).toEqual([
      'shop/Deployment/web shop/Deployment/api TCP 9000-9099',
      'shop/Deployment/web shop/Deployment/api UDP 1-65535',
    ]);
  });

  test('a new workload gains, a removed one loses, outside ranges count', () => {
    const more = [
      ...shop,
      deployment('spy'),
      policy('shop', 'spy', { podSelector: app('spy'), ingress: [{ from: [{ ipBlock: { cidr: '10.9.0.0/16' } }] }] }),
    ];
    const won = difference(buildNetworkModel(shop), buildNetworkModel(more));
    expect(won.gained.map(({ from, to }) => `${from} ${to}`)).toEqual(Array(3).fill('10.9.0.0/16 shop/Deployment/spy'));
    expect(won.lost).toEqual([]);
    const back = difference(buildNetworkModel(more), buildNetworkModel(shop));
    expect(back.lost).toHaveLength(3);
    expect(back.gained).toEqual([]);
  });

  test('equal versions do not differ, whatever order their objects come in', () => {
    const { objects, intent, network } = networkInput('court-net');
    const one = buildNetworkModel(objects, { network, intent });
    const other = buildNetworkModel([...objects].reverse(), { network, intent });
    expect(difference(one, other)).toEqual({ gained: [], lost: [] });
  });
});
