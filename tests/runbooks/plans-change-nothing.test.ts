import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRunbook, loadProcedures } from '../../runbooks/index.ts';
import { isolateNamespace } from '../../runbooks/isolate-namespace.ts';
import type { Runbook } from '../../runbooks/kit/runbook.ts';
import { channelSideObjects, namespace, tier } from '../../scripts/drills/declared-objects.ts';
import { actingUser, momentOf, planningUser, provesWrites, writesOf } from '../../scripts/drills/proof.ts';
import { stageOn } from '../../scripts/drills/stage.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { sandboxControlPlaneReader } from '../../scripts/sandbox/control-plane/control-plane.ts';
import { readState } from '../../scripts/sandbox/state.ts';
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
const files = { plan: 'change.json', approval: 'approval.json', ticket };
const moment = (minutesAgo: number) => `${new Date(Date.now() - minutesAgo * 60_000).toISOString().slice(0, 16)}Z`;

/** Parameters with which each registered runbook is planned on the network of this file. */
const parameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'apply-change': files,
  'apply-emergency-change': files,
  'block-external-connection': { namespace: 'portal-web', ticket },
  'block-image': { image: 'court/filing', running: 'delete', ticket },
  'break-glass': { right: 'view', namespace: 'portal-web', minutes: '10', ticket, reason: 'INC-2026-031: 处置' },
  'contain-intrusion': {
    namespace: 'portal-web',
    since: moment(60),
    reason: 'INC-2026-031: 处置',
    channel: 'filing',
    ticket,
  },
  'contain-supplier': { image: 'court/filing', running: 'delete', ticket },
  'contain-data-leak': { channel: 'filing', ticket },
  'cut-exchange-channel': { channel: 'filing', ticket },
  'decommission-system': { system: 'portal', ...files },
  'drill-backup': { snapshot: 'planned', rto: '10m' },
  'failover-exchange-channel': { channel: 'filing', ticket },
  'import-bundle': { bundle: 'bundle.fadun', keys: 'keys.json', ...files },
  'isolate-namespace': { namespace: 'portal-web', ticket },
  'patch-control-plane': { component: 'kube-scheduler', version: 'next' },
  'preserve-evidence': { namespace: 'portal-web', since: moment(60), reason: 'INC-2026-031: 固定证据' },
  'quarantine-node': { node: 'zone-a-app-1', ticket },
  'recall-payload': { channel: 'filing', ticket },
  'reconcile-exchanges': {},
  'recover-admission': { cause: 'locked-policy', name: 'locking' },
  'recover-audit-pipeline': {},
  'recover-control-plane': {},
  'recover-monitoring': {},
  'replace-compromised-keys': { scope: 'leaves', namespace: 'portal-web', ticket },
  'renew-certificates': { scope: 'leaves' },
  'restore-etcd': { snapshot: 'stands' },
  'restore-public-page': { namespace: 'portal-web', service: 'site', fallback: 'static', ticket },
  'revoke-expired-access': {},
  'rotate-credentials': { namespace: 'portal-web', secret: 'login', entry: 'password', accepting: 'store', ticket },
  'rotate-encryption-keys': { newKey: 'key-next' },
  'summarize-incident': { ticket, handled: moment(60) },
  'triage-incident': { ticket, kind: 'outage', operator: 'other', level: 'larger', discovered: moment(30) },
  'trigger-guard-measures': { measure: 'isolate-namespace', target: 'portal-web', ticket },
};

/** A policy and its binding, as `recover-admission` takes one away; it only audits. */
const locking = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'locking' },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
      validations: [{ expression: 'false' }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'locking' },
    spec: { policyName: 'locking', validationActions: ['Audit'] },
  },
];

describe.skipIf(absent !== undefined)(`plans of all runbooks${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  let stage: Awaited<ReturnType<typeof stageOn>>;
  let registered: readonly Runbook[];
  const pod = { volumes: [{ name: 'login', secret: { secretName: 'login' } }] };
  const declared = [
    namespace('fadun-system'),
    namespace('fadun-observability'),
    ...tier('fadun-observability', 'prometheus', { kind: 'StatefulSet' }),
    ...channelSideObjects('filing', '10.20.17.11', '10.20.17.111'),
    namespace('portal-web', { 'fadun.io/system': 'portal', 'fadun.io/data-class': 'general' }),
    ...tier('portal-web', 'site', { pod }),
    ...tier('portal-web', 'static'),
    ...tier('portal-web', 'store', { kind: 'StatefulSet', pod }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'site', namespace: 'portal-web' },
      spec: { selector: { app: 'site' }, ports: [{ port: 443, targetPort: 8443, protocol: 'TCP' }] },
    },
  ];

  beforeAll(async () => {
    registered = (await loadProcedures()).filter(isRunbook);
    plane = await startControlPlane();
    stage = await stageOn(plane.directory, 'binhe', plane.network);
    cluster = openCluster(plane, 'applier');
    const host = await sandboxControlPlaneReader(plane.directory, plane.network);
    runbooks = openRunbookCluster(plane, { reads: { host, declared: async () => declared } });
    await applyObjects(declared, { client: cluster.client, network: plane.network, waitSeconds: 90 });
    await cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: 'portal-web' },
      stringData: { password: 'former-credential-7431' },
    });
    for (const object of locking) await cluster.create(object);
    await stage.host.snapshotEtcd('stands');
    const version = join(stage.root, 'versions', 'next');
    await mkdir(version, { recursive: true });
    await copyFile((await readState(plane.directory))!.binaries['kube-scheduler']!, join(version, 'kube-scheduler'));
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([cluster?.close(), runbooks?.close(), stage?.close()]);
    await plane?.stop();
  });

  test('have parameters here for every runbook that is registered, and for no other', () => {
    expect(Object.keys(parameters).sort()).toEqual(registered.map(({ id }) => id).sort());
  });

  test('write nothing at the API server and nothing on the hosts, in a log that shows writes', async () => {
    const before = momentOf(stage);
    const empty: string[] = [];
    for (const runbook of registered) {
      const plan = await runbooks.plan(runbook, parameters[runbook.id]!);
      expect(plan.steps.length, runbook.id).toBeGreaterThan(0);
      if (plan.steps.every(({ actions }) => actions.length === 0)) empty.push(runbook.id);
    }
    expect(writesOf(planningUser, stage, before)).toEqual([]);
    expect(momentOf(stage).hostDigest).toBe(before.hostDigest);
    // The control: a write that the planning identity tries is refused, and seen.
    expect(await provesWrites(stage)).toEqual([]);
    // Only those that find nothing wrong on this network plan nothing.
    expect(empty).toEqual([
      'reconcile-exchanges',
      'recover-audit-pipeline',
      'recover-monitoring',
      'revoke-expired-access',
    ]);
    process.stdout.write(`plans that were shown to write nothing: ${registered.length} of ${registered.length}\n`);
  }, 180_000);

  test('are told from a run, whose writes the same log shows', async () => {
    const before = momentOf(stage);
    const given = parameters['isolate-namespace']!;
    expect(await runbooks.run(isolateNamespace, given, 'control-1')).toMatchObject({ status: 'finished' });
    expect(writesOf(actingUser, stage, before).length).toBeGreaterThan(0);
    expect(writesOf(planningUser, stage, before)).toEqual([]);
  }, 120_000);
});
