import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockImage } from '../../runbooks/block-image.ts';
import { defineRunbook } from '../../runbooks/kit/runbook.ts';
import { quarantineNode } from '../../runbooks/quarantine-node.ts';
import { spellings } from '../../runbooks/steps/block-image.ts';
import { quarantineSteps } from '../../runbooks/steps/quarantine-node.ts';
import { namespace, tier } from '../../scripts/drills/declared-objects.ts';
import type { LiveObject } from '../../scripts/engines/client/live.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
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

describe('the spellings of a blocked image', () => {
  const digest = `sha256:${'b'.repeat(64)}`;
  test.each([
    [
      'nginx',
      [
        'nginx',
        'nginx:1.27',
        'docker.io/nginx',
        'docker.io/library/nginx:latest',
        `a.example:5000/city/nginx@${digest}`,
      ],
    ],
    ['docker.io/library/nginx', ['nginx', 'library/nginx:1', 'mirror.example/library/nginx']],
    ['registry.example:5000/court/api', ['court/api:1', 'other.example/court/api', 'other.example/city/court/api:9']],
    ['court/api:1.2', ['court/api:1.2', `r.example/court/api:1.2@${digest}`]],
    ['court/api:latest', ['court/api', 'court/api:latest']],
    [digest, [`court/api@${digest}`, `r.example:5000/x:1@${digest}`]],
  ])('of %s are all caught', (image, all) => {
    for (const spelling of all) expect(spelling).toMatch(new RegExp(spellings(image)));
  });

  test.each([
    ['nginx', ['mynginx', 'nginx-exporter', 'nginx/agent']],
    ['court/api:1.2', ['court/api:1x2', 'court/api:1.20', 'court/api']],
    [digest, ['court/api', `court/api@sha256:${'c'.repeat(64)}`]],
  ])('of %s are not mistaken', (image, others) => {
    for (const other of others) expect(other).not.toMatch(new RegExp(spellings(image)));
  });
});

describe.skipIf(absent !== undefined)(`nodes and images${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  const poisoned = `supplier.example/tool@sha256:${'d'.repeat(64)}`;
  const declared = [
    namespace('court-filing'),
    ...tier('court-filing', 'web'),
    ...tier('court-filing', 'store', { kind: 'StatefulSet' }),
    ...tier('court-filing', 'tool', { image: poisoned }),
  ];
  const apply = () => applyObjects(declared, { client: cluster.client, network: plane.network, waitSeconds: 60 });
  const list = async (apiVersion: string, kind: string, place?: string) =>
    cluster.client.list(await cluster.client.resourceFor(apiVersion, kind), place ? { namespace: place } : {});
  const nodeNamed = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } });
  const nodeOf = (pod: LiveObject) => (pod.spec as { nodeName?: string }).nodeName ?? '';

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

  test('a node is emptied as budgets allow, and taken back into service', async () => {
    const pods = await list('v1', 'Pod', 'court-filing');
    const node = nodeOf(pods.find(({ metadata }) => metadata.name.startsWith('store'))!);
    const { taints: taintsBefore } = (await cluster.live(nodeNamed(node)))!.spec as { taints?: { key: string }[] };
    const given = { node, ticket };
    const plan = await runbooks.plan(quarantineNode, given);
    expect(await runbooks.run(quarantineNode, given, 'node-1')).toMatchObject({ status: 'finished' });
    const after = await list('v1', 'Pod', 'court-filing');
    expect(after.map(nodeOf)).not.toContain(node);
    expect(after.filter(({ metadata }) => metadata.name.startsWith('store'))).toHaveLength(2);
    const shown = async () => (await list('v1', 'Node')).find(({ metadata }) => metadata.name === node)!;
    const closed = (await shown()).spec as { taints: { key: string }[] };
    expect(closed).toMatchObject({ unschedulable: true });
    expect(closed.taints.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['fadun.io/quarantine', ...(taintsBefore ?? []).map(({ key }) => key)]),
    );
    expect(await runbooks.undo(quarantineNode, plan, 'node-1')).toMatchObject({ status: 'undone' });
    const back = await shown();
    expect(back.spec).not.toHaveProperty('unschedulable');
    expect((back.spec as { taints?: unknown }).taints ?? []).toEqual(taintsBefore ?? []);
    expect(JSON.stringify([back.spec, back.metadata.labels])).not.toContain('fadun.io/quarantine');
  }, 180_000);

  test('a budget that allows nothing stops the run, which says so and goes back', async () => {
    const budget = declared.find(({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === 'web')!;
    await cluster.patchAs('kubectl', budget, [{ op: 'replace', path: '/spec/minAvailable', value: 2 }]);
    const node = nodeOf(
      (await list('v1', 'Pod', 'court-filing')).find(({ metadata }) => metadata.name.startsWith('web'))!,
    );
    const impatient = defineRunbook({
      ...quarantineNode,
      steps: quarantineSteps(({ node: name }: { readonly node: string }) => name, { budgetSeconds: 3 }),
    });
    const result = await runbooks.run(impatient, { node, ticket }, 'node-2');
    expect(result).toMatchObject({
      status: 'stopped',
      stop: { reason: 'act', message: expect.stringContaining('PodDisruptionBudget') },
    });
    expect(await runbooks.undo(impatient, await runbooks.plan(impatient, { node, ticket }), 'node-2')).toMatchObject({
      status: 'undone',
    });
    await cluster.patchAs('kubectl', budget, [{ op: 'replace', path: '/spec/minAvailable', value: 1 }]);
  }, 180_000);

  test('an image is kept out of the network, what runs it is listed and ended, and the block is lifted', async () => {
    const given = { image: 'tool', running: 'delete', ticket };
    const plan = await runbooks.plan(blockImage, given);
    expect(plan.steps[1]?.checks[1]?.seen).toMatch(/^2: court-filing\/tool-/);
    expect(await runbooks.run(blockImage, given, 'image-1')).toMatchObject({ status: 'finished' });
    const pod = (image: string) =>
      cluster.create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `by-hand-${Math.random().toString(36).slice(2, 8)}`, namespace: 'court-filing' },
        spec: { automountServiceAccountToken: false, containers: [{ name: 'c', image }] },
      });
    for (const image of [poisoned, 'mirror.example:5000/a/b/tool:2', 'tool']) {
      await expect(pod(image)).rejects.toThrow('[block-image]');
    }
    expect((await pod('supplier.example/toolbox')).kind).toBe('Pod');
    const tools = (await list('v1', 'Pod', 'court-filing')).filter(({ metadata }) => metadata.name.startsWith('tool'));
    expect(tools).toEqual([]);
    expect(await runbooks.undo(blockImage, plan, 'image-1')).toMatchObject({ status: 'undone' });
    expect(
      (await list('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy')).map(({ metadata }) => metadata.name),
    ).toEqual([]);
  }, 180_000);
});
