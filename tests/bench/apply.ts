/**
 * How long an apply of N objects takes, beside `kubectl apply --server-side` of the same objects to the same control
 * plane in the same run, and an apply that finds nothing to do. Run: `npx node tests/bench/apply.ts [N]`.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { resolveBinaries } from '../../scripts/sandbox/binaries/resolve.ts';
import { startControlPlane } from '../kit/control-plane.ts';
import { benchObjects } from './apply-objects.ts';

const count = Number(process.argv[2] ?? 1000);
const targetSeconds = (6 * count) / 1000;
const plane = await startControlPlane();
try {
  const guard = networkGuard({ sandbox: true });
  const client = openClient({ network: plane.network, kubeconfig: plane.kubeconfigs.admin, guard });
  const objects = benchObjects(count);
  const options = { client, waitSeconds: 0 };
  const first = await applyObjects(objects, options);
  const second = await applyObjects(objects, options);
  await client.close();
  console.log(`fadun    ${objects.length} objects: ${first.seconds} s (created ${first.created})`);
  console.log(`fadun    again: ${second.seconds} s (changed ${second.changed})`);
  console.log(`kubectl  ${objects.length} objects: ${await kubectlSeconds()} s`);
  console.log(`target   ${targetSeconds} s: ${first.seconds <= targetSeconds ? 'met' : 'MISSED'}`);
  process.exitCode = first.seconds <= targetSeconds ? 0 : 1;
} finally {
  await plane.stop();
}

/** The same objects in namespaces of another name. */
async function kubectlSeconds(): Promise<number> {
  const resolved = await resolveBinaries({ names: ['kubectl'] });
  if (!resolved.ok) return Number.NaN;
  const file = join(plane.directory, 'objects.json');
  const list = { apiVersion: 'v1', kind: 'List', items: benchObjects(count, 'kubectl') };
  writeFileSync(file, JSON.stringify(list));
  const begun = performance.now();
  const flags = [
    '--kubeconfig',
    plane.kubeconfigs.admin,
    'apply',
    '--server-side',
    '--field-manager=fadun',
    '-f',
    file,
  ];
  const { status, stderr } = spawnSync(resolved.binaries.kubectl.path, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`kubectl: ${stderr}`);
  return Math.round(performance.now() - begun) / 1000;
}
