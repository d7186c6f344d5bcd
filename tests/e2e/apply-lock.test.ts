import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { inventoryNamespace, inventoryNamespaceObject } from '../../scripts/engines/direct/inventory.ts';
import { acquireLock } from '../../scripts/engines/direct/lock.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();

describe.skipIf(absent !== undefined)(`the lock of a network${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  beforeAll(async () => {
    plane = await startControlPlane({ controllers: false });
    cluster = openCluster(plane);
    await cluster.create(inventoryNamespaceObject);
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await cluster?.close();
    await plane?.stop();
  });

  const lease = (name: string, spec: object = {}): KubernetesObject => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: inventoryNamespace },
    spec,
  });
  /** A holder on another host, of which nothing can be known. */
  const elsewhere = (seconds: number) => ({ holderIdentity: 'ops-7/4242/abcd', leaseDurationSeconds: seconds });

  test('is held by one at a time, renewed while it is held, and free once released', async () => {
    const lock = await acquireLock(cluster.client, 'turns', { leaseSeconds: 3 });
    const taken = (await cluster.live(lease('turns')))?.spec as { renewTime: string };
    const second = acquireLock(cluster.client, 'turns', { waitSeconds: 4 });
    await expect(second).rejects.toMatchObject({ code: 'locked' });
    const renewed = (await cluster.live(lease('turns')))?.spec as { renewTime: string };
    expect(Date.parse(renewed.renewTime)).toBeGreaterThan(Date.parse(taken.renewTime));
    lock.check();
    await lock.release();
    const third = await acquireLock(cluster.client, 'turns', { waitSeconds: 0 });
    await third.release();
  });

  test('of several that ask at once, one gets it', async () => {
    const asked = Array.from({ length: 6 }, () => acquireLock(cluster.client, 'race', { waitSeconds: 0 }));
    const answers = await Promise.allSettled(asked);
    const held = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(held).toHaveLength(1);
    await held[0]?.release();
  });

  test('of a silent holder elsewhere is taken over when its time is over, and not before', async () => {
    await cluster.create(lease('silent', elsewhere(2)));
    const begun = performance.now();
    const waits: string[] = [];
    const lock = await acquireLock(cluster.client, 'silent', { onWait: (holder) => waits.push(holder) });
    expect(performance.now() - begun).toBeGreaterThan(2000);
    expect(waits).toEqual(['ops-7/4242/abcd']);
    await lock.release();
  });

  test('of a holder elsewhere that renews is respected, whatever its clock says', async () => {
    const wrongClock = { renewTime: '2001-01-01T00:00:00.000000Z', ...elsewhere(1) };
    await cluster.create(lease('alive', wrongClock));
    const renewing = (async () => {
      for (let n = 0; n < 8; n++) {
        await sleep(400);
        const annotation = { op: 'add', path: '/metadata/annotations', value: { beat: `${n}` } };
        await cluster.patchAs('other', lease('alive'), [annotation]);
      }
    })();
    await expect(acquireLock(cluster.client, 'alive', { waitSeconds: 2 })).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining('ops-7/4242/abcd'),
    });
    await renewing;
  });

  test('that another took is noticed: what runs under it is stopped', async () => {
    const lock = await acquireLock(cluster.client, 'stolen', { leaseSeconds: 1 });
    await cluster.patchAs('thief', lease('stolen'), [
      { op: 'replace', path: '/spec/holderIdentity', value: 'ops-9/1/ffff' },
    ]);
    await sleep(1500);
    expect(lock.signal.aborted).toBe(true);
    expect(() => lock.check()).toThrow(/may hold it now/);
    await lock.release();
    const found = (await cluster.live(lease('stolen')))?.spec as { holderIdentity: string } | undefined;
    const holder = found?.holderIdentity;
    expect(holder, 'what is not ours is not released').toBe('ops-9/1/ffff');
  });
});
