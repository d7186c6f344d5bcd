import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { permittedConnections } from '../../../policies/reachability/connections.ts';
import { buildNetworkModel } from '../../../policies/reachability/model.ts';
import { holds, prove } from '../../../policies/reachability/prove.ts';

const pods: KubernetesObject[] = ['a', 'b'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'x', labels: { app: name } },
  spec: { containers: [{ name: 'main', ports: [{ name: 'web', containerPort: 80 }] }] },
}));

function policy(spec: unknown): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p', namespace: 'x' }, spec };
}

const ingress = (rule: unknown) => ({ podSelector: {}, ingress: [rule] });
const port = (item: unknown) => ingress({ ports: [item] });
const block = (ipBlock: unknown) => ingress({ from: [{ ipBlock }] });
const labels = (podSelector: unknown) => ingress({ from: [{ podSelector }] });
const expression = (item: unknown) => labels({ matchExpressions: [item] });

/** Each fault with the path at which the API server would refuse it (networking/validation and meta/v1). */
const faults: readonly [string, unknown, string][] = [
  ['invalid CIDR', block({ cidr: '10.0.0.0/33' }), 'spec.ingress[0].from[0].ipBlock.cidr'],
  ['CIDR without prefix', block({ cidr: '10.0.0.0' }), 'spec.ingress[0].from[0].ipBlock.cidr'],
  ['CIDR with leading zeros', block({ cidr: '010.0.0.0/8' }), 'spec.ingress[0].from[0].ipBlock.cidr'],
  ['IPv6 CIDR too long', block({ cidr: 'fd00::/129' }), 'spec.ingress[0].from[0].ipBlock.cidr'],
  ['IPv4-mapped CIDR', block({ cidr: '::ffff:10.0.0.0/104' }), 'spec.ingress[0].from[0].ipBlock.cidr'],
  ['CIDR absent', block({}), 'spec.ingress[0].from[0].ipBlock.cidr'],
  [
    'except outside cidr',
    block({ cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] }),
    'spec.ingress[0].from[0].ipBlock.except[0]',
  ],
  [
    'except equal to cidr',
    block({ cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] }),
    'spec.ingress[0].from[0].ipBlock.except[0]',
  ],
  [
    'except of other family',
    block({ cidr: '10.0.0.0/8', except: ['fd00::/16'] }),
    'spec.ingress[0].from[0].ipBlock.except[0]',
  ],
  ['except invalid', block({ cidr: '10.0.0.0/8', except: ['x'] }), 'spec.ingress[0].from[0].ipBlock.except[0]'],
  [
    'ipBlock beside selector',
    ingress({ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }),
    'spec.ingress[0].from[0]',
  ],
  ['empty peer', ingress({ from: [{}] }), 'spec.ingress[0].from[0]'],
  ['peer null', ingress({ from: [null] }), 'spec.ingress[0].from[0]'],
  ['unknown peer field', ingress({ from: [{ pods: {} }] }), 'spec.ingress[0].from[0].pods'],
  ['from not a list', ingress({ from: {} }), 'spec.ingress[0].from'],
  ['to in an ingress rule', ingress({ to: [{ podSelector: {} }] }), 'spec.ingress[0].to'],
  ['rule null', ingress(null), 'spec.ingress[0]'],
  ['rules not a list', { podSelector: {}, ingress: {} }, 'spec.ingress'],
  ['endPort below port', port({ port: 80, endPort: 79 }), 'spec.ingress[0].ports[0].endPort'],
  ['endPort too high', port({ port: 80, endPort: 65536 }), 'spec.ingress[0].ports[0].endPort'],
  ['endPort without port', port({ endPort: 80 }), 'spec.ingress[0].ports[0].endPort'],
  ['endPort with named port', port({ port: 'web', endPort: 80 }), 'spec.ingress[0].ports[0].endPort'],
  ['port zero', port({ port: 0 }), 'spec.ingress[0].ports[0].port'],
  ['port too high', port({ port: 65536 }), 'spec.ingress[0].ports[0].port'],
  ['port a fraction', port({ port: 80.5 }), 'spec.ingress[0].ports[0].port'],
  ['port a quoted number', port({ port: '80' }), 'spec.ingress[0].ports[0].port'],
  ['port name too long', port({ port: 'a-name-of-16-chr' }), 'spec.ingress[0].ports[0].port'],
  ['port name upper case', port({ port: 'Web' }), 'spec.ingress[0].ports[0].port'],
  ['unknown protocol', port({ protocol: 'ICMP', port: 80 }), 'spec.ingress[0].ports[0].protocol'],
  ['protocol lower case', port({ protocol: 'tcp', port: 80 }), 'spec.ingress[0].ports[0].protocol'],
  ['unknown port field', port({ ports: 80 }), 'spec.ingress[0].ports[0].ports'],
  ['unknown policyType', { podSelector: {}, policyTypes: ['Both'] }, 'spec.policyTypes[0]'],
  ['three policyTypes', { podSelector: {}, policyTypes: ['Ingress', 'Egress', 'Ingress'] }, 'spec.policyTypes'],
  ['policyTypes a string', { podSelector: {}, policyTypes: 'Ingress' }, 'spec.policyTypes'],
  ['unknown spec field', { podSelector: {}, ingres: [] }, 'spec.ingres'],
  ['spec a string', 'deny', 'spec'],
  [
    'In without values',
    expression({ key: 'app', operator: 'In' }),
    'spec.ingress[0].from[0].podSelector.matchExpressions[0].values',
  ],
  [
    'NotIn with empty values',
    expression({ key: 'app', operator: 'NotIn', values: [] }),
    'spec.ingress[0].from[0].podSelector.matchExpressions[0].values',
  ],
  [
    'Exists with values',
    expression({ key: 'app', operator: 'Exists', values: ['a'] }),
    'spec.ingress[0].from[0].podSelector.matchExpressions[0].values',
  ],
  [
    'unknown operator',
    expression({ key: 'app', operator: 'Gt', values: ['1'] }),
    'spec.ingress[0].from[0].podSelector.matchExpressions[0].operator',
  ],
  ['operator absent', expression({ key: 'app' }), 'spec.ingress[0].from[0].podSelector.matchExpressions[0].operator'],
  ['key absent', expression({ operator: 'Exists' }), 'spec.ingress[0].from[0].podSelector.matchExpressions[0].key'],
  ['label key malformed', labels({ matchLabels: { 'a b': 'x' } }), 'spec.ingress[0].from[0].podSelector.matchLabels'],
  ['label value a number', labels({ matchLabels: { app: 1 } }), 'spec.ingress[0].from[0].podSelector.matchLabels.app'],
  [
    'label value too long',
    labels({ matchLabels: { app: 'x'.repeat(64) } }),
    'spec.ingress[0].from[0].podSelector.matchLabels.app',
  ],
  ['unknown selector field', labels({ matchLabel: { app: 'a' } }), 'spec.ingress[0].from[0].podSelector.matchLabel'],
  [
    'subject selector malformed',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'In' }] } },
    'spec.podSelector.matchExpressions[0].values',
  ],
];

describe('a policy at fault is located and never read as allow', () => {
  test.each(faults)('%s', (_, spec, path) => {
    const model = buildNetworkModel([...pods, policy(spec)], { network: 'n' });
    expect(model.problems.map((problem) => problem.path)).toContain(path);
    expect(model.problems[0]).toMatchObject({
      subject: 'NetworkPolicy x/p',
      fault: expect.any(String),
      remedy: expect.any(String),
    });
    const received = [...permittedConnections(model)].filter(({ to }) => to.startsWith('x/'));
    expect(received).toEqual([]);
    const intent = { network: 'n', flows: [] };
    expect(holds(prove(model, intent))).toBe(false);
  });
});

test('one fault leaves the other policies of the pods in force', () => {
  const good = { ...policy(labels({ matchLabels: { app: 'b' } })), metadata: { name: 'good', namespace: 'x' } };
  const model = buildNetworkModel([...pods, policy(block({ cidr: '' })), good]);
  const inside = [...permittedConnections(model)].filter(
    ({ from, to }) => from.startsWith('x/') && to.startsWith('x/'),
  );
  expect(inside.map(({ from, to }) => `${from} ${to}`)).toEqual(expect.arrayContaining(['x/Pod/b x/Pod/a']));
  expect(inside.map(({ from }) => from)).not.toContain('x/Pod/a');
});

test('null is absent, as the API server reads it', () => {
  const spec = { podSelector: null, policyTypes: null, ingress: [{ from: null, ports: null }], egress: null };
  const model = buildNetworkModel([...pods, policy(spec)]);
  expect(model.problems).toEqual([]);
  expect(model.policies.get('x/p')).toMatchObject({ egress: undefined, ingress: [{ peers: undefined }] });
});

test('malformed facts and flows are located as well', () => {
  const intent = {
    network: 'n',
    facts: { podCidrs: ['10.0.0.0/40'] },
    flows: [
      {
        from: { namespace: 'x', name: 'a' },
        to: { namespace: 'x', name: 'missing' },
        protocol: 'TCP',
        port: 80,
        reason: '',
      },
      { from: { range: 'r', cidrs: ['nowhere'] }, to: { namespace: 'x' }, protocol: 'TCP', port: 80, reason: '' },
      {
        from: { range: 'r', cidrs: ['1.1.1.1'] },
        to: { range: 's', cidrs: ['1.1.1.2'] },
        protocol: 'TCP',
        port: 80,
        reason: '',
      },
      {
        from: { namespace: 'x', name: 'a' },
        to: { namespace: 'x', name: 'b' },
        protocol: 'TCP',
        port: 80,
        endPort: 70,
        reason: '',
      },
    ],
  } as const;
  const proof = prove(buildNetworkModel(pods, { intent }), intent);
  expect(proof.model.problems.map(({ path }) => path)).toEqual(['podCidrs[0]']);
  expect(proof.relation.problems.map(({ subject, path }) => `${subject} ${path}`)).toEqual([
    'declared flow 0 of n to',
    'declared flow 1 of n from',
    'declared flow 2 of n from',
    'declared flow 3 of n port',
  ]);
});
