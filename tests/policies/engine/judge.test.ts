import { describe, expect, it } from 'vitest';
import { estate } from '../../../policies/estate.ts';
import { cronJob, deployment, object, pod, securityContext } from '../../../policies/examples.ts';
import { unknownMarker } from '../../../policies/inputs/unknown.ts';
import { judge } from '../../../policies/judge.ts';
import type { KubernetesObject, SourcedObject } from '../../../policies/kubernetes.ts';
import { type ObjectRule, rule, ruleSettingsName } from '../../../policies/rule.ts';
import { noPrivilegedContainers } from '../../../policies/rules/pss/no-privileged-containers.ts';
import { kinds, podTemplates } from '../../../policies/targets.ts';
import type { Waiver } from '../../../policies/waiver.ts';

const today = '2026-06-01';
const privileged = securityContext({ privileged: true });

function sourced(one: KubernetesObject, network?: string): SourcedObject {
  return { object: one, source: { file: 'a.yaml', address: '0' }, ...(network ? { network } : {}) };
}

const head = {
  title: { en: 'x', zh: 'x' },
  reason: 'x',
  severity: 'high' as const,
  controls: ['nsa:x'],
  basis: 'object' as const,
  remedy: { en: 'do', zh: '做' },
  examples: { compliant: [pod()], violating: [pod()] },
};

function ruleOn(
  fields: Pick<ObjectRule, 'targets'> & {
    expression: string;
    where?: string;
    value?: string;
    message?: string;
    settings?: ObjectRule['settings'];
  },
) {
  return rule({ ...head, id: 'on-trial', message: 'wrong', ...fields } as ObjectRule);
}

function verdicts(rules: readonly ObjectRule[], objects: readonly KubernetesObject[], more = {}) {
  const counts = judge(
    objects.map((one) => sourced(one)),
    { rules, today, ...more },
  ).verdicts;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

describe('findings', () => {
  it('name the field in the object, wherever the template stands', () => {
    const sidecar = pod({}, { initContainers: [{ name: 'init', image: 'a', ...privileged }] });
    const objects = [pod(privileged), deployment(privileged), cronJob(privileged), sidecar].map((one) => sourced(one));
    const { findings } = judge(objects, { rules: [noPrivilegedContainers], today });
    expect(findings.map(({ path }) => path)).toEqual([
      'spec.containers[0].securityContext.privileged',
      'spec.template.spec.containers[0].securityContext.privileged',
      'spec.jobTemplate.spec.template.spec.containers[0].securityContext.privileged',
      'spec.initContainers[0].securityContext.privileged',
    ]);
    expect(findings[0]).toMatchObject({
      rule: 'no-privileged-containers',
      severity: 'critical',
      verdict: 'fail',
      object: { apiVersion: 'v1', kind: 'Pod', name: 'example', source: 'a.yaml#0' },
      value: 'app',
      message: 'container "app" is privileged',
      controls: [
        'pss-baseline:privileged-containers',
        'mlps3:8.2.4.3 a)',
        'cis:5.2.2',
        'nsa:non-root-and-unprivileged',
      ],
    });
  });

  it('come once for each item at fault, and the object counts once', () => {
    const two = pod(
      {},
      {
        containers: [
          { name: 'a', image: 'a', ...privileged },
          { name: 'b', image: 'b', ...privileged },
        ],
      },
    );
    const { findings, verdicts: counts } = judge([sourced(two)], { rules: [noPrivilegedContainers], today });
    expect(findings.map(({ value }) => value)).toEqual(['a', 'b']);
    expect(counts.fail).toBe(1);
  });

  it('are found on every object that shares a template, and passes are counted for each', () => {
    const objects = [deployment(), deployment(), deployment(privileged), deployment(privileged)];
    expect(verdicts([noPrivilegedContainers], objects)).toEqual({ pass: 2, fail: 2 });
  });

  it('speak the language asked for', () => {
    const options = { rules: [noPrivilegedContainers], today, language: 'zh' as const };
    expect(judge([sourced(pod(privileged))], options).findings[0]?.remedy).toMatch(/^删除/);
  });
});

describe('verdicts', () => {
  it('are notApplicable where the rule does not apply, and nothing is said of other kinds', () => {
    const narrow = ruleOn({ targets: kinds('Service'), where: 'object.spec.type == "NodePort"', expression: 'false' });
    const services = [object('v1', 'Service', { spec: {} }), object('v1', 'Service', { spec: { type: 'NodePort' } })];
    expect(verdicts([narrow], [...services, pod()])).toEqual({ notApplicable: 1, fail: 1 });
  });

  it('are errors, on that object alone, when the expression cannot be evaluated', () => {
    const fragile = ruleOn({ targets: kinds('ConfigMap'), expression: 'object.data.mode == "safe"' });
    const maps = [object('v1', 'ConfigMap'), object('v1', 'ConfigMap', { data: { mode: 'safe' } })];
    expect(verdicts([fragile], maps)).toEqual({ error: 1, pass: 1 });
  });

  it('are unknown where a value is known only after apply, unless the rest decides', () => {
    const both = ruleOn({ targets: kinds('ConfigMap'), expression: 'object.data.a == "1" || object.data.b == "1"' });
    const map = (b: string) => object('v1', 'ConfigMap', { data: { a: unknownMarker('x.y'), b } });
    expect(verdicts([both], [map('1'), map('2')])).toEqual({ pass: 1, unknown: 1 });
  });

  it('are unknown for a whole pod spec that is not known yet', () => {
    const later = { ...deployment(), spec: { template: { spec: unknownMarker('x') } } } as KubernetesObject;
    expect(verdicts([noPrivilegedContainers], [later])).toEqual({ unknown: 1 });
  });

  it('read the namespace, and are unknown without it', () => {
    const tiered = ruleOn({ targets: kinds('Service'), expression: '!("tier" in namespaceLabels)' });
    const service = object('v1', 'Service', { spec: {} }, { namespace: 'data' });
    const namespace = object('v1', 'Namespace', {}, { name: 'data', labels: { tier: 'data' } });
    expect(verdicts([tiered], [service])).toEqual({ unknown: 1 });
    expect(verdicts([tiered], [service, namespace])).toEqual({ fail: 1 });
    expect(verdicts([tiered], [service], { namespaces: [sourced(namespace)] })).toEqual({ fail: 1 });
  });

  it('take the namespace of the same network', () => {
    const tiered = ruleOn({ targets: kinds('Service'), expression: '!("tier" in namespaceLabels)' });
    const service = object('v1', 'Service', { spec: {} }, { namespace: 'data' });
    const plain = object('v1', 'Namespace', {}, { name: 'data' });
    const labelled = object('v1', 'Namespace', {}, { name: 'data', labels: { tier: 'x' } });
    const objects = [sourced(service, 'court-net'), sourced(plain, 'court-net'), sourced(labelled, 'police-net')];
    expect(judge(objects, { rules: [tiered], today }).verdicts).toMatchObject({ pass: 1, fail: 0 });
  });

  it('use the settings of the site over those of the rule', () => {
    const listed = ruleOn({
      targets: podTemplates,
      expression: 'podSpec.schedulerName in settings.schedulers',
      settings: { schedulers: ['other'] },
    });
    expect(verdicts([listed], [pod()])).toEqual({ fail: 1 });
    expect(verdicts([listed], [pod()], { settings: { schedulers: ['default-scheduler'] } })).toEqual({ pass: 1 });
  });

  it('use the settings of an object’s network over both, template by template', () => {
    const only = ruleOn({
      targets: podTemplates,
      expression: 'podSpec.containers.all(c, c.image == settings.image)',
      settings: { image: 'a' },
    });
    const other = ruleOn({
      targets: podTemplates,
      expression: 'size(podSpec.containers) == settings.count',
      settings: { count: 1 },
    });
    const facts = { [ruleSettingsName]: { court: { image: 'b' }, police: { image: 'c' } } };
    const judged = (image: string, network?: string) =>
      judge([sourced(pod({ image }), network), sourced(deployment({ image }), network)], {
        rules: [only, { ...other, id: 'count' }],
        settings: { image: 'site' },
        ...{ today, facts },
      }).byRule.get('on-trial');
    for (const [image, network] of [
      ['b', 'court'],
      ['c', 'police'],
      ['site', 'prison'],
      ['site', undefined],
    ] as const) {
      expect(judged(image, network), `${image} in ${network}`).toMatchObject({ pass: 2, fail: 0 });
      expect(judged('d', network), `d in ${network}`).toMatchObject({ pass: 0, fail: 2 });
    }
    // One template in two networks is judged by the settings of each.
    const both = ['court', 'police'].map((network) => sourced(pod({ image: 'b' }), network));
    expect(judge(both, { rules: [only], today, facts }).findings.map(({ object }) => object.network)).toEqual([
      'police',
    ]);
  });

  it('exempt system namespaces only for rules that say so', () => {
    const strict = ruleOn({ targets: podTemplates, expression: 'false' });
    const agent = pod(privileged, {}, { namespace: 'kube-system' });
    expect(verdicts([noPrivilegedContainers, strict], [agent])).toEqual({ notApplicable: 1, fail: 1 });
  });

  it('see a Pod with the defaults of a Pod, and a template without them', () => {
    const requested = ruleOn({
      targets: podTemplates,
      expression: 'podSpec.containers.all(c, has(c.resources.requests))',
    });
    const limited = { resources: { limits: { cpu: '1' } } };
    expect(verdicts([requested], [pod(limited), deployment(limited)])).toEqual({ pass: 1, fail: 1 });
  });
});

const waiver: Waiver = {
  ...{ id: 'w1', rule: 'no-privileged-containers', reason: 'agent', owner: 'li', approver: 'wang', ticket: 'T-1' },
  ...{ from: '2026-05-01', until: '2026-06-30' },
  scope: { network: 'test', kind: 'Pod', name: 'example', path: 'spec.containers[0]' },
};

describe('waivers', () => {
  const two = pod(
    {},
    {
      containers: [
        { name: 'a', image: 'a', ...privileged },
        { name: 'b', image: 'b', ...privileged },
      ],
    },
  );

  it('cover the item they name, and no other', () => {
    const { findings, verdicts: counts } = judge([sourced(two, 'test')], {
      rules: [noPrivilegedContainers],
      waivers: [waiver],
      today,
    });
    expect(findings.map(({ verdict, waiver: id }) => [verdict, id])).toEqual([
      ['waived', 'w1'],
      ['fail', undefined],
    ]);
    expect(counts).toMatchObject({ fail: 1, waived: 0 });
  });

  it('make the verdict waived when nothing else is left', () => {
    const { verdicts: counts } = judge([sourced(pod(privileged), 'test')], {
      rules: [noPrivilegedContainers],
      waivers: [waiver],
      today,
    });
    expect(counts).toMatchObject({ waived: 1, fail: 0 });
  });

  it('never cover an error', () => {
    const fragile = rule({ ...ruleOn({ targets: podTemplates, expression: 'podSpec.nothing == 1' }), id: waiver.rule });
    const whole = { ...waiver, scope: { ...waiver.scope, path: '' } };
    const { verdicts: counts } = judge([sourced(pod(), 'test')], { rules: [fragile], waivers: [whole], today });
    expect(counts).toMatchObject({ error: 1, waived: 0 });
  });
});

describe('estate rules', () => {
  const counted = rule({
    ...head,
    id: 'one-namespace-per-network',
    examples: { compliant: [estate([])], violating: [estate([])] },
    reads: ['Namespace'],
    evaluate: ({ ofKind, networks }) => ({
      judged: networks.length,
      findings: networks
        .filter((network) => ofKind('Namespace', network).length !== 1)
        .map((network) => ({ object: ofKind('Namespace', network)[0]!, path: '', message: `${network} has more` })),
    }),
  });

  it('see all networks together, and count what they judged', () => {
    const names = [
      ['a', 'n1'],
      ['b', 'n1'],
      ['c', 'n2'],
    ] as const;
    const objects = names.map(([name, network]) => sourced(object('v1', 'Namespace', {}, { name }), network));
    const { verdicts: counts, findings } = judge(objects, { rules: [counted], today });
    expect(counts).toMatchObject({ pass: 1, fail: 1 });
    expect(findings).toMatchObject([
      { message: 'n1 has more', object: { network: 'n1', kind: 'Namespace', name: 'a' } },
    ]);
    expect(judge([], { rules: [counted], today }).verdicts.notApplicable).toBe(1);
  });

  it('are waived by the object and field that they name', () => {
    const objects = ['a', 'b'].map((name) => sourced(object('v1', 'Namespace', {}, { name }), 'n1'));
    const scope = { network: 'n1', kind: 'Namespace', name: 'a', path: 'metadata.name' };
    const named = rule({
      ...counted,
      evaluate: ({ ofKind }) => ({
        judged: 2,
        findings: ofKind('Namespace').map((one) => ({ object: one, path: 'metadata.name', message: 'is there' })),
      }),
    });
    const waivers = [{ ...waiver, rule: counted.id, scope }];
    const { verdicts: counts, findings } = judge(objects, { rules: [named], waivers, today });
    expect(counts).toMatchObject({ waived: 1, fail: 1 });
    expect(findings.map(({ verdict, waiver: id }) => [verdict, id])).toEqual([
      ['waived', 'w1'],
      ['fail', undefined],
    ]);
  });

  it('see only what they say they read, and every network all the same', () => {
    const service = sourced(object('v1', 'Service', {}, { name: 'web', namespace: 'a' }), 'n3');
    let seen: unknown;
    const looking = rule({
      ...counted,
      id: 'looks-at-what-it-is-given',
      evaluate: ({ objects, networks }) => {
        seen = { objects: objects.length, networks };
        return { judged: 1, findings: [] };
      },
    });
    judge([sourced(object('v1', 'Namespace', {}, { name: 'a' }), 'n1'), service], { rules: [looking], today });
    expect(seen).toEqual({ objects: 1, networks: ['n1', 'n3'] });
  });

  it('fail where they ask for a kind that they do not say they read', () => {
    const greedy = rule({
      ...counted,
      id: 'asks-for-more',
      evaluate: ({ ofKind }) => ({ judged: ofKind('Service').length, findings: [] }),
    });
    expect(() => judge([], { rules: [greedy], today })).toThrow('asks for Service, which it does not say it reads');
  });
});

it('refuses a rule whose expression does not compile, and says which', () => {
  const broken = ruleOn({ targets: kinds('Service'), expression: 'object.spec.(' });
  expect(() => judge([], { rules: [broken], today })).toThrow(/rule "on-trial": CEL "object\.spec\.\("/);
  const stray = ruleOn({ targets: kinds('Service'), expression: 'settings.absent == 1' });
  expect(() => judge([], { rules: [stray], today })).toThrow('undeclared variable settings');
});
