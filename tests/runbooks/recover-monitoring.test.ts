import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { canonicalJson } from '../../runbooks/kit/signing/canonical-json.ts';
import { recoverMonitoring } from '../../runbooks/recover-monitoring.ts';
import { namespace } from '../../scripts/drills/declared-objects.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { driftOf } from '../../scripts/engines/direct/drift.ts';
import { probe } from '../../scripts/operations/probe.ts';
import { buildCity, objectsOf } from '../../scripts/pipeline/city.ts';
import minimal from '../../stacks/sites/minimal.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openRunbookCluster, type RunbookCluster } from '../kit/runbook-cluster.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const place = 'fadun-observability';
const shared = new Set(['StorageClass', 'PriorityClass']);

describe.skipIf(absent !== undefined)(`recovering monitoring${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  let prometheus: Server;
  let out: string;
  let declared: readonly KubernetesObject[];
  /** What the stand-in of Prometheus says of its Alertmanagers; the address is probed for real. */
  let alertmanagers: readonly unknown[] = [{ url: 'https://alertmanager.example/api/v2/alerts' }];
  const address = () => `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`;
  const apply = () => applyObjects(declared, { client: cluster.client, network: plane.network, waitSeconds: 120 });
  const drift = async () => (await driftOf(declared, { client: cluster.client, network: plane.network })).drifted;
  const object = (kind: string, name: string) =>
    declared.find((one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === place)!;
  const content = async (one: KubernetesObject) => {
    const live = await cluster.live(one);
    return canonicalJson({ spec: live?.spec ?? null, data: live?.data ?? null } as never);
  };

  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'fadun-monitoring-'));
    const [network] = Object.keys(minimal.networks) as [string];
    const all = objectsOf(await buildCity(minimal, out, [network]), network);
    declared = [
      namespace(place),
      ...all.filter(({ kind, metadata }) => shared.has(kind) || (kind !== 'Namespace' && metadata.namespace === place)),
    ];
    prometheus = createServer((request, response) => {
      const isList = request.url === '/api/v1/alertmanagers';
      response.end(isList ? JSON.stringify({ status: 'success', data: { activeAlertmanagers: alertmanagers } }) : 'ok');
    });
    await new Promise<void>((resolve) => prometheus.listen(0, '127.0.0.1', resolve));
    plane = await startControlPlane();
    cluster = openCluster(plane, 'applier');
    runbooks = openRunbookCluster(plane, { reads: { declared: async () => declared, probe } });
    await apply();
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([cluster?.close(), runbooks?.close()]);
    await plane?.stop();
    prometheus?.close();
    if (out) rmSync(out, { recursive: true, force: true });
  });

  test('finds nothing to do where everything stands as its real declaration says', async () => {
    const plan = await runbooks.plan(recoverMonitoring, {});
    expect(plan.steps.flatMap(({ actions }) => actions.map(({ id }) => id))).toEqual([]);
    expect(plan.steps.flatMap(({ checks }) => checks).filter(({ holds }) => !holds)).toEqual([]);
  });

  test('puts back exactly what is missing, scaled down and changed, probes it, and goes back to what stood before', async () => {
    const policies = declared.filter(({ kind }) => kind === 'NetworkPolicy');
    const [policy] = policies as [KubernetesObject];
    const broken = [object('StatefulSet', 'prometheus'), object('ConfigMap', 'alertmanager')] as const;
    await cluster.remove(policy);
    await cluster.remove(object('StatefulSet', 'alertmanager'));
    await cluster.patchAs('intruder', broken[0], [{ op: 'replace', path: '/spec/replicas', value: 0 }]);
    await cluster.patchAs('intruder', broken[1], [
      { op: 'replace', path: '/data/alertmanager.yaml', value: 'route: {receiver: none}\nreceivers: [{name: none}]\n' },
    ]);
    const before = await Promise.all(broken.map(content));

    const given = { metrics: address(), alerts: address() };
    const plan = await runbooks.plan(recoverMonitoring, given);
    expect(plan.steps.flatMap(({ actions }) => actions.map(({ id }) => id)).sort()).toEqual(
      [
        `restore-networkpolicy-${policy.metadata.namespace}-${policy.metadata.name}`,
        `restore-configmap-${place}-alertmanager`,
        `restore-statefulset-${place}-alertmanager`,
        `restore-statefulset-${place}-prometheus`,
        `give-back-restore-configmap-${place}-alertmanager`,
        `give-back-restore-statefulset-${place}-prometheus`,
      ].sort(),
    );
    expect(await runbooks.run(recoverMonitoring, given, 'run-1')).toMatchObject({ status: 'finished' });
    expect(await cluster.live(policy)).toBeDefined();
    expect((await cluster.live(broken[0]))?.status).toMatchObject({ readyReplicas: 2 });
    // The next apply meets no foreign owner: it adopts what was made anew, and nothing is left that differs.
    await apply();
    expect(await drift()).toEqual([]);

    expect(await runbooks.undo(recoverMonitoring, plan, 'run-1')).toMatchObject({ status: 'undone' });
    expect(await Promise.all(broken.map(content))).toEqual(before);
    expect(await cluster.live(policy)).toBeUndefined();
    expect(await cluster.live(object('StatefulSet', 'alertmanager'))).toBeUndefined();
  }, 240_000);

  test('is not finished while Prometheus has no Alertmanager to send to', async () => {
    alertmanagers = [];
    const stopped = await runbooks.run(recoverMonitoring, { metrics: address() }, 'run-2');
    expect(stopped).toMatchObject({ status: 'stopped', stop: { reason: 'verify' } });
    expect(stopped.stop?.message).toContain('Prometheus → Alertmanager');
  }, 240_000);
});
