/**
 * What admission costs: 1,000 objects of the reference city applied to one API server in rounds that alternate, without and
 * with every policy bound, and what the server's memory grows by. Between rounds all but namespaces and claims, which no
 * controller is there to finish removing, is deleted. Prints each round; exits 1 when a target is missed.
 *
 *   npm exec -- node tests/bench/admission.ts [objects] [rounds]
 */
import { readFileSync } from 'node:fs';
import { admissionObjects } from '../../policies/admission/policies.ts';
import { deployment, securityContext } from '../../policies/examples.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { allRules } from '../../policies/rules/index.ts';
import { openClient } from '../../scripts/engines/client/client.ts';
import type { ClusterError } from '../../scripts/engines/client/errors.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { buildCity, objectsOf } from '../../scripts/pipeline/city.ts';
import { selectSite } from '../../scripts/pipeline/select-site.ts';
import { startControlPlane, type TestControlPlane } from '../kit/control-plane.ts';

const targets = { ratio: 2.5, growthMiB: 150 };
const [count = 1000, rounds = 5] = process.argv.slice(2).map(Number);
const folder = 'fadun.out/bench';
const objects = await cityObjects(count);
const standing = objects.filter(({ kind }) => kind === 'Namespace' || kind === 'PersistentVolumeClaim');
const policies = admissionObjects({ rules: allRules, mode: 'deny', today: '2026-06-01' });
console.log(`${objects.length} objects, ${policies.length / 2} policies of ${allRules.length} rules`);

const plane = await startControlPlane({ controllers: false });
const client = openClient({
  network: plane.network,
  kubeconfig: plane.kubeconfigs.applier,
  guard: networkGuard({ sandbox: true }),
});
try {
  for (let at = 0; at < 2; at++) await round('warm-up');
  const without: Run[] = [];
  const bound: Run[] = [];
  for (let at = 0; at < rounds; at++) {
    without.push(await round('without policies'));
    await bind();
    bound.push(await round('every policy bound'));
    await unbind();
  }
  const best = (runs: readonly Run[]) => Math.min(...runs.map(({ seconds }) => seconds));
  const ratio = best(bound) / best(without);
  // From the end of a round without policies to the end of the next with them; what any round adds is in it.
  const growth = Math.max(...bound.map(({ MiB }, at) => MiB - without[at]!.MiB));
  console.log(
    `${objects.length} objects: ${best(without)} s without, ${best(bound)} s with, ratio ${ratio.toFixed(2)} (≤ ${targets.ratio}); binding and exercising the policies took ${growth} MiB of the API server at most (≤ ${targets.growthMiB})`,
  );
  process.exitCode = ratio <= targets.ratio && growth <= targets.growthMiB ? 0 : 1;
} finally {
  await client.close();
  await plane.stop();
}

interface Run {
  readonly seconds: number;
  /** Memory of the API server right after. */
  readonly MiB: number;
}

/** Applies every object, then removes what can be removed. */
async function round(name: string): Promise<Run> {
  const { seconds, applied } = await applyObjects(objects, { client, waitSeconds: 0 });
  // What stands between rounds is as declared, and is not sent again.
  if (applied < objects.length - standing.length) throw new Error(`only ${applied} objects were sent`);
  const run = { seconds, MiB: residentMiB(plane) };
  console.log(`${name}: ${applied} objects sent in ${seconds} s, the API server takes ${run.MiB} MiB`);
  await applyObjects(standing, { client, waitSeconds: 0 });
  return run;
}

/** Policies take effect within moments. */
async function bind(): Promise<void> {
  for (const object of policies) await client.create(await client.resourceFor(object.apiVersion, object.kind), object);
  await until((refused) => refused, 'the policies did not take effect');
}

/** Bindings first: a binding without its policy refuses everything. */
async function unbind(): Promise<void> {
  for (const { apiVersion, kind, metadata } of policies.toReversed()) {
    const resource = await client.resourceFor(apiVersion, kind);
    const live = await client.get(resource, metadata.name);
    if (live) await client.delete(resource, live);
  }
  await until((refused) => !refused, 'the policies still hold');
}

/** Objects of the largest networks, enough of them, without admission objects of their own. */
async function cityObjects(wanted: number): Promise<KubernetesObject[]> {
  for (const scale of [1, 2, 4, 8]) {
    const city = await buildCity(await selectSite('binhe', scale), folder);
    const candidates = city.networks.map((network) =>
      objectsOf(city, network).filter(({ apiVersion }) => !apiVersion.startsWith('admissionregistration.k8s.io/')),
    );
    const large = candidates.find(({ length }) => length >= wanted);
    if (large) return large.slice(0, wanted);
  }
  throw new Error(`no network has ${wanted} objects`);
}

/**
 * Asks for a privileged Deployment (a Pod is refused for its account, which no controller has made) until the answer is
 * as wanted, and a little longer: policies are taken up one by one.
 */
async function until(wanted: (refused: boolean) => boolean, fault: string): Promise<void> {
  const violating = deployment(securityContext({ privileged: true, allowPrivilegeEscalation: undefined }));
  const canary = { ...violating, metadata: { name: 'canary', namespace: 'default' } };
  const resource = await client.resourceFor('apps/v1', 'Deployment');
  for (let attempt = 0; attempt < 100; attempt++) {
    const refused = await client.apply(resource, canary, { fieldManager: 'bench', dryRun: true }).then(
      () => false,
      (error: ClusterError) => error.deniedBy !== undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, wanted(refused) ? 2000 : 200));
    if (wanted(refused)) return;
  }
  throw new Error(`${fault} within 20 s`);
}

/** Resident memory of the control plane's API server (VmRSS). */
function residentMiB({ status }: TestControlPlane): number {
  const { pid } = status.components.find(({ name }) => name === 'kube-apiserver')!;
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
  return Math.round(Number(kilobytes) / 1024);
}
