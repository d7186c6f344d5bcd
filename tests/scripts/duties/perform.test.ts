import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineInspection, type Observed } from '../../../runbooks/kit/inspection.ts';
import type { PlatformReader } from '../../../runbooks/kit/platform.ts';
import { createRedactor } from '../../../runbooks/kit/redaction/redactor.ts';
import { type Answer, performDuty } from '../../../scripts/duties/perform.ts';
import { dutyHistory } from '../../../scripts/duties/record.ts';
import { dutyStatuses } from '../../../scripts/duties/status.ts';
import { operationsFolders, prepareFolders } from '../../../scripts/operations/folders.ts';
import { workspaceOf } from '../../../scripts/pipeline/workspace.ts';
import { duties } from '../../../stacks/catalogue/duties/index.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { testKeyring, testStaff } from '../../kit/runbook-people.ts';

const staff = testStaff();
const keyring = testKeyring(staff);
const text = (en: string): Text => ({ zh: `测试：${en}`, en });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-duty-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function inspection(observed: Observed, people: readonly Text[] = [], countersigned = false) {
  return defineInspection({
    id: 'inspect-platform',
    title: text('inspection'),
    purpose: text('to be done'),
    alerts: [],
    duties: ['RB-D02'],
    roles: ['system-admin'],
    escalation: text('nobody'),
    scope: 'network',
    countersigned,
    parameters: {},
    people,
    look: async () => observed,
  });
}

function task(seen: ReturnType<typeof inspection>, at: string, answers: readonly Answer[] = []) {
  const folders = prepareFolders(operationsFolders(workspaceOf('binhe', folder)));
  const now = () => new Date(at);
  const signerOf = ({ id, pair }: (typeof staff)['system']) => ({ person: id, pair });
  return {
    duty: 'RB-D02',
    inspection: seen,
    scope: 'court-net',
    parameters: {},
    signer: signerOf(staff.system),
    signerOf,
    folders,
    redactor: createRedactor(),
    now,
    context: {
      target: { site: 'binhe', network: 'court-net' },
      read: { get: async () => undefined },
      now,
      platform: {} as PlatformReader,
    },
    ask: async () => answers,
  };
}

const good: Observed = { findings: [], tables: [], facts: { nodes: '6' } };

describe('a duty that was done', () => {
  it('leaves a report and a signed record, both readable by the owner only', async () => {
    const one = task(inspection(good), '2026-03-02T03:00:00Z');
    const { file, record } = await performDuty(one);
    expect(record).toMatchObject({ duty: 'RB-D02', by: 'p-002', outcome: 'good', findings: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const history = dutyHistory(one.folders, 'RB-D02', 'court-net', keyring);
    expect(history).toMatchObject({ faults: [], records: [record] });
  });

  it('says what differs from the time before', async () => {
    await performDuty(task(inspection(good), '2026-03-02T03:00:00Z'));
    const later = task(inspection({ ...good, facts: { nodes: '5' } }), '2026-03-03T03:00:00Z');
    const { report } = await performDuty(later);
    expect(report.changes).toEqual([{ fact: 'nodes', before: '6', now: '5' }]);
  });

  it('is not good where a source said nothing, or a person could not confirm an item', async () => {
    const silent: Observed = {
      findings: [{ subject: 'etcd', fault: text('no data'), remedy: text('look'), kind: 'unknown' }],
      tables: [],
    };
    expect((await performDuty(task(inspection(silent), '2026-03-02T03:00:00Z'))).record.outcome).toBe('unknown');
    const item = text('seal is whole');
    const refused = task(inspection(good, [item]), '2026-03-02T04:00:00Z', [{ item, answer: 'not-done', note: '' }]);
    expect((await performDuty(refused)).record).toMatchObject({ outcome: 'findings', findings: 1 });
  });

  it('counts for nothing once its journal was edited, cut or signed by nobody', async () => {
    const one = task(inspection(good), '2026-03-02T03:00:00Z');
    await performDuty(one);
    await performDuty(task(inspection(good), '2026-03-03T03:00:00Z'));
    const path = join(one.folders.duties, 'court-net', 'RB-D02.jsonl');
    const whole = readFileSync(path, 'utf8');
    const lines = whole.split('\n');
    const attempts = [
      whole.replace('2026-03-03T03:00', '2026-03-09T03:00'),
      `${lines.slice(0, 3).join('\n')}\n`,
      whole.replace('"good"', '"well"'),
    ];
    for (const content of attempts) {
      writeFileSync(path, content);
      const { records, faults } = dutyHistory(one.folders, 'RB-D02', 'court-net', keyring);
      expect(records).toEqual([]);
      expect(faults.length).toBeGreaterThan(0);
    }
    rmSync(path);
    expect(dutyHistory(one.folders, 'RB-D02', 'court-net', keyring).faults).toEqual(['the journal is gone']);
  });

  it('keeps identifiers and secrets out of report and record', async () => {
    const leak: Observed = {
      findings: [{ subject: 'log', fault: text('被告人：张三丰 token=abcdef0123456789'), remedy: text('look') }],
      tables: [{ title: text('t'), columns: [text('c')], rows: [['身份证11010519491231002X']] }],
    };
    const { file } = await performDuty(task(inspection(leak), '2026-03-02T03:00:00Z'));
    expect(readFileSync(file, 'utf8')).not.toMatch(/张三丰|abcdef0123456789|11010519491231002X/);
  });

  it('is signed by two people where it says so, never twice by one', async () => {
    const both = task(inspection(good, [], true), '2026-03-02T03:00:00Z');
    await expect(performDuty(both)).rejects.toThrow(/two people sign it/);
    await expect(performDuty({ ...both, second: both.signer })).rejects.toThrow(/sign twice/);
    const { record } = await performDuty({ ...both, second: both.signerOf(staff.onCall) });
    expect(record.countersignedBy).toBe('p-001');
    expect(dutyHistory(both.folders, 'RB-D02', 'court-net', keyring).faults).toEqual([]);
  });

  it('is no longer overdue, and is again when its time has come', async () => {
    const site = { duties, guardPeriods: [], declaredOn: '2026-02-01' };
    const one = task(inspection(good), '2026-03-02T03:00:00Z');
    const lateAt = (now: string) =>
      dutyStatuses(
        { site, folders: one.folders, keyring, now: new Date(now), scopeOf: () => 'network' },
        'court-net',
      ).find(({ duty }) => duty === 'RB-D02')!.overdueSeconds;
    expect(lateAt('2026-03-02T02:00:00Z')).toBeGreaterThan(20 * 86_400);
    await performDuty(one);
    expect(lateAt('2026-03-03T15:59:00Z')).toBe(0);
    expect(lateAt('2026-03-03T16:01:00Z')).toBe(60);
  });
});
