import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApplyResult, applyObjects } from '../../scripts/engines/direct/apply.ts';
import { driftOf } from '../../scripts/engines/direct/drift.ts';
import { applySetOf, inventoryKey, keys } from '../../scripts/engines/direct/inventory.ts';
import { verifyObjects } from '../../scripts/engines/direct/verify.ts';
import { roundObjects } from '../kit/apply-driver.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const driver = fileURLToPath(new URL('../kit/apply-driver.ts', import.meta.url));
const count = 200;
const kills = 10;

describe.skipIf(absent !== undefined)(`a killed apply${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  beforeAll(async () => {
    plane = await startControlPlane({ controllers: false });
    cluster = openCluster(plane);
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await cluster?.close();
    await plane?.stop();
  });

  const start = (round: number, more: readonly string[] = []): ChildProcess => {
    const options = ['--kubeconfig', plane.kubeconfigs.admin, '--network', plane.network, '--count', `${count}`];
    return spawn(process.execPath, [driver, ...options, '--round', `${round}`, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };

  /** Names and uids of everything under the label of this network's set. */
  const members = async (): Promise<Map<string, string>> => {
    const kinds = new Map(
      roundObjects(count, 0).map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
    );
    const labelSelector = `${keys.partOf}=${applySetOf(plane.network).id}`;
    const lists = [...kinds.values()].map(async ({ apiVersion, kind }) =>
      cluster.client.list(await cluster.client.resourceFor(apiVersion, kind), { labelSelector }),
    );
    return new Map((await Promise.all(lists)).flat().map((live) => [inventoryKey(live), live.metadata.uid]));
  };

  test('converges when run again, at ten random moments', { timeout: 300_000 }, async () => {
    const begun = performance.now();
    const first = start(0);
    await once(first, 'exit');
    const wholeRun = performance.now() - begun;
    expect(first.exitCode).toBe(0);
    let interrupted = 0;

    for (let round = 1; round <= kills; round++) {
      const child = start(round);
      const moment = Math.random() * wholeRun;
      await Promise.race([sleep(moment), once(child, 'exit')]);
      if (child.kill('SIGKILL')) interrupted++;
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const before = await members();
      const where = `round ${round}, killed after ${Math.round(moment)} ms of ${Math.round(wholeRun)}`;

      const objects = roundObjects(count, round);
      const resumed = await applyObjects(objects, { client: cluster.client, waitSeconds: 0 });
      expect(resumed.seconds, `${where}: the lock of a dead process is not waited for`).toBeLessThan(10);

      const verified = await verifyObjects(objects, { client: cluster.client });
      expect(verified, where).toMatchObject({ objects: count, equal: count, missing: [], different: [] });
      const after = await members();
      expect([...after.keys()].sort(), `${where}: exactly what is declared`).toEqual(objects.map(inventoryKey).sort());
      const remade = [...before].filter(([key, uid]) => after.has(key) && after.get(key) !== uid);
      expect(remade, `${where}: nothing was made twice`).toEqual([]);
      expect((await driftOf(objects, { client: cluster.client })).drifted, where).toEqual([]);
    }
    expect(interrupted, 'kills that hit a running apply').toBeGreaterThan(kills / 3);
  });

  test('leaves a lock that others wait for while it lives, and that is free at once when it is dead', async () => {
    const objects = roundObjects(count, 90);
    const child = start(90, ['--hold']);
    try {
      await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
      const run = applyObjects(objects, { client: cluster.client, waitSeconds: 0, lock: { waitSeconds: 1 } });
      await expect(run).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining(`/${child.pid}/`) });
    } finally {
      if (child.kill('SIGKILL')) await once(child, 'exit');
    }
    const resumed: ApplyResult = await applyObjects(objects, { client: cluster.client, waitSeconds: 0 });
    expect(resumed.seconds).toBeLessThan(10);
    expect(resumed.changed).toBeGreaterThan(0);
  });
});
