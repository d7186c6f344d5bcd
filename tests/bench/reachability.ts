/**
 * How long a proof takes as clusters grow, and after one policy changed.
 * Run: `npm exec node tests/bench/reachability.ts`. Exits with 1 when a target is missed.
 */
import { reproveChange } from '../../policies/reachability/change.ts';
import { buildNetworkModel } from '../../policies/reachability/model.ts';
import { holds, prove } from '../../policies/reachability/prove.ts';
import { generateCluster } from './reachability-cluster.ts';

const sizes = [1_000, 5_000, 10_000, 50_000];
const targets = { proveSeconds: 3, changeMilliseconds: 100, residentBytes: 2 ** 30 };

const rows = sizes.map(measure);
console.table(rows);
const largest = rows.at(-1)!;
const missed = [
  largest.seconds >= targets.proveSeconds && `proof of the largest took ${largest.seconds} s`,
  largest.changeMs >= targets.changeMilliseconds && `a change took ${largest.changeMs} ms`,
  largest.residentMiB * 2 ** 20 >= targets.residentBytes && `memory came to ${largest.residentMiB} MiB`,
  rows.some(({ holds: held }) => !held) && 'a proof did not hold',
].filter((line) => line !== false);
for (const line of missed) console.error(`missed: ${line}`);
process.exitCode = missed.length > 0 ? 1 : 0;

function measure(workloads: number) {
  const { objects, intent } = generateCluster(workloads);
  const start = performance.now();
  const proof = prove(buildNetworkModel(objects, { network: 'bench', intent }), intent);
  const seconds = (performance.now() - start) / 1000;
  const closed = objects.find(({ metadata }) => metadata.name === 'gateway-web-egress')!;
  const changes = [{ remove: 'system-1/gateway-web-ingress' }, { put: closed }, { remove: 'system-2/default-deny' }];
  const times = changes.map((change) => {
    const before = performance.now();
    reproveChange(proof, change);
    return performance.now() - before;
  });
  return {
    workloads,
    policies: proof.model.policies.size,
    classes: proof.model.classes.length,
    permitted: proof.permitted,
    holds: holds(proof),
    seconds: round(seconds),
    changeMs: round(Math.max(...times)),
    residentMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
