/**
 * How long a plan of N objects takes that all stand as declared, and of the same with one image changed: reading the
 * cluster, comparing, classing and digesting, in this process over a fresh connection. What renders, judges and proves the
 * declaration is measured elsewhere (`tests/bench/synthesis.ts`, `reachability.ts`).
 * Run: `npx node tests/bench/plan.ts [N …]`; 1000 and 10000 when none is given.
 */
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { makePlan } from '../../scripts/change/make-plan.ts';
import type { ChangePlan } from '../../scripts/change/plan.ts';
import { openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { directEngine } from '../../scripts/engines/direct/engine.ts';
import { noStacks } from '../../scripts/engines/engine.ts';
import { selectSite } from '../../scripts/pipeline/select-site.ts';
import { startControlPlane } from '../kit/control-plane.ts';
import { benchObjects } from './apply-objects.ts';

/** Objects and the seconds that an unchanged plan may take. */
const targets: Readonly<Record<number, number>> = { 1000: 2, 10000: 15 };
const network = 'justice-net';
const counts = process.argv.slice(2).map(Number);
const site = await selectSite('minimal');
const plane = await startControlPlane({ controllers: false, network });
const guard = networkGuard({ sandbox: true });
const open = () => openClient({ network, kubeconfig: plane.kubeconfigs.admin, guard });
try {
  for (const count of counts.length > 0 ? counts : [1000, 10000]) await measure(count);
} finally {
  await plane.stop();
}

async function measure(count: number): Promise<void> {
  const objects = benchObjects(count);
  const setup = open();
  await applyObjects(objects, { client: setup, waitSeconds: 0 });
  await setup.close();
  const target = targets[count];
  for (const turn of ['first', 'second', 'third']) {
    const { plan, seconds } = await planOf(objects);
    if (plan.changes.length > 0)
      throw new Error(`${plan.changes.length} changes where nothing changed: ${JSON.stringify(plan.changes[0])}`);
    const verdict =
      target === undefined ? '' : seconds <= target ? `, target ${target} s met` : `, target ${target} s MISSED`;
    if (verdict.includes('MISSED')) process.exitCode = 1;
    console.log(`${objects.length} objects unchanged, ${turn}: ${seconds.toFixed(2)} s${verdict}`);
  }
  const { plan, seconds } = await planOf(withOneImageMoved(objects));
  console.log(`${objects.length} objects, ${plan.counts.change} changed (${plan.class}): ${seconds.toFixed(2)} s`);
}

async function planOf(objects: readonly KubernetesObject[]): Promise<{ plan: ChangePlan; seconds: number }> {
  const client = open();
  const begun = performance.now();
  const plan = await makePlan({
    site,
    target: { network, objects, client, terraform: noStacks },
    engine: directEngine,
    author: '',
    now: new Date(),
    prune: [],
    waivers: [],
    gate: { open: true, rules: 0, blocking: 0 },
    proof: { holds: true, declared: 0, permitted: 0 },
  });
  const seconds = (performance.now() - begun) / 1000;
  await client.close();
  return { plan, seconds };
}

function withOneImageMoved(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const at = objects.findIndex(({ kind }) => kind === 'Deployment');
  return objects.map((object, index) => {
    if (index !== at) return object;
    const text = JSON.stringify(object).replace(/("image":"[^"@]*)[^"]*"/, `$1@sha256:${'f'.repeat(64)}"`);
    return JSON.parse(text) as KubernetesObject;
  });
}
