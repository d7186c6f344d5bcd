import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutExchangeChannel } from '../../runbooks/cut-exchange-channel.ts';
import { failoverExchangeChannel } from '../../runbooks/failover-exchange-channel.ts';
import { canonicalJson } from '../../runbooks/kit/signing/canonical-json.ts';
import { reconcileExchanges } from '../../runbooks/reconcile-exchanges.ts';
import { channelSideObjects, manifest } from '../../scripts/drills/declared-objects.ts';
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
const given = { channel: 'filing', ticket: 'INC-2026-031' };

describe.skipIf(absent !== undefined)(`exchange channels${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  const declared = channelSideObjects('filing', '10.20.17.11', '10.20.17.111');
  const set = { network: 'test-net' };
  const apply = () => applyObjects(declared, { client: cluster.client, ...set, waitSeconds: 60 });
  const drift = () => driftOf(declared, { client: cluster.client, ...set });
  const list = async (apiVersion: string, kind: string) =>
    cluster.client.list(await cluster.client.resourceFor(apiVersion, kind), { namespace: 'xchg-filing' });
  const policies = async () =>
    (await list('networking.k8s.io/v1', 'NetworkPolicy')).map(({ metadata: { name }, spec }) =>
      canonicalJson({ name, spec } as never),
    );
  const running = async () => (await list('v1', 'Pod')).filter(({ metadata }) => !metadata.deletionTimestamp).length;

  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = openCluster(plane, 'applier');
    runbooks = openRunbookCluster(plane);
    await apply();
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([cluster?.close(), runbooks?.close()]);
    await plane?.stop();
  });

  test('cutting stops the front-end and closes the way to the device; apply leaves it so; undo opens it as it was', async () => {
    const before = await policies();
    expect(await running()).toBe(2);
    const plan = await runbooks.plan(cutExchangeChannel, given);
    expect(await runbooks.run(cutExchangeChannel, given, 'cut-1')).toMatchObject({ status: 'finished' });
    expect(await running()).toBe(0);
    expect((await policies()).join()).not.toContain('10.20.17.11');

    const applied = await apply();
    expect(applied.changed).toBe(0);
    expect(applied.held.map(({ object, run }) => `${object} ${run}`)).toEqual([
      'Deployment.apps xchg-filing/front-end cut-1',
      'NetworkPolicy.networking.k8s.io xchg-filing/front-end-ingress cut-1',
      'NetworkPolicy.networking.k8s.io xchg-filing/front-end-egress cut-1',
    ]);
    expect(await running()).toBe(0);
    expect((await drift()).drifted).toEqual([]);

    expect(await runbooks.undo(cutExchangeChannel, plan, 'cut-1')).toMatchObject({ status: 'undone' });
    expect(await policies()).toEqual(before);
    await apply();
    expect(await running()).toBe(2);
    expect((await drift()).drifted).toEqual([]);
    const scaled = declared.map((one) =>
      one.kind === 'Deployment' ? { ...one, spec: { ...(one.spec as object), replicas: 3 } } : one,
    );
    await applyObjects(scaled, { client: cluster.client, ...set, waitSeconds: 60 });
    expect(await running()).toBe(3);
    await apply();
  }, 120_000);

  test('failing over lets the spare device in and nobody else, and goes back', async () => {
    const before = await policies();
    const plan = await runbooks.plan(failoverExchangeChannel, given);
    expect(await runbooks.run(failoverExchangeChannel, given, 'fail-1')).toMatchObject({ status: 'finished' });
    const now = (await policies()).join();
    expect(now).toContain('10.20.17.111/32');
    expect(now).not.toContain('10.20.17.11/32');
    const [entrance] = (await list('v1', 'Service')).map(({ spec }) => spec);
    expect(entrance).toMatchObject({ loadBalancerSourceRanges: ['10.20.17.111/32'] });
    expect((await apply()).changed).toBe(0);
    expect((await drift()).drifted).toEqual([]);
    expect(await runbooks.undo(failoverExchangeChannel, plan, 'fail-1')).toMatchObject({ status: 'undone' });
    expect(await policies()).toEqual(before);
    await apply();
    expect((await drift()).drifted).toEqual([]);
  }, 120_000);

  test('reconciling names the hours that differ in count, in digest, and that are silent, and asks for their replay', async () => {
    const hours = ['00', '01', '02', '04'].map((hour) => `2026-11-25T${hour}:00:00Z`) as [
      string,
      string,
      string,
      string,
    ];
    for (const [hour, sent, received, digest] of [
      [hours[0], 100, 100, 'a'],
      [hours[1], 90, 89, 'b'],
      [hours[2], 80, 80, 'c'],
      [hours[3], 70, 70, 'd'],
    ] as const) {
      await cluster.create(manifest('filing', 'sent', hour, sent, digest));
      await cluster.create(manifest('filing', 'received', hour, received, digest === 'c' ? 'e' : digest));
    }
    const plan = await runbooks.plan(reconcileExchanges, {});
    expect(await runbooks.run(reconcileExchanges, {}, 'rec-1')).toMatchObject({ status: 'finished' });
    const asked = await cluster.live({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'replay-request', namespace: 'xchg-filing' },
    });
    expect(asked?.data).toEqual({ hours: ['01', '02', '03'].map((hour) => `2026-11-25T${hour}:00:00Z`).join('\n') });
    expect(plan.steps[0]?.checks[0]?.seen).toContain('sent 340, received 339');
    expect(await runbooks.undo(reconcileExchanges, plan, 'rec-1')).toMatchObject({ status: 'undone' });
  });

  test('a channel that has no side in the network is said, and nothing is planned', async () => {
    await expect(runbooks.plan(cutExchangeChannel, { ...given, channel: 'nowhere' })).rejects.toThrow('nowhere');
  });
});
