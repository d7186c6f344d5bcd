import { describe, expect, it } from 'vitest';
import { groupRules } from '../../../policies/admission/groups.ts';
import { endedWaiversIn } from '../../../policies/admission/live-waivers.ts';
import { admissionObjects, rulePolicy } from '../../../policies/admission/policies.ts';
import { toAdmission } from '../../../policies/admission/rewrite.ts';
import { compileWaivers } from '../../../policies/admission/waived.ts';
import { pod } from '../../../policies/examples.ts';
import { type ObjectRule, rule, type Severity, severities } from '../../../policies/rule.ts';
import { podsChooseArchitectures } from '../../../policies/rules/images/pods-choose-architectures.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { noHostNamespaces } from '../../../policies/rules/pss/no-host-namespaces.ts';
import { noPrivilegedContainers } from '../../../policies/rules/pss/no-privileged-containers.ts';
import { entrancePodsBoundTheirBandwidth } from '../../../policies/rules/workload/entrance-pods-bound-their-bandwidth.ts';
import { releasesCanBeRolledBack } from '../../../policies/rules/workload/releases-can-be-rolled-back.ts';
import { kinds, podTemplates, type Targets } from '../../../policies/targets.ts';
import type { Waiver } from '../../../policies/waiver.ts';

function ruleOn(id: string, targets: Targets, severity: Severity = 'high', more: object = {}): ObjectRule {
  return rule({
    ...{ id, severity, targets, title: { en: 'x', zh: 'x' }, reason: 'x', controls: [], basis: 'object', remedy: 'x' },
    ...{ expression: 'true', message: 'x', examples: { compliant: [pod()], violating: [pod()] } },
    ...more,
  } as ObjectRule);
}

describe('expressions for the API server', () => {
  it.each<[string, string]>([
    [
      'podSpec.allContainers.all(c, c.name != "podSpec.allContainers")',
      'variables.allContainers.all(c, c.name != "podSpec.allContainers")',
    ],
    ['podSpec.volumes', 'variables.podSpec.volumes'],
    ['object.spec.labels', 'object.spec.labels'],
    ['labels["labels"] == \'podSpec\'', 'variables.labels["labels"] == \'podSpec\''],
    ['"\\"podSpec" + podLabels.a', '"\\"podSpec" + variables.podLabels.a'],
    ["matches(r'\\podSpec')", "matches(r'\\podSpec')"],
    ['item in settings.names', 'item in ["a", "it\\"s"]'],
    ['item < settings.most && settings.strict', 'item < 3 && true'],
  ])('%s', (source, expected) => {
    expect(toAdmission(source, { names: ['a', 'it"s'], most: 3, strict: true })).toBe(expected);
  });

  it('look for no fields in kinds that the rule does not target', () => {
    expect(toAdmission('has(object.spec.type) && item.object != "object"', {}, { mixed: true })).toBe(
      'has(dyn(object).spec.type) && item.object != "object"',
    );
  });
});

describe('groups', () => {
  const many = severities.flatMap((severity) => [
    ruleOn(`w-${severity}`, podTemplates, severity),
    ruleOn(`t-${severity}`, kinds('Service'), severity),
    ruleOn(`a-${severity}`, kinds('Role'), severity),
    ruleOn(`o-${severity}`, kinds('Namespace'), severity),
  ]);

  it('hold one target and one severity each where the limit allows', () => {
    expect(groupRules(many, 16)).toHaveLength(16);
  });

  it('join the least severe first, lose no rule, and keep workloads apart by severity', () => {
    const groups = groupRules(many, 9);
    expect(groups).toHaveLength(9);
    expect(groups.flatMap(({ rules }) => rules.map(({ id }) => id)).sort()).toEqual(many.map(({ id }) => id).sort());
    expect(groups.filter(({ target }) => target === 'workload')).toHaveLength(4);
  });

  it('are refused when not even one group for each target fits', () => {
    expect(() => groupRules(many, 3)).toThrow('do not fit');
  });
});

describe('generated policies', () => {
  const objects = admissionObjects({ rules: allRules, mode: 'deny', today: '2026-06-01' });
  const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');

  it('are twelve at most, each with its binding, and hold every admissible rule once', () => {
    expect(policies.length).toBeLessThanOrEqual(12);
    expect(objects.filter(({ kind }) => kind.endsWith('Binding')).map(({ metadata }) => metadata.name)).toEqual(
      policies.map(({ metadata }) => metadata.name),
    );
    const text = JSON.stringify(policies);
    const absent = allRules.filter(
      (one) => !('evaluate' in one) && one.admission !== false && !text.includes(`[${one.id}] `),
    );
    expect(absent.map(({ id }) => id)).toEqual([]);
  });

  it('fail closed, let finalizers be removed, and cover the subresources of pods', () => {
    for (const { metadata, spec } of policies) {
      expect(spec).toMatchObject({ failurePolicy: 'Fail' });
      // The witness refuses nothing; removing a finalizer changes no label.
      if (['fadun-witness', 'fadun-identity-labels'].includes(metadata.name)) continue;
      expect(JSON.stringify(spec)).toContain('"not-only-being-deleted"');
    }
    const workload = policies.find(({ metadata }) => metadata.name.startsWith('fadun-workload-'))!;
    expect(JSON.stringify(workload.spec)).toContain('"pods","pods/ephemeralcontainers","pods/resize"');
  });

  it('record and warn before they deny', () => {
    const actions = (mode: 'audit' | 'deny', isWitness = false) =>
      admissionObjects({ rules: allRules, mode, today: '2026-06-01' })
        .filter(({ metadata }) => (metadata.name === 'fadun-witness') === isWitness)
        .flatMap(({ spec }) => (spec as { validationActions?: string[] }).validationActions ?? []);
    expect(new Set(actions('audit'))).toEqual(new Set(['Audit', 'Warn']));
    expect(new Set(actions('deny'))).toEqual(new Set(['Deny', 'Audit']));
    expect(actions('deny', true), 'the witness records and never refuses').toEqual(['Audit', 'Warn']);
  });

  it('guard a validation by resource only where its policy matches other kinds', () => {
    const roles = ruleOn('roles-only', kinds('Role'));
    const [mixed] = admissionObjects({
      rules: [roles, ruleOn('both', kinds('Role', 'Secret'))],
      mode: 'deny',
      today: '2026-06-01',
    });
    expect(JSON.stringify(mixed)).toContain('request.resource.resource in [\\"roles\\"] ? (true) : true');
    expect(JSON.stringify(rulePolicy(roles))).not.toContain('request.resource.resource');
  });

  it('leave out rules that opt out, and kinds that admission is never asked about', () => {
    const out = ruleOn('opted-out', podTemplates, 'high', { admission: false });
    const unjudged = ruleOn('webhooks', kinds('ValidatingWebhookConfiguration'));
    expect(JSON.stringify(admissionObjects({ rules: [out, unjudged], mode: 'deny', today: '2026-06-01' }))).not.toMatch(
      /opted-out|webhooks/,
    );
  });

  it('say what the rule says, item by item', () => {
    const [validation] = rulePolicy(noPrivilegedContainers).spec.validations;
    expect(validation?.messageExpression).toContain(
      '.map(item, "container \\"" + string(dyn(item.name)) + "\\" is privileged").join("; ")',
    );
  });
});

describe('waivers in policies', () => {
  it('that have ended while the policy still holds them are critical findings', () => {
    const live = admissionObjects({
      rules: [noPrivilegedContainers],
      waivers: [waiver()],
      mode: 'deny',
      today: '2026-02-28',
    });
    expect(endedWaiversIn(live, '2026-02-28')).toEqual([]);
    expect(endedWaiversIn(live, '2026-03-01')).toMatchObject([{ waiver: 'w', fault: 'expired', severity: 'critical' }]);
  });

  const waiver = (path = 'spec.containers', rule: string = noPrivilegedContainers.id): Waiver => ({
    ...{ id: 'w', rule, reason: 'r', owner: 'a', approver: 'b', ticket: 't', from: '2026-01-01', until: '2026-02-28' },
    scope: { network: 'court-net', kind: 'Pod', namespace: 'apps', name: 'agent', path },
  });

  it('set aside the items that the path reaches, or the object for a rule about all of it', () => {
    const narrow = compileWaivers(noPrivilegedContainers, [waiver('spec.containers[0].securityContext.privileged')]);
    expect(narrow.object).toBeUndefined();
    expect(narrow.item).toContain('item == dyn(object).spec.containers[0]');
    expect(compileWaivers(noPrivilegedContainers, [waiver('spec.containers[0].image')])).toEqual({});
    const { object, item } = compileWaivers(noPrivilegedContainers, [waiver()]);
    expect(object).toBeUndefined();
    expect(item).toContain('request.name == "agent"');
    expect(item).toContain('item in dyn(object).spec.containers');
    expect(compileWaivers(noHostNamespaces, [waiver('', noHostNamespaces.id)]).object).toContain('request.name ==');
  });

  it('cover what controllers make of the template, at its place there, and only as the controllers write it', () => {
    const of = (kind: string, path: string) => {
      const scope = { network: 'court-net', kind, namespace: 'apps', name: 'a.b', path };
      return compileWaivers(noPrivilegedContainers, [{ ...waiver(), scope }]).item?.split('request.namespace ==') ?? [];
    };
    const [itself, set, pods, ...more] = of('Deployment', 'spec.template.spec.containers[0]').filter((one) =>
      one.includes('item =='),
    );
    expect(more).toEqual([]);
    expect(itself).toContain('request.kind.kind == "Deployment" && request.name == "a.b"');
    expect(set).toContain('request.kind.kind == "ReplicaSet"');
    expect(set).toContain('o.kind == "Deployment" && o.name == "a.b"');
    expect(set).toContain('item == dyn(object).spec.template.spec.containers[0]');
    expect(pods).toContain('"system:serviceaccount:kube-system:replicaset-controller"');
    expect(pods).toContain('o.kind == "ReplicaSet" && o.name.matches("^a[.]b-[a-z0-9]+$")');
    expect(pods).toContain('item == dyn(object).spec.containers[0]');
    const ofCron = of('CronJob', 'spec.jobTemplate.spec.template.spec.containers[0]').join('\n');
    expect(ofCron).toContain('item == dyn(object).spec.template.spec.containers[0]');
    expect(ofCron).toContain('item == dyn(object).spec.containers[0]');
    expect(of('CronJob', 'spec.template.spec.containers[0]').join()).not.toContain('"Job"');
  });

  it('set aside nothing in a spec or template that they name as a whole', () => {
    for (const path of ['', 'metadata', 'spec', 'spec.template', 'spec.template.spec']) {
      expect(compileWaivers(noPrivilegedContainers, [waiver(path)]), path).toEqual({});
    }
  });

  it('reach a rule about one field where that field stands, whatever kind carries it', () => {
    const on = (rule: ObjectRule, kind: string, path: string) => {
      const { scope, ...rest } = waiver(path, rule.id);
      return compileWaivers(rule, [{ ...rest, scope: { ...scope, kind } }]).object !== undefined;
    };
    expect(on(podsChooseArchitectures, 'Pod', 'spec.affinity')).toBe(true);
    expect(on(podsChooseArchitectures, 'CronJob', 'spec.jobTemplate.spec.template.spec.affinity')).toBe(true);
    expect(on(podsChooseArchitectures, 'Deployment', 'spec.affinity')).toBe(false);
    expect(on(entrancePodsBoundTheirBandwidth, 'Deployment', 'spec.template.metadata.annotations')).toBe(true);
    expect(on(entrancePodsBoundTheirBandwidth, 'Deployment', 'metadata.annotations')).toBe(false);
    expect(on(releasesCanBeRolledBack, 'Deployment', 'spec.revisionHistoryLimit')).toBe(true);
    expect(on(releasesCanBeRolledBack, 'Deployment', 'spec.template.spec.revisionHistoryLimit')).toBe(false);
  });

  it('compare a new object with its creation time, to the end of the last day in Beijing', () => {
    const { item } = compileWaivers(noPrivilegedContainers, [waiver()]);
    expect(item).toContain('>= timestamp("2026-01-01T00:00:00+08:00")');
    expect(item).toContain('< timestamp("2026-03-01T00:00:00+08:00")');
  });

  it('count only while they are in force and without fault', () => {
    const generated = (today: string, changed: Partial<Waiver> = {}) =>
      JSON.stringify(
        admissionObjects({
          rules: [noPrivilegedContainers],
          waivers: [{ ...waiver(), ...changed }],
          mode: 'deny',
          today,
        }),
      );
    expect(generated('2026-02-28')).toContain('request.name ==');
    expect(generated('2026-03-01')).not.toContain('request.name ==');
    expect(generated('2026-02-01', { approver: 'a' })).not.toContain('request.name ==');
    const { path: _, ...broad } = waiver().scope;
    expect(generated('2026-02-01', { scope: broad })).not.toContain('request.name ==');
  });
});
