import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { makePlan } from '../../scripts/change/make-plan.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { directEngine } from '../../scripts/engines/direct/engine.ts';
import { inventoryKey } from '../../scripts/engines/direct/inventory.ts';
import { verifyObjects } from '../../scripts/engines/direct/verify.ts';
import { noStacks } from '../../scripts/engines/engine.ts';
import { buildCity, objectsOf } from '../../scripts/pipeline/city.ts';
import { selectSite } from '../../scripts/pipeline/select-site.ts';
import { changeScene } from '../kit/change-scene.ts';
import { checkout } from '../kit/command-line.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const network = 'justice-net';

/** What the release before rendered for `minimal`, as it was then. */
const earlier = readFileSync(join(checkout, 'tests', 'golden', 'releases', 'minimal-0.1.0.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as KubernetesObject);

/** Kinds whose replacement would interrupt work or lose an address or data. */
const kept = ['Namespace', 'Service', 'PersistentVolumeClaim', 'StatefulSet', 'Deployment', 'ServiceAccount'];

describe.skipIf(absent !== undefined)(`an upgrade${absent ? ` (skipped: ${absent})` : ''}`, () => {
  const scene = changeScene();
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let objects: KubernetesObject[] = [];
  const uids = async () => {
    const lists = await Promise.all(
      kept.map(async (kind) => {
        const version = kind === 'StatefulSet' || kind === 'Deployment' ? 'apps/v1' : 'v1';
        return cluster.client.list(await cluster.client.resourceFor(version, kind));
      }),
    );
    return new Map(lists.flat().map((live) => [inventoryKey(live), live.metadata.uid]));
  };
  beforeAll(async () => {
    plane = await startControlPlane({ network });
    cluster = openCluster(plane);
    const city = await buildCity(await selectSite('minimal'), scene.folder);
    objects = objectsOf(city, network);
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await cluster?.close();
    await plane?.stop();
    scene.remove();
  });

  it('from the release before keeps every namespace, volume, service and workload', { timeout: 300_000 }, async () => {
    await applyObjects(earlier, { client: cluster.client, network });
    const before = await uids();
    expect(before.size).toBeGreaterThan(30);
    const upgraded = await applyObjects(objects, { client: cluster.client, network });
    const after = await uids();
    const replaced = [...before].filter(([key, uid]) => after.get(key) !== uid).map(([key]) => key);
    // What this release makes anew on purpose: the collector became a set with a queue of its own, behind a headless Service.
    expect(replaced.filter((key) => !/fadun-observability.*collector$/.test(key))).toEqual([]);
    expect(upgraded.kept).toEqual([]);
    expect(await verifyObjects(objects, { client: cluster.client, network })).toMatchObject({
      equal: objects.length,
      missing: [],
      different: [],
    });
  });

  it('calls a rename a move, and makes the new object before the old one goes', { timeout: 120_000 }, async () => {
    const isRenamed = ({ kind, metadata }: KubernetesObject) =>
      kind === 'PodDisruptionBudget' && metadata.name === 'collector';
    const renamed = objects.map((object) =>
      isRenamed(object) ? { ...object, metadata: { ...object.metadata, name: 'collector-budget' } } : object,
    );
    const plan = await makePlan({
      site: await selectSite('minimal'),
      target: { network, objects: renamed, client: cluster.client, terraform: noStacks },
      engine: directEngine,
      author: '',
      now: new Date(),
      prune: [],
      waivers: [],
      gate: { open: true, rules: 1, blocking: 0 },
      proof: { holds: true, declared: 0, permitted: 0 },
    });
    expect(plan.changes).toEqual([
      {
        action: 'move',
        object: 'PodDisruptionBudget.policy fadun-observability/collector-budget',
        from: 'PodDisruptionBudget.policy fadun-observability/collector',
      },
    ]);
    expect(plan.class).toBe('additive');
    const applied = await directEngine.apply(
      { network, objects: renamed, client: cluster.client, terraform: noStacks },
      plan,
      { prune: [], progress: () => {} },
    );
    expect(applied.pruned).toEqual(['PodDisruptionBudget.policy fadun-observability/collector']);
  });
});
