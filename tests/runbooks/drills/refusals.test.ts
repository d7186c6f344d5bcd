import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planRunbook } from '../../../runbooks/kit/plan-runbook.ts';
import { resumeRun, runRunbook, undoRun } from '../../../runbooks/kit/run/run.ts';
import type { Runbook } from '../../../runbooks/kit/runbook.ts';
import { patchControlPlane } from '../../../runbooks/patch-control-plane.ts';
import { restoreEtcd } from '../../../runbooks/restore-etcd.ts';
import { type Drill, drill, type Stage } from '../../../scripts/drills/drill.ts';
import { approveScene, readingOf, sceneEnvironment, sceneRun } from '../../../scripts/drills/scene.ts';
import { stageOn } from '../../../scripts/drills/stage.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../../kit/control-plane.ts';

const lacking = await controlPlaneAvailable();
const title = `the hosts of a control plane${lacking === undefined ? '' : ` (skipped: ${lacking})`}`;

/** A drill that only carries its runbook: these tests look at what is refused. */
function bare(runbook: Runbook): Drill {
  return drill({
    id: runbook.id,
    runbook,
    writesTo: [],
    prepare: async () => ({ parameters: {}, kept: null }),
    check: async () => [],
  });
}

describe.skipIf(lacking !== undefined)(title, () => {
  let plane: TestControlPlane;
  let stage: Stage & { close(): Promise<void> };
  let folder: string;

  beforeAll(async () => {
    plane = await startControlPlane({ network: 'drill-net' });
    stage = await stageOn(plane.directory, 'test', plane.network);
    folder = mkdtempSync(join(tmpdir(), 'fadun-refusals-'));
  }, controlPlaneHookTimeout);

  afterAll(async () => {
    await stage?.close();
    await plane?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const failingChecks = async (runbook: Runbook, parameters: Readonly<Record<string, string>>) => {
    const { read, close } = await readingOf(stage, bare(runbook));
    const target = { site: 'test', network: plane.network };
    const plan = await planRunbook(runbook, parameters, target, read, () => new Date()).finally(close);
    return plan.steps.flatMap(({ checks }) =>
      checks.filter(({ holds }) => !holds).map(({ statement }) => statement.en),
    );
  };

  it('restore nothing while an API server runs, and leave etcd where it is', async () => {
    const { sha256 } = await stage.host.snapshotEtcd('held');
    const before = await stage.host.etcdStatus();
    await expect(stage.host.restoreEtcd('held', sha256, 1_000, 'etcd-1-refused')).rejects.toThrow(/Stop API servers/);
    expect(await stage.host.etcdStatus()).toMatchObject({ folder: before.folder, kept: before.kept, healthy: true });
  });

  it('restore no snapshot whose file was altered, whoever names it; the plan says so before anybody approves', async () => {
    const { sha256 } = await stage.host.snapshotEtcd('altered');
    writeFileSync(join(stage.root, 'snapshots', 'altered.db'), 'something else');
    expect(await failingChecks(restoreEtcd, { snapshot: 'altered' })).toEqual([
      'the snapshot is the file that was recorded',
    ]);
    for (const component of ['kube-scheduler', 'kube-controller-manager', 'kube-apiserver'] as const)
      await stage.host.stop(component);
    await expect(stage.host.restoreEtcd('altered', sha256, 1_000, 'etcd-1-altered')).rejects.toThrow(/not the file/);
    for (const component of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const)
      await stage.host.start(component);
  }, 120_000);

  it.each(['../../etc', '-rf', '', 'a/b'])('take no snapshot under the name %j', async (name) => {
    await expect(stage.host.snapshotEtcd(name)).rejects.toThrow(/no plain name/);
  });

  it('patch to nothing that is not staged, and not beyond the skew that Kubernetes allows', async () => {
    expect(await failingChecks(patchControlPlane, { component: 'kube-scheduler', version: 'v9.99.0' })).toEqual([
      'the version lies ready on every host',
      'the version skew policy is kept',
    ]);
    await expect(stage.host.setVersion('kube-scheduler', 'v9.99.0')).rejects.toThrow(/not staged/);
  });

  it('stop at a member that does not come up with its new version, and go back to the former one', async () => {
    const member = async () => (await stage.host.members()).find(({ component }) => component === 'kube-scheduler')!;
    const { version: former } = await member();
    const version = `${former}-broken`;
    const staged = join(stage.root, 'versions', version);
    mkdirSync(staged, { recursive: true });
    writeFileSync(join(staged, 'kube-scheduler'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(staged, 'kube-scheduler'), 0o755);
    const scene = join(folder, 'broken');
    const parameters = { component: 'kube-scheduler', version };
    const { plan, consent } = await approveScene(stage, bare(patchControlPlane), scene, parameters, null);
    const { environment, close } = await sceneEnvironment(scene, bare(patchControlPlane));
    expect(await runRunbook(patchControlPlane, plan, consent, sceneRun, environment)).toMatchObject({
      status: 'stopped',
      stop: { reason: 'act', step: 'patch', action: `restart-${plane.network}` },
    });
    expect(await resumeRun(patchControlPlane, sceneRun, environment)).toMatchObject({ status: 'stopped' });
    expect(await undoRun(patchControlPlane, sceneRun, environment)).toMatchObject({ status: 'undone' });
    await close();
    expect(await member()).toMatchObject({ version: former, healthy: true, current: true });
  }, 120_000);
});
