import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecords } from '../../../../runbooks/kit/journal/journal.ts';
import { planRunbook, runSubject } from '../../../../runbooks/kit/plan-runbook.ts';
import { abortRun, resumeRun, runRunbook, undoRun } from '../../../../runbooks/kit/run/run.ts';
import type { RunEvent, RunResult } from '../../../../runbooks/kit/run/session.ts';
import { defineRunbook } from '../../../../runbooks/kit/runbook.ts';
import { conclusion } from '../../../../scripts/terminal/run-view.ts';
import { approvedScene, consentTo } from '../../../kit/runbook-scene.ts';
import { type Faults, ledgerIn, syntheticRunbook } from '../../../kit/runbook-synthetic.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-way-back-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const forward = ['+cordon-node-3', '+evict-1', '+slow-evict-2', '+evict-3'];
const records = () => readRecords(readFileSync(join(folder, 'runs/run-1/journal.jsonl')), 'journal');
const types = () => records().map((record) => record.type);
const [cordon, drain, look] = syntheticRunbook.steps;

describe('a runbook with a step that cannot be undone', () => {
  const { undo: _, ...final } = drain!;
  const oneWay = defineRunbook({ ...syntheticRunbook, reversible: false, steps: [cordon!, final, look!] });

  async function scene(faults: Faults) {
    const { environment, calm, plan: twoWay } = await approvedScene(folder, faults);
    const plan = await planRunbook(oneWay, twoWay.parameters, twoWay.target, calm.read, calm.now);
    const run = () => runRunbook(oneWay, plan, consentTo(runSubject(plan)), 'run-1', environment);
    return { calm, plan, run, shown: (result: RunResult) => conclusion(result, plan, 'en').join('\n') };
  }

  it('refuses to be undone once that step took effect, says what leads on, and still goes forward', async () => {
    const { calm, run, shown } = await scene({ failBefore: 'evict-3' });
    const stopped = await run();
    expect(stopped).toMatchObject({ status: 'stopped', undoable: false });
    expect(shown(stopped)).toMatch(
      /runbook resume run-1[\s\S]*runbook abort run-1[\s\S]*runbook plan synthetic .*node=node-3/,
    );
    expect(shown(stopped)).not.toMatch(/runbook undo/);
    await expect(undoRun(oneWay, 'run-1', calm)).rejects.toThrow(
      /step drain took effect and cannot be undone[\s\S]*runbook resume run-1[\s\S]*runbook abort run-1/,
    );
    expect(types()).not.toContain('undo-started');
    expect(ledgerIn(folder)).toEqual(forward.slice(0, 3));
    expect(await resumeRun(oneWay, 'run-1', calm)).toMatchObject({ status: 'finished' });
    expect(ledgerIn(folder)).toEqual(forward);
    await expect(undoRun(oneWay, 'run-1', calm), 'nor when it has finished').rejects.toThrow(/cannot be undone/);
  });

  it('is undone while that step has not taken effect', async () => {
    const { calm, run, shown } = await scene({ failBefore: 'evict-1' });
    const stopped = await run();
    expect(shown(stopped)).toMatch(/runbook undo run-1/);
    expect(await undoRun(oneWay, 'run-1', calm)).toMatchObject({ status: 'undone' });
    expect(ledgerIn(folder)).toEqual(['+cordon-node-3', '-cordon-node-3']);
  });

  it('that was begun to be undone by an earlier version is shown how to end it, not what fails again', async () => {
    const { shown } = await scene({});
    const stop = { reason: 'irreversible', step: 'drain', message: 'step drain cannot be undone' } as const;
    const said = shown({
      run: 'run-1',
      status: 'stopped',
      stop,
      undoable: false,
      anchor: { journal: '', count: 0, head: '' },
    });
    expect(said).toMatch(/runbook abort run-1[\s\S]*runbook plan synthetic/);
    expect(said).not.toMatch(/runbook (?:undo|resume)/);
  });
});

describe('an abort', () => {
  it.each(['outcome', 'acted'] as const)(
    'in the midst of an undo (at its first %s) tells what stays in effect from what was taken back',
    async (at) => {
      const { environment, calm, plan, consent } = await approvedScene(folder, { failBefore: 'evict-3' });
      await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
      const onEvent = (event: RunEvent) => {
        if (event.at === at && event.direction === 'undo' && event.action === 'slow-evict-2')
          throw new Error('cut off');
      };
      expect(await undoRun(syntheticRunbook, 'run-1', { ...calm, onEvent })).toMatchObject({ status: 'stopped' });
      const aborted = await abortRun(syntheticRunbook, 'run-1', calm, 'enough');
      expect(records().find(({ type }) => type === 'run-aborted')?.body).toMatchObject({
        done: ['cordon/cordon-node-3', 'drain/evict-1'],
        undone: ['drain/slow-evict-2'],
        rest: ['drain/evict-3'],
        unclear: [],
      });
      expect(conclusion(aborted, plan, 'en').join('\n')).toMatch(
        /stays in effect: cordon\/cordon-node-3\n.*drain\/evict-1\n.*runbook undo run-1/,
      );
      expect(await undoRun(syntheticRunbook, 'run-1', calm)).toMatchObject({ status: 'undone' });
      expect(ledgerIn(folder)).toEqual([...forward.slice(0, 3), '-slow-evict-2', '-evict-1', '-cordon-node-3']);
    },
  );

  it('of a run that did nothing says so', async () => {
    const { environment, calm, plan, consent } = await approvedScene(folder, { unhealthy: true });
    await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment);
    const aborted = await abortRun(syntheticRunbook, 'run-1', calm, 'enough');
    expect(conclusion(aborted, plan, 'en').join('\n')).toMatch(/nothing of it stays in effect$/);
  });
});

describe('an act that was seen to have had no effect and lands later', () => {
  const landLate = async () => {
    const { environment, calm, plan, consent } = await approvedScene(folder, { failBefore: 'evict-3' });
    expect(await runRunbook(syntheticRunbook, plan, consent, 'run-1', environment)).toMatchObject({
      status: 'stopped',
    });
    appendFileSync(join(folder, 'ledger'), '+evict-3\n');
    return calm;
  };

  it('is taken back by an undo', async () => {
    expect(await undoRun(syntheticRunbook, 'run-1', await landLate())).toMatchObject({ status: 'undone' });
    expect(ledgerIn(folder)).toEqual([...forward, '-evict-3', '-slow-evict-2', '-evict-1', '-cordon-node-3']);
  });

  it('is in the record of an abort', async () => {
    const aborted = await abortRun(syntheticRunbook, 'run-1', await landLate(), 'enough');
    expect(aborted.inEffect).toContain('drain/evict-3');
  });
});

describe('a step whose effect is not there', () => {
  it('is not said to be verified', async () => {
    const { calm, plan, consent } = await approvedScene(folder);
    const statement = { zh: '未生效', en: 'it is in effect' };
    const lacking = { ...look!, verify: async () => [{ holds: false, statement }] };
    const runbook = defineRunbook({ ...syntheticRunbook, steps: [cordon!, drain!, lacking] });
    const verified: (string | undefined)[] = [];
    const onEvent = ({ at, step }: RunEvent) => {
      if (at === 'verified') verified.push(step);
    };
    const result = await runRunbook(runbook, plan, consent, 'run-1', { ...calm, onEvent });
    expect(result).toMatchObject({ status: 'stopped', stop: { reason: 'verify', step: 'look' } });
    expect(verified).toEqual(['cordon', 'drain']);
  });
});
