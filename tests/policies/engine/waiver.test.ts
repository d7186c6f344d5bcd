import { describe, expect, it } from 'vitest';
import { noPrivilegedContainers } from '../../../policies/rules/pss/no-privileged-containers.ts';
import { covers, daysLeft, isInForce, judgeWaivers, type Waiver } from '../../../policies/waiver.ts';

const waiver: Waiver = {
  ...{ id: 'w1', rule: 'no-privileged-containers', reason: 'agent', owner: 'li', approver: 'wang', ticket: 'T-1' },
  ...{ from: '2026-01-01', until: '2026-06-29' },
  scope: { network: 'court-net', kind: 'Pod', namespace: 'apps', name: 'agent', path: 'spec.containers[1]' },
};
const without = (part: 'network' | 'path'): Waiver['scope'] => {
  const { [part]: _, ...rest } = waiver.scope;
  return rest;
};
const rules = [noPrivilegedContainers];
const faults = (changed: Partial<Waiver>, more = {}) =>
  judgeWaivers([{ ...waiver, ...changed }], { rules, today: '2026-03-01', ...more }).map(({ fault }) => fault);

describe('a waiver is faulty when', () => {
  it.each<[string, Partial<Waiver>, string]>([
    ['owner and approver are one person, however written', { approver: ' Li ' }, 'same-person'],
    ['it lasts 181 days', { until: '2026-06-30' }, 'too-long'],
    ['it has expired', { until: '2026-02-28' }, 'expired'],
    ['it has not begun', { from: '2026-03-02' }, 'not-yet'],
    ['its namespace is a wildcard', { scope: { ...waiver.scope, namespace: '*' } }, 'over-broad'],
    ['its field holds a wildcard', { scope: { ...waiver.scope, path: 'spec.containers[*].image' } }, 'over-broad'],
    ['its scope names no object', { scope: { ...waiver.scope, name: '' } }, 'over-broad'],
    ['its scope names no network', { scope: without('network') }, 'over-broad'],
    ['its scope names no field', { scope: without('path') }, 'over-broad'],
    ['its rule does not exist', { rule: 'no-such-rule' }, 'unknown-rule'],
    ['it has no ticket', { ticket: ' ' }, 'malformed'],
    ['a date is no date', { until: '2026-02-30' }, 'malformed'],
    ['it ends before it begins', { until: '2025-12-31' }, 'malformed'],
  ])('%s', (_why, changed, fault) => {
    expect(faults(changed)).toContain(fault);
  });

  it('it covers nothing', () => {
    expect(faults({}, { used: new Set() })).toEqual(['unused']);
    expect(faults({}, { used: new Set(['w1']) })).toEqual([]);
  });

  it('its id is used twice', () => {
    const found = judgeWaivers([waiver, waiver], { rules, today: '2026-03-01' });
    expect(found).toMatchObject([{ fault: 'duplicate', waiver: 'w1' }]);
  });
});

it('is in force from its first day to its last, 180 days at most, and not with a formal fault', () => {
  expect(faults({})).toEqual([]);
  expect(['2025-12-31', '2026-01-01', '2026-06-29', '2026-06-30'].map((day) => isInForce(waiver, day))).toEqual([
    ...[false, true, true, false],
  ]);
  expect(isInForce({ ...waiver, approver: 'li' }, '2026-03-01')).toBe(false);
  expect(isInForce({ ...waiver, scope: without('path') }, '2026-03-01')).toBe(false);
  expect([daysLeft(waiver, '2026-06-29'), daysLeft(waiver, '2026-06-30')]).toEqual([1, 0]);
});

it('covers its object and what lies under its path, and nothing beside it', () => {
  const at = (path: string, changed: object = {}, network = 'court-net') => {
    return covers(waiver.scope, { kind: 'Pod', namespace: 'apps', name: 'agent', network, ...changed }, path);
  };
  expect(at('spec.containers[1].image')).toBe(true);
  expect(at('spec.containers[1]')).toBe(true);
  expect(at('spec.containers[10].image')).toBe(false);
  expect(at('spec.containers')).toBe(false);
  expect(at('spec.containers[1].image', { name: 'agent2' })).toBe(false);
  expect(at('spec.containers[1].image', { namespace: 'other' })).toBe(false);
  expect(at('spec.containers[1].image', {}, 'police-net')).toBe(false);
});

it('of a whole object, spec or template covers only findings on that itself', () => {
  const object = { kind: 'Pod', namespace: 'apps', name: 'agent', network: 'court-net' };
  for (const path of [
    '',
    'metadata',
    'spec',
    'spec.template',
    'spec.template.spec',
    'spec.jobTemplate.spec.template',
  ]) {
    const scope = { ...waiver.scope, path };
    expect(covers(scope, object, path), path).toBe(true);
    expect(covers(scope, object, `${path}.containers[0].image`), path).toBe(false);
    expect(covers(scope, object, `${path}[0]`), path).toBe(false);
  }
});
