/**
 * How long a look for drift takes over N objects that stand, with some hand-made changes among them.
 * Run: `npx node tests/bench/drift.ts [N …]`; 1000 and 10000 when none is given.
 */
import { openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { driftOf } from '../../scripts/engines/direct/drift.ts';
import { verifyObjects } from '../../scripts/engines/direct/verify.ts';
import { startControlPlane } from '../kit/control-plane.ts';
import { openCluster } from '../scripts/engines/cluster.ts';
import { benchObjects } from './apply-objects.ts';

/** Objects and the seconds they may take. */
const targets: Readonly<Record<number, number>> = { 1000: 0.5, 10000: 3 };
const counts = process.argv.slice(2).map(Number);
const plane = await startControlPlane({ controllers: false });
try {
  for (const count of counts.length > 0 ? counts : [1000, 10000]) await measure(count);
} finally {
  await plane.stop();
}

async function measure(count: number): Promise<void> {
  const guard = networkGuard({ sandbox: true });
  const kubeconfig = plane.kubeconfigs.admin;
  const setup = openClient({ network: plane.network, kubeconfig, guard });
  const objects = benchObjects(count);
  const { seconds } = await applyObjects(objects, { client: setup, waitSeconds: 0 });
  await setup.close();
  const cluster = openCluster(plane);
  for (const object of objects.filter(({ kind }) => kind === 'Deployment').slice(0, 10)) {
    await cluster.patchAs('kubectl-edit', object, [{ op: 'add', path: '/spec/replicas', value: 0 }]);
    await cluster.patchAs('kubectl-edit', object, [{ op: 'add', path: '/metadata/labels/changed', value: 'yes' }]);
  }
  await cluster.close();
  const target = targets[count];
  console.log(`${objects.length} objects, applied in ${seconds} s`);
  for (const turn of ['first', 'second', 'third']) {
    const client = openClient({ network: plane.network, kubeconfig, guard });
    const drift = await driftOf(objects, { client, auditLog: plane.status.auditLog });
    const verified = await verifyObjects(objects, { client });
    const verdict =
      target === undefined ? '' : drift.seconds <= target ? `, target ${target} s met` : `, target ${target} s MISSED`;
    if (verdict.includes('MISSED')) process.exitCode = 1;
    console.log(
      `  ${turn}: drift ${drift.seconds} s (${drift.drifted.length} found)${verdict}; verify ${verified.seconds} s (${verified.equal} equal)`,
    );
    await client.close();
  }
}
