/**
 * What admission costs: 1,000 objects of the reference city applied to a fresh API server, with and without every policy
 * bound, and what the API server's memory grows by. Prints both; exits 1 when a target is missed.
 *
 *   npm exec -- node tests/bench/admission.ts [objects] [rounds]
 */
import { readFileSync } from 'node:fs';
import { admissionObjects } from '../../policies/admission/policies.ts';
import { pod, securityContext } from '../../policies/examples.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { allRules } from '../../policies/rules/index.ts';
import { type ClusterClient, openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { buildCity, objectsOf } from '../../scripts/pipeline/city.ts';
import { selectSite } from '../../scripts/pipeline/select-site.ts';
import { startControlPlane, type TestControlPlane } from '../kit/control-plane.ts';

const targets = { ratio: 2.5, growthMiB: 150 };
const [count = 1000, rounds = 2] = process.argv.slice(2).map(Number);
const folder = 'fadun.out/bench';
const objects = await cityObjects(count);
const policies = admissionObjects({ rules: allRules, mode: 'deny', today: '2026-06-01' });

const without: Run[] = [];
const bound: Run[] = [];
for (let round = 0; round < rounds; round++) {
  without.push(await measure([]));
  bound.push(await measure(policies));
}
const best = (runs: readonly Run[], field: keyof Run) => Math.min(...runs.map((run) => run[field]));
const ratio = best(bound, 'seconds') / best(without, 'seconds');
const growth = best(bound, 'MiB') - best(without, 'MiB');
console.table({ 'without policies': without[0], 'every policy bound': bound[0] });
console.log(
  `${objects.length} objects, ${policies.length / 2} policies of ${allRules.length} rules: ${best(without, 'seconds')} s without, ${best(bound, 'seconds')} s with, ratio ${ratio.toFixed(2)} (≤ ${targets.ratio}); the API server is ${growth} MiB larger (≤ ${targets.growthMiB})`,
);
process.exitCode = ratio <= targets.ratio && growth <= targets.growthMiB ? 0 : 1;

interface Run {
  readonly seconds: number;
  readonly MiB: number;
}

async function measure(first: readonly KubernetesObject[]): Promise<Run> {
  const plane = await startControlPlane({ controllers: false });
  const client = openClient({
    network: plane.network,
    kubeconfig: plane.kubeconfigs.applier,
    guard: networkGuard({ sandbox: true }),
  });
  try {
    for (const object of first) await client.create(await client.resourceFor(object.apiVersion, object.kind), object);
    if (first.length > 0) await untilDenied(client);
    const { seconds, created } = await applyObjects(objects, { client, waitSeconds: 0 });
    // A fresh cluster holds a few of them already, such as the namespace default.
    if (created < 0.99 * objects.length) throw new Error(`only ${created} of ${objects.length} objects were created`);
    return { seconds, MiB: residentMiB(plane) };
  } finally {
    await client.close();
    await plane.stop();
  }
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

/** Policies take effect within moments. */
async function untilDenied(client: ClusterClient): Promise<void> {
  const violating = pod(securityContext({ privileged: true, allowPrivilegeEscalation: undefined }));
  const canary = { ...violating, metadata: { name: 'canary', namespace: 'default' } };
  const resource = await client.resourceFor('v1', 'Pod');
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await client.apply(resource, canary, { fieldManager: 'bench', dryRun: true }).then(
      () => '',
      (error: Error) => error.message,
    );
    if (answer.includes('ValidatingAdmissionPolicy')) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the policies did not take effect within 20 s');
}

/** Resident memory of the control plane's API server (VmRSS). */
function residentMiB({ status }: TestControlPlane): number {
  const { pid } = status.components.find(({ name }) => name === 'kube-apiserver')!;
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
  return Math.round(Number(kilobytes) / 1024);
}
