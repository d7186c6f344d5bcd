import type { Protocol } from '../../../policies/reachability/ports.ts';
import type { Policy, Rule, Selector } from './oracle.ts';

export interface Scenario {
  readonly title: string;
  readonly pods: readonly string[];
  readonly steps: readonly Step[];
}

interface Step {
  readonly when: string;
  readonly policies: readonly Policy[];
  /** Patterns `sender -> receiver` of what must be refused; all else must pass. */
  readonly denied: readonly string[];
  /** Patterns that pass although `denied` covers them. */
  readonly except?: readonly string[];
  readonly port?: number;
  readonly protocol?: Protocol;
  readonly namespaceLabels?: Readonly<Record<string, Record<string, string>>>;
  readonly podLabels?: Readonly<Record<string, Record<string, string>>>;
}

const nameLabel = 'kubernetes.io/metadata.name';
const all: Selector = {};
const podA: Selector = { matchLabels: { pod: 'a' } };
const named = (pod: string): Selector => ({ matchLabels: { pod } });
const namespace = (name: string): Selector => ({ matchLabels: { [nameLabel]: name } });
const otherThan = (name: string): Selector => ({
  matchExpressions: [{ key: nameLabel, operator: 'NotIn', values: [name] }],
});

function policy(spec: Policy['spec'], name = 'p', home = 'x'): Policy {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: home }, spec };
}

/** Like the upstream helpers, these name the policy type, so that no defaulting hides a fault. */
function ingress(podSelector: Selector, rules: Rule[], name = 'p', home = 'x'): Policy {
  return policy({ podSelector, policyTypes: ['Ingress'], ingress: rules }, name, home);
}

function egress(podSelector: Selector, rules: Rule[], name = 'p', home = 'x'): Policy {
  return policy({ podSelector, policyTypes: ['Egress'], egress: rules }, name, home);
}

function one(
  title: string,
  pods: string,
  policies: readonly Policy[],
  denied: readonly string[],
  more: Partial<Step> = {},
): Scenario {
  return { title, pods: pods.split(' '), steps: [{ when: title, policies, denied, ...more }] };
}

const onlyFromYa = [ingress(podA, [{ from: [{ namespaceSelector: namespace('y'), podSelector: podA }] }])];
const port81FromY = (protocol?: Protocol) => [
  ingress(podA, [
    { from: [{ namespaceSelector: namespace('y') }], ports: [{ port: 81, ...(protocol && { protocol }) }] },
  ]),
];
const allowAllIngress = ingress(all, [{}], 'allow-ingress');
const allowAllEgress = egress(all, [{}], 'allow-egress');

const basics: readonly Scenario[] = [
  one('default-deny-ingress', 'x/a x/b y/a y/b', [ingress(all, [])], ['* -> x/*']),
  one(
    'default-deny-all',
    'x/a x/b y/a',
    [policy({ podSelector: all, policyTypes: ['Ingress', 'Egress'] })],
    ['* -> x/*', 'x/* -> *'],
  ),
  one(
    'server namespace, by podSelector',
    'x/a x/b x/c y/a',
    [ingress(podA, [{ from: [{ podSelector: named('b') }] }])],
    ['* -> x/a'],
    {
      except: ['x/b -> x/a'],
    },
  ),
  one(
    'ingress for one target of a closed namespace',
    'x/a x/b y/a',
    [ingress(all, [], 'deny'), ingress(podA, [{ from: [{ podSelector: all, namespaceSelector: all }] }], 'allow')],
    ['* -> x/b'],
  ),
  one(
    'from pods in all namespaces',
    'x/a x/b y/a z/a',
    [ingress(podA, [{ from: [{ namespaceSelector: { matchLabels: {} } }] }])],
    [],
  ),
  one(
    'from another namespace only, by namespaceSelector',
    'x/a x/b y/a z/a',
    [ingress(podA, [{ from: [{ namespaceSelector: namespace('y') }] }])],
    ['x/* -> x/a', 'z/* -> x/a'],
  ),
  one(
    'podSelector with matchExpressions',
    'x/a x/b y/a',
    [
      ingress(podA, [
        { from: [{ podSelector: { matchExpressions: [{ key: 'pod', operator: 'In', values: ['b'] }] } }] },
      ]),
    ],
    ['* -> x/a'],
    { except: ['x/b -> x/a'] },
  ),
  one(
    'namespaceSelector with matchExpressions',
    'x/a x/b y/a z/a',
    [
      ingress(podA, [
        { from: [{ namespaceSelector: { matchExpressions: [{ key: nameLabel, operator: 'In', values: ['y'] }] } }] },
      ]),
    ],
    ['x/* -> x/a', 'z/* -> x/a'],
  ),
  one(
    'podSelector or namespaceSelector',
    'x/a x/b x/c y/a',
    [ingress(podA, [{ from: [{ namespaceSelector: otherThan('x') }, { podSelector: named('b') }] }])],
    ['x/c -> x/a'],
  ),
  one(
    'podSelector and namespaceSelector',
    'x/a x/b y/a y/b z/b',
    [ingress(podA, [{ from: [{ namespaceSelector: otherThan('x'), podSelector: named('b') }] }])],
    ['* -> x/a'],
    { except: ['y/b -> x/a', 'z/b -> x/a'] },
  ),
  one(
    'several podSelectors and namespaceSelectors',
    'x/a x/b y/a y/b y/c',
    [
      ingress(podA, [
        {
          from: [
            {
              namespaceSelector: otherThan('x'),
              podSelector: { matchExpressions: [{ key: 'pod', operator: 'In', values: ['b', 'c'] }] },
            },
          ],
        },
      ]),
    ],
    ['x/* -> x/a', 'y/a -> x/a'],
  ),
  one(
    'any of several podSelectors',
    'x/a x/b x/c y/b',
    [ingress(podA, [{ from: [{ podSelector: named('b') }, { podSelector: named('c') }] }])],
    ['* -> x/a'],
    { except: ['x/b -> x/a', 'x/c -> x/a'] },
  ),
  one('one pod of another namespace, both selectors', 'x/a x/b y/a y/b z/a', onlyFromYa, ['* -> x/a'], {
    except: ['y/a -> x/a'],
  }),
];

const ports: readonly Scenario[] = [
  one('by port', 'x/a x/b y/a y/b z/a', port81FromY('TCP'), ['x/* -> x/a', 'z/* -> x/a'], { port: 81 }),
  {
    title: 'stacked policies with overlapping podSelectors',
    pods: ['x/a', 'x/b', 'y/a', 'y/b', 'z/a'],
    steps: [
      { when: 'port 81', policies: port81FromY('TCP'), denied: ['x/* -> x/a', 'z/* -> x/a'], port: 81 },
      { when: 'port 80', policies: port81FromY('TCP'), denied: ['* -> x/a'] },
      {
        when: 'port 80 after a second policy',
        policies: [
          ...port81FromY('TCP'),
          ingress(
            podA,
            [{ from: [{ namespaceSelector: namespace('y') }], ports: [{ port: 80, protocol: 'TCP' }] }],
            'q',
          ),
        ],
        denied: ['x/* -> x/a', 'z/* -> x/a'],
      },
    ],
  },
  {
    title: 'allow-all policy',
    pods: ['x/a', 'x/b', 'y/a'],
    steps: [80, 81].map((port) => ({ when: `port ${port}`, policies: [allowAllIngress], denied: [], port })),
  },
  {
    title: 'ingress on one named port',
    pods: ['x/a', 'x/b', 'y/a'],
    steps: [
      { when: 'port 81', policies: [ingress(all, [{ ports: [{ port: 'serve-81-tcp' }] }])], denied: [], port: 81 },
      { when: 'port 80', policies: [ingress(all, [{ ports: [{ port: 'serve-81-tcp' }] }])], denied: ['* -> x/*'] },
    ],
  },
  {
    title: 'ingress from a namespace on one named port',
    pods: ['x/a', 'x/b', 'y/a', 'z/a'],
    steps: [80, 81].map((port) => ({
      when: `port ${port}`,
      policies: [
        ingress(podA, [
          { from: [{ namespaceSelector: namespace('y') }], ports: [{ port: 'serve-80-tcp', protocol: 'TCP' }] },
        ]),
      ],
      denied: port === 80 ? ['x/* -> x/a', 'z/* -> x/a'] : ['* -> x/a'],
      port,
    })),
  },
  {
    title: 'egress on one named port',
    pods: ['x/a', 'y/a'],
    steps: [80, 81].map((port) => ({
      when: `port ${port}`,
      policies: [egress(all, [{ ports: [{ port: 'serve-80-tcp' }] }])],
      denied: port === 80 ? [] : ['x/* -> *'],
      port,
    })),
  },
  {
    title: 'any port of one protocol',
    pods: ['x/a', 'y/a'],
    steps: (['TCP', 'UDP'] as const).map((protocol) => ({
      when: protocol,
      policies: [ingress(podA, [{ ports: [{ protocol: 'TCP' }] }])],
      denied: protocol === 'TCP' ? [] : ['* -> x/a'],
      protocol,
    })),
  },
];

const updates: readonly Scenario[] = [
  {
    title: 'an updated policy',
    pods: ['x/a', 'y/a'],
    steps: [
      { when: 'allow all', policies: [ingress(all, [{}])], denied: [], port: 81 },
      { when: 'deny all', policies: [ingress(all, [])], denied: ['* -> x/*'], port: 81 },
    ],
  },
  {
    title: 'an updated namespace',
    pods: ['x/a', 'y/a'],
    steps: [{}, { y: { ns2: 'updated' } }].map((namespaceLabels) => ({
      when: JSON.stringify(namespaceLabels),
      policies: [ingress(podA, [{ from: [{ namespaceSelector: { matchLabels: { ns2: 'updated' } } }] }])],
      denied: 'y' in namespaceLabels ? [] : ['* -> x/a'],
      namespaceLabels: namespaceLabels as Record<string, Record<string, string>>,
    })),
  },
  {
    title: 'an updated pod gains access',
    pods: ['x/a', 'x/b'],
    steps: [{}, { 'x/b': { pod2: 'updated' } }].map((podLabels) => ({
      when: JSON.stringify(podLabels),
      policies: [ingress(podA, [{ from: [{ podSelector: { matchLabels: { pod: 'b', pod2: 'updated' } } }] }])],
      denied: 'x/b' in podLabels ? [] : ['* -> x/a'],
      podLabels: podLabels as Record<string, Record<string, string>>,
    })),
  },
  one(
    'from the own namespace only',
    'x/a x/b y/a z/a',
    [ingress(all, [{ from: [{ podSelector: { matchLabels: {} } }] }])],
    ['y/* -> x/*', 'z/* -> x/*'],
  ),
  {
    title: 'an updated pod is isolated',
    pods: ['x/a', 'y/a'],
    steps: [{}, { 'x/a': { target: 'isolated' } }].map((podLabels) => ({
      when: JSON.stringify(podLabels),
      policies: [ingress({ matchLabels: { target: 'isolated' } }, [])],
      denied: 'x/a' in podLabels ? ['* -> x/a'] : [],
      podLabels: podLabels as Record<string, Record<string, string>>,
    })),
  },
  {
    title: 'policies are no longer enforced after they are deleted',
    pods: ['x/a', 'y/a'],
    steps: [
      {
        when: 'present',
        policies: [policy({ podSelector: all, policyTypes: ['Ingress', 'Egress'] })],
        denied: ['x/* -> *', '* -> x/*'],
      },
      { when: 'deleted', policies: [], denied: [] },
    ],
  },
];

const bothWays = policy({
  podSelector: podA,
  policyTypes: ['Egress', 'Ingress'],
  ingress: [{ from: [{ podSelector: named('b') }] }],
  egress: [{ ports: [{ port: 80 }] }],
});

const directions: readonly Scenario[] = [
  one('no egress for one pod', 'x/a x/b y/a', [egress(podA, [])], ['x/a -> *']),
  one('no egress for a namespace', 'x/a x/b y/a', [egress(all, [])], ['x/* -> *']),
  {
    title: 'ingress and egress together',
    pods: ['x/a', 'x/b', 'x/c', 'y/a'],
    steps: [
      { when: 'port 80', policies: [bothWays], denied: ['* -> x/a'], except: ['x/b -> x/a'] },
      { when: 'port 81', policies: [bothWays], denied: ['* -> x/a', 'x/a -> *'], except: ['x/b -> x/a'], port: 81 },
    ],
  },
  one(
    'egress refused although the server allows it',
    'x/a y/a y/b',
    [
      egress(podA, [{ to: [{ namespaceSelector: namespace('y'), podSelector: podA }] }]),
      ingress(podA, [{ from: [{ namespaceSelector: namespace('x'), podSelector: podA }] }], 'ya', 'y'),
      ingress(named('b'), [{ from: [{ namespaceSelector: namespace('x'), podSelector: podA }] }], 'yb', 'y'),
    ],
    ['x/a -> *', '* -> y/a', '* -> y/b'],
    { except: ['x/a -> y/a'] },
  ),
  one(
    'egress to one pod of another namespace',
    'x/a y/a y/b',
    [egress(podA, [{ to: [{ namespaceSelector: namespace('y'), podSelector: podA }] }])],
    ['x/a -> *'],
    { except: ['x/a -> y/a'] },
  ),
  {
    title: 'an allow-all ingress policy beside a narrow one',
    pods: ['x/a', 'y/a'],
    steps: [
      { when: 'narrow', policies: [ingress(all, [{ ports: [{ port: 80 }] }])], denied: ['* -> x/*'], port: 81 },
      { when: 'both', policies: [ingress(all, [{ ports: [{ port: 80 }] }]), allowAllIngress], denied: [], port: 81 },
    ],
  },
  {
    title: 'an allow-all egress policy beside a narrow one',
    pods: ['x/a', 'y/a'],
    steps: [
      { when: 'narrow', policies: [egress(all, [{ ports: [{ port: 80 }] }])], denied: ['x/* -> *'], port: 81 },
      { when: 'both', policies: [egress(all, [{ ports: [{ port: 80 }] }]), allowAllEgress], denied: [], port: 81 },
    ],
  },
  {
    title: 'ingress and egress controlled independently',
    pods: ['x/a', 'x/b', 'y/a'],
    steps: [
      { when: 'egress allowed', policies: [egress(podA, [{}])], denied: [] },
      { when: 'ingress denied', policies: [egress(podA, [{}]), ingress(podA, [], 'q')], denied: ['* -> x/a'] },
    ],
  },
];

// Pods have 192.168.0.1, .2, .3 in the order they are listed.
const aroundB = { cidr: '192.168.0.0/24', except: ['192.168.0.2/32'] };

const blocks: readonly Scenario[] = [
  one(
    'egress to a server in a CIDR block',
    'x/a y/a y/b',
    [egress(podA, [{ to: [{ ipBlock: { cidr: '192.168.0.3/32' } }] }])],
    ['x/a -> *'],
    {
      except: ['x/a -> y/b'],
    },
  ),
  one('except inside a CIDR block', 'x/a x/b x/c', [egress(podA, [{ to: [{ ipBlock: aroundB }] }])], ['x/a -> x/b']),
  {
    title: 'an address in both a block and an exception',
    pods: ['x/a', 'x/b', 'x/c'],
    steps: [
      { when: 'excepted', policies: [egress(podA, [{ to: [{ ipBlock: aroundB }] }])], denied: ['x/a -> x/b'] },
      {
        when: 'allowed by the next policy',
        policies: [egress(podA, [{ to: [{ ipBlock: { cidr: '192.168.0.2/32' } }] }])],
        denied: ['x/a -> *'],
        except: ['x/a -> x/b'],
      },
    ],
  },
];

const protocols: readonly Scenario[] = [
  one(
    'SCTP is not TCP',
    'x/a y/a',
    [ingress(all, [], 'deny'), ingress(podA, [{ ports: [{ port: 81, protocol: 'SCTP' }] }], 'sctp')],
    ['* -> x/*'],
    { port: 81 },
  ),
  one(
    'an SCTP policy isolates',
    'x/a y/a',
    [ingress(podA, [{ ports: [{ port: 80, protocol: 'SCTP' }] }])],
    ['* -> x/a'],
    { port: 81 },
  ),
  one('UDP only is not TCP', 'x/a y/a', [ingress(podA, [{ ports: [{ port: 81, protocol: 'UDP' }] }])], ['* -> x/a'], {
    port: 81,
  }),
  one(
    'the namespace name label, matchLabels',
    'x/a x/b y/a z/a',
    [ingress(podA, [{ from: [{ namespaceSelector: namespace('y') }] }])],
    ['x/* -> x/a', 'z/* -> x/a'],
  ),
  one(
    'the namespace name label, matchExpressions',
    'x/a x/b y/a z/a',
    [egress(podA, [{ to: [{ namespaceSelector: otherThan('y') }] }])],
    ['x/a -> y/*'],
  ),
  ...(['UDP', 'SCTP'] as const).flatMap((protocol) => [
    one(`default-deny-ingress, ${protocol}`, 'x/a x/b y/a y/b', [ingress(all, [])], ['* -> x/*'], { protocol }),
    one(`by port, ${protocol}`, 'x/a x/b y/a z/a', port81FromY(protocol), ['x/* -> x/a', 'z/* -> x/a'], {
      port: 81,
      protocol,
    }),
    one(`one pod of another namespace, ${protocol}`, 'x/a x/b y/a', onlyFromYa, ['* -> x/a'], {
      protocol,
      except: ['y/a -> x/a'],
    }),
  ]),
];

export const scenarios: readonly Scenario[] = [...basics, ...ports, ...updates, ...directions, ...blocks, ...protocols];
