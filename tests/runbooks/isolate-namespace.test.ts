import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { isolateNamespace } from '../../runbooks/isolate-namespace.ts';
import { canonicalJson } from '../../runbooks/kit/signing/canonical-json.ts';
import type { LiveObject } from '../../scripts/engines/client/live.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { driftOf } from '../../scripts/engines/direct/drift.ts';
import { directEngine } from '../../scripts/engines/direct/engine.ts';
import { verifyObjects } from '../../scripts/engines/direct/verify.ts';
import { noStacks } from '../../scripts/engines/engine.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openRunbookCluster, type RunbookCluster } from '../kit/runbook-cluster.ts';
import { openCluster, smallSystem, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const given = { namespace: 'court-filing', ticket: 'INC-2026-031' };

describe.skipIf(absent !== undefined)(`isolating a namespace${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  const declared = [...smallSystem('court-filing'), ...smallSystem('court-trial')];
  const apply = () => applyObjects(declared, { client: cluster.client, network: plane.network, waitSeconds: 0 });
  const drift = () => driftOf(declared, { client: cluster.client, network: plane.network });
  const policies = async (): Promise<readonly LiveObject[]> =>
    cluster.client.list(await cluster.client.resourceFor('networking.k8s.io/v1', 'NetworkPolicy'), {
      namespace: 'court-filing',
    });

  beforeAll(async () => {
    plane = await startControlPlane({ controllers: false });
    cluster = openCluster(plane, 'applier');
    runbooks = openRunbookCluster(plane);
    await apply();
    await cluster.create(handMade);
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([cluster?.close(), runbooks?.close()]);
    await plane?.stop();
  });

  test('is planned, acts, is proved, is respected by apply, verify and drift, and is undone to the byte', async () => {
    const before = (await policies()).map(declaredPart);
    const plan = await runbooks.plan(isolateNamespace, given);
    expect(plan.steps.flatMap(({ checks }) => checks).filter(({ holds }) => !holds)).toEqual([]);
    expect(plan.steps.flatMap(({ actions }) => actions.map(({ id }) => id))).toEqual([
      'mark',
      'deny-all',
      'withdraw-by-hand',
      'withdraw-web',
    ]);
    const result = await runbooks.run(isolateNamespace, given, 'run-1');
    expect(result).toMatchObject({ status: 'finished' });
    expect((await policies()).map(({ metadata }) => metadata.name)).toEqual(['fadun-quarantine']);

    const target = { network: plane.network, objects: declared, client: cluster.client, terraform: noStacks };
    const { changes, kept } = await directEngine.outlook(target, { prune: [], progress: () => {} });
    expect(changes, 'a plan leaves alone what the measure holds').toEqual([]);
    expect(kept, 'and names it, with the run').toEqual([
      {
        object: 'NetworkPolicy.networking.k8s.io court-filing/web',
        why: expect.stringContaining('runbook isolate-namespace keeps it as it is (run run-1)'),
      },
    ]);
    const applied = await apply();
    expect(applied.changed).toBe(0);
    expect(applied.held).toMatchObject([
      {
        object: 'NetworkPolicy.networking.k8s.io court-filing/web',
        as: 'absent',
        run: 'run-1',
        runbook: 'isolate-namespace',
      },
    ]);
    expect((await policies()).map(({ metadata }) => metadata.name)).toEqual(['fadun-quarantine']);
    const verified = await verifyObjects(declared, { client: cluster.client, network: plane.network });
    expect(verified).toMatchObject({ missing: [], different: [], held: [{ run: 'run-1' }] });
    const { drifted, held } = await drift();
    expect(drifted).toEqual([]);
    expect(held.map(({ object, as, run }) => `${object} ${as} ${run}`)).toEqual([
      'NetworkPolicy.networking.k8s.io court-filing/web absent run-1',
      'NetworkPolicy.networking.k8s.io court-filing/fadun-quarantine added run-1',
    ]);

    expect(await runbooks.undo(isolateNamespace, plan, 'run-1')).toMatchObject({ status: 'undone' });
    expect((await policies()).map(declaredPart)).toEqual(before);
    const again = await apply();
    expect(again).toMatchObject({ changed: 0, held: [] });
  });

  test('excuses nothing but what it did: a quarantine policy that somebody opens is drift', async () => {
    const plan = await runbooks.plan(isolateNamespace, given);
    expect(await runbooks.run(isolateNamespace, given, 'run-2')).toMatchObject({ status: 'finished' });
    const quarantine = (await policies())[0]!;
    await cluster.patchAs('intruder', quarantine, [{ op: 'add', path: '/spec/egress', value: [{}] }]);
    await cluster.create({ ...handMade, metadata: { name: 'way-out', namespace: 'court-filing' } });
    const { drifted } = await drift();
    expect(drifted.map(({ object, kind }) => `${kind} ${object}`)).toEqual([
      'undeclared-object NetworkPolicy court-filing/fadun-quarantine',
      'undeclared-object NetworkPolicy court-filing/way-out',
    ]);
    expect(await runbooks.undo(isolateNamespace, plan, 'run-2')).toMatchObject({ status: 'undone' });
  });

  test('is not called undone while a finalizer keeps what closes the namespace', async () => {
    const plan = await runbooks.plan(isolateNamespace, given);
    expect(await runbooks.run(isolateNamespace, given, 'run-4')).toMatchObject({ status: 'finished' });
    const quarantine = (await policies())[0]!;
    await cluster.patchAs('intruder', quarantine, [{ op: 'add', path: '/metadata/finalizers', value: ['test/held'] }]);
    const lifting = { step: 'close-namespace', action: 'lift-deny-all' };
    const held = await runbooks.undo(isolateNamespace, plan, 'run-4');
    expect(held).toMatchObject({ status: 'stopped', stop: { reason: 'verify', ...lifting } });
    expect((await policies()).map(({ metadata }) => metadata.name)).toContain('fadun-quarantine');
    await cluster.patchAs('intruder', quarantine, [{ op: 'remove', path: '/metadata/finalizers' }]);
    const resumed = await runbooks.resumeIn(isolateNamespace, 'run-4', runbooks.environment);
    expect(resumed).toMatchObject({ status: 'undone' });
    expect((await policies()).map(({ metadata }) => metadata.name)).not.toContain('fadun-quarantine');
  });

  test('ends by an approved plan that clears its mark: apply then makes everything as declared', async () => {
    await runbooks.run(isolateNamespace, given, 'run-3');
    const cleared = await applyObjects(declared, {
      client: cluster.client,
      network: plane.network,
      waitSeconds: 0,
      clearHolds: ['hold-isolation-court-filing'],
    });
    expect(cleared).toMatchObject({ created: 1, held: [] });
    expect((await drift()).held).toEqual([]);
  });

  test('does not close what the platform itself lives in, nor say closed while a pod is on the host network', async () => {
    const failing = async (namespace: string) =>
      (await runbooks.plan(isolateNamespace, { ...given, namespace })).steps
        .flatMap(({ checks }) => checks)
        .filter(({ holds }) => !holds)
        .map(({ statement }) => statement.en);
    expect(await failing('kube-system')).toEqual([expect.stringContaining('no system namespace')]);
    expect(await failing('nowhere')).toEqual([expect.stringContaining('nowhere is there')]);
    await cluster.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: 'court-trial' },
    });
    await cluster.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'sniffer', namespace: 'court-trial' },
      spec: { hostNetwork: true, containers: [{ name: 'sniffer', image: 'registry.invalid/sniffer' }] },
    });
    expect(await failing('court-trial')).toEqual([expect.stringContaining('host network')]);
  });
});

const handMade: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'by-hand', namespace: 'court-filing', annotations: { note: 'left by a supplier' } },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.90.0.0/24' } }] }] },
};

/** Name, labels, annotations and spec, to the byte. */
function declaredPart({ metadata: { name, labels = {}, annotations = {} }, spec }: LiveObject): string {
  return canonicalJson({ name, labels, annotations, spec } as never);
}
