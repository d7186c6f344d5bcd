import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunbookPlan } from '../../../runbooks/kit/plan-runbook.ts';
import { failingChecks, readPlanFile, savePlan } from '../../../scripts/operations/plan-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-plan-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = { zh: '一', en: 'one' };
const plan: RunbookPlan = {
  type: 'fadun/runbook-plan/v1',
  runbook: 'isolate-namespace',
  title: text,
  class: 'destructive',
  breakGlass: false,
  blastRadius: text,
  target: { site: 'minimal', network: 'justice-net' },
  parameters: { namespace: 'a' },
  preparedAt: '2026-03-02T03:00:00.000Z',
  steps: [
    {
      id: 'deny',
      title: text,
      checks: [
        { holds: true, statement: text },
        { holds: false, statement: { zh: '二', en: 'two' }, seen: 'three' },
      ],
      actions: [{ id: 'make', kind: 'request', does: text, method: 'POST', path: '/api/v1/namespaces', body: {} }],
      undo: 'nothing',
    },
  ],
};

describe('a plan file', () => {
  it('is read back as it was saved', () => {
    const path = savePlan(folder, { plan, proposal: null });
    expect(readPlanFile(path)).toEqual({ type: 'fadun/runbook-plan-file/v1', plan, proposal: null });
  });

  it.each<[string, object]>([
    ['a step without members', { steps: [{}] }],
    ['an action of no kind', { steps: [{ ...plan.steps[0], actions: [{ id: 'x', does: text }] }] }],
    [
      'a request without a path',
      { steps: [{ ...plan.steps[0], actions: [{ ...plan.steps[0]!.actions[0], path: 7 }] }] },
    ],
    ['no parameters', { parameters: undefined }],
    ['a parameter that is no text', { parameters: { namespace: ['a'] } }],
    ['no target', { target: null }],
    ['no class', { class: 'harmless' }],
    ['a title in one language', { title: { en: 'one' } }],
  ])('with %s is told as such, with what is wrong where', (_, members) => {
    const path = join(folder, 'wrong.json');
    writeFileSync(path, JSON.stringify({ type: 'fadun/runbook-plan-file/v1', plan: { ...plan, ...members } }));
    const [at] = Object.keys(members);
    expect(() => readPlanFile(path)).toThrow(new RegExp(`it is no plan of a runbook: ${at}`));
  });

  it('says which checks do not hold, and what was seen', () => {
    expect(failingChecks(plan, 'en')).toEqual(['two (three)']);
    expect(failingChecks({ ...plan, steps: [] }, 'en')).toEqual([]);
  });
});
