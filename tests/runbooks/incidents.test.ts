import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockExternalConnection } from '../../runbooks/block-external-connection.ts';
import { containDataLeak } from '../../runbooks/contain-data-leak.ts';
import { planRunbook } from '../../runbooks/kit/plan-runbook.ts';
import type { Runbook } from '../../runbooks/kit/runbook.ts';
import { recallPayload } from '../../runbooks/recall-payload.ts';
import { restorePublicPage } from '../../runbooks/restore-public-page.ts';
import { summarizeIncident } from '../../runbooks/summarize-incident.ts';
import { triageIncident } from '../../runbooks/triage-incident.ts';
import { channelSideObjects, namespace, tier } from '../../scripts/drills/declared-objects.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { driftOf } from '../../scripts/engines/direct/drift.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openRunbookCluster, type RunbookCluster } from '../kit/runbook-cluster.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const ticket = 'INC-2026-031';

describe.skipIf(absent !== undefined)(`incidents${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  /** Checklists that people were asked, by the id of the action. */
  const asked: string[] = [];
  const declared = [
    ...channelSideObjects('filing', '10.20.17.11', '10.20.17.111'),
    namespace('portal-web', { 'fadun.io/system': 'portal', 'fadun.io/data-class': 'general' }),
    ...tier('portal-web', 'site'),
    ...tier('portal-web', 'static'),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'site', namespace: 'portal-web' },
      spec: { selector: { app: 'site' }, ports: [{ port: 443, targetPort: 8443, protocol: 'TCP' }] },
    },
  ];
  const drift = async () => (await driftOf(declared, { client: cluster.client, network: plane.network })).drifted;

  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = openCluster(plane, 'applier');
    runbooks = openRunbookCluster(plane, {
      manual: async ({ id }) => {
        asked.push(id);
        return 'confirmed';
      },
    });
    await applyObjects(declared, { client: cluster.client, network: plane.network, waitSeconds: 60 });
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([cluster?.close(), runbooks?.close()]);
    await plane?.stop();
  });

  test('triage fills the form from live data, starts the right clock, and leaves grading to people', async () => {
    const at = new Date('2026-03-02T03:05:00Z');
    const given = { ticket, kind: 'outage', operator: 'other', level: 'larger', discovered: '2026-03-02T09:05+08:00' };
    const target = { site: 'binhe', network: plane.network };
    const plan = await planRunbook(triageIncident, given, target, runbooks.read, () => at);
    const seen = plan.steps[0]!.checks.map((check) => check.seen ?? '');
    expect(seen).toContain('2026-03-02T05:05:00.000Z (120 min)');
    expect(seen.join()).toMatch(/nodes 8; nodes-not-ready 0; pods 6;/);
    const future = await planRunbook(
      triageIncident,
      given,
      target,
      runbooks.read,
      () => new Date('2026-03-02T00:00:00Z'),
    );
    expect(future.steps[0]!.checks[0]!.holds).toBe(false);

    expect(await runbooks.run(triageIncident, given, 'triage-1')).toMatchObject({ status: 'finished' });
    const record = await cluster.live({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'incident-inc-2026-031', namespace: 'fadun-system' },
    });
    expect(record?.data).toMatchObject({
      nodes: '8',
      pods: '6',
      run: 'triage-1',
      'first-report-due': '2026-03-02T05:05:00.000Z',
    });
    expect(asked).toEqual(['grade-and-report']);
  }, 60_000);

  test.each<[string, Runbook, Readonly<Record<string, string>>, string, readonly string[]]>([
    ['a data leak', containDataLeak as Runbook, { channel: 'filing', ticket }, 'leak-1', ['report']],
    [
      'a payload of a wrong class',
      recallPayload as Runbook,
      { channel: 'filing', ticket },
      'recall-1',
      ['recall', 'report'],
    ],
    [
      'an external connection',
      blockExternalConnection as Runbook,
      { namespace: 'portal-web', ticket },
      'external-1',
      ['report'],
    ],
  ])(
    '%s is contained, handed to people where only they can act, and undone without a trace',
    async (_, runbook, given, run, people) => {
      asked.length = 0;
      const plan = await runbooks.plan(runbook, given);
      expect(await runbooks.run(runbook, given, run)).toMatchObject({ status: 'finished' });
      expect(asked).toEqual(people);
      expect(await drift()).toEqual([]);
      expect(await runbooks.undo(runbook, plan, run)).toMatchObject({ status: 'undone' });
      await applyObjects(declared, { client: cluster.client, network: plane.network, waitSeconds: 60 });
      expect(await drift()).toEqual([]);
    },
    120_000,
  );

  test('a defaced page gives way to the static one, and comes back', async () => {
    const given = { namespace: 'portal-web', service: 'site', fallback: 'static', ticket };
    const selector = async () =>
      (
        (await cluster.live({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'site', namespace: 'portal-web' },
        }))!.spec as { selector: unknown }
      ).selector;
    const plan = await runbooks.plan(restorePublicPage, given);
    expect(await runbooks.run(restorePublicPage, given, 'page-1')).toMatchObject({ status: 'finished' });
    expect(await selector()).toEqual({ app: 'static' });
    expect(await drift()).toEqual([]);
    expect(await runbooks.undo(restorePublicPage, plan, 'page-1')).toMatchObject({ status: 'undone' });
    expect(await selector()).toEqual({ app: 'site' });
  }, 60_000);

  test('the summary names its date and what is still in force, and is run by those who answer for it', async () => {
    const given = { ticket, handled: '2026-03-10T18:00+08:00' };
    const plan = await runbooks.plan(summarizeIncident, given);
    expect(plan.steps[0]!.checks[1]!.seen).toContain('2026-04-09T10:00:00.000Z');
    expect(plan.steps[0]!.checks[2]!.seen).toBe('0');
    await expect(runbooks.run(summarizeIncident, given, 'sum-1')).rejects.toThrow('unit-leader');
  });
});
