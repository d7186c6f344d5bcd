/**
 * How long a plan of the same unchanged objects takes by each engine: one network of the reference city, scaled to at least
 * 1,000 objects, applied to two control planes. For Terraform both its own `terraform plan` of the five stacks and what
 * `fadun plan` makes of it (init, plan, show, conversion, comparison). Needs Terraform and a mirror of its provider
 * (`FADUN_TERRAFORM_PLUGIN_MIRROR`). Run: `npx node tests/bench/plan-beside-terraform.ts [N]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlan } from '../../scripts/change/make-plan.ts';
import { engineTarget } from '../../scripts/change/plan-city.ts';
import { openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { engineOf } from '../../scripts/engines/engines.ts';
import { prepareStackFolder } from '../../scripts/engines/terraform/stack-folder.ts';
import { terraformIn } from '../../scripts/engines/terraform/terraform.ts';
import { buildCity, type City, objectsOf } from '../../scripts/pipeline/city.ts';
import { selectSite } from '../../scripts/pipeline/select-site.ts';
import type { Engine as EngineId } from '../../stacks/model/network.ts';
import type { Site } from '../../stacks/model/site.ts';
import { startControlPlane } from '../kit/control-plane.ts';
import { terraformProviderAbsence } from '../kit/terraform-provider.ts';

const network = 'gov-extranet-public';
const least = Number(process.argv[2] ?? 1000);
const absent = await terraformProviderAbsence();
if (absent) {
  console.log(`terraform plan: not measured (${absent})`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'fadun-bench-plan-'));
try {
  const direct = await measure('direct');
  const terraform = await measure('terraform');
  console.log(`${direct.objects} objects of ${network} unchanged:`);
  console.log(`  fadun plan, direct engine     ${direct.plan.toFixed(2)} s`);
  console.log(`  terraform plan of ${terraform.stacks} stacks    ${terraform.alone.toFixed(2)} s`);
  console.log(`  fadun plan, terraform engine  ${terraform.plan.toFixed(2)} s`);
  console.log(`  direct is ${(terraform.alone / direct.plan).toFixed(0)} times as fast as terraform plan alone`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Applies the network to a control plane of its own, and plans it again; seconds. */
async function measure(id: EngineId) {
  const city = await largeCity(id);
  const plane = await startControlPlane({ network });
  const kubeconfig = plane.kubeconfigs.admin;
  const client = openClient({ network, kubeconfig, guard: networkGuard({ sandbox: true }) });
  try {
    const { engine, target } = engineTarget(city, { network, client, kubeconfig }, process.env, join(folder, id));
    const planned = (keep: boolean) =>
      makePlan({
        ...{ site: city.site, target, engine, author: '', now: new Date(), prune: [], waivers: [], keep },
        gate: { open: true, rules: 0, blocking: 0 },
        proof: { holds: true, declared: 0, permitted: 0 },
      });
    const first = await planned(true);
    await engineOf(id).apply(target, first, { prune: [], progress: () => {} });
    const alone = id === 'terraform' ? await terraformAlone(city, target.terraform) : Number.NaN;
    const begun = performance.now();
    const again = await planned(false);
    const plan = (performance.now() - begun) / 1000;
    if (again.changes.length > 0) throw new Error(`${id}: changes are left: ${JSON.stringify(again.changes[0])}`);
    return { objects: target.objects.length, stacks: target.terraform.stacks.length, plan, alone };
  } finally {
    await client.close();
    await plane.stop();
  }
}

/** `terraform plan` of every stack, nothing else: no init, no show. */
async function terraformAlone(
  { workspace }: City,
  { stacks, settings }: ReturnType<typeof engineTarget>['target']['terraform'],
): Promise<number> {
  let seconds = 0;
  for (const stack of stacks) {
    const stackFolder = await prepareStackFolder(workspace.terraform, stack, settings());
    const terraform = terraformIn(stackFolder, { lockSeconds: 20 });
    await terraform.init();
    const begun = performance.now();
    await terraform.plan(join(stackFolder.path, 'bench.tfplan'));
    seconds += (performance.now() - begun) / 1000;
  }
  return seconds;
}

/** The network at the smallest scale that has as many objects, with this engine. */
async function largeCity(engine: EngineId): Promise<City> {
  for (let scale = 1; ; scale++) {
    const site = withEngine(await selectSite('binhe', scale), engine);
    const city = await buildCity(site, join(folder, `${engine}-out`), [network]);
    if (objectsOf(city, network).length >= least) return city;
  }
}

function withEngine(site: Site, engine: EngineId): Site {
  const providerMirror = { kind: 'filesystem', pathVariable: 'FADUN_TERRAFORM_PLUGIN_MIRROR' } as const;
  const declared = { ...site.networks[network]!, engine, ...(engine === 'terraform' && { providerMirror }) };
  return { ...site, networks: { ...site.networks, [network]: declared } };
}
