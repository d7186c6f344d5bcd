/**
 * The reference city, all eleven networks, from empty clusters of the sandbox to verified ones by the commands alone: plan,
 * approve, apply, verify, drift, plan again. Prints what each step found and took; exits with 1 where anything is not as it
 * should be. Run: `npm run city` for the direct engine; `npm run city -- terraform` where Terraform and a mirror of its
 * provider are at hand (`FADUN_TERRAFORM_PLUGIN_MIRROR`); `--network ID`, repeated, chooses networks.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeKeyFile } from '../../runbooks/kit/signing/key-file.ts';
import type { AppliedPlan } from '../../scripts/change/apply-plan.ts';
import type { PlanFile } from '../../scripts/change/plan.ts';
import type { ProbeReport } from '../../scripts/engines/direct/probe.ts';
import { checkout, fadun } from '../kit/command-line.ts';
import { controlPlaneAvailable } from '../kit/control-plane.ts';
import { testPerson } from '../kit/runbook-people.ts';
import { terraformProviderAbsence } from '../kit/terraform-provider.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { network: { type: 'string', multiple: true } },
});
const [engine = 'direct'] = positionals;
assert(engine === 'direct' || engine === 'terraform', `no engine ${engine}: direct or terraform`);
const absent = engine === 'terraform' ? await terraformProviderAbsence() : await controlPlaneAvailable();
if (absent) {
  console.log(`the city by the ${engine} engine: not run (${absent})`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'fadun-city-'));
const at = (name: string) => join(folder, name);
const site = at('site.ts');
const chosen = (values.network ?? []).flatMap((id) => ['--network', id]);
const [author, security, leader] = [
  testPerson('p-001', ['requester']),
  testPerson('p-004', ['security-admin'], 'sm2-sm3'),
  testPerson('p-007', ['unit-leader']),
];
const signing = ({ id }: typeof author) => ['--as', id, '--key', at(`${id}.pem`), '--keyring', at('keyring.json')];
const begun = performance.now();

try {
  prepare();
  await step('sandbox', ['sandbox', 'up', site, ...chosen]);
  await applied(await planned('first.json'));
  await standsAsDeclared();
  const again = await planned('again.json');
  for (const { plan } of again.plans) assert.deepEqual(plan.changes, [], `${plan.network}: changes are left`);
  console.log(`all as declared by the ${engine} engine, in ${secondsSince(begun)} s`);
  if (engine === 'direct')
    console.log(
      `terraform engine: not run (${(await terraformProviderAbsence()) ?? 'npm run city -- terraform does it'})`,
    );
} finally {
  const down = await fadun(['sandbox', 'down', site, '--purge', '--format', 'json'], { cwd: folder });
  assert.equal(down.code, 0, `the sandbox in ${folder} is not stopped:\n${down.stderr}`);
  console.log(
    `${(JSON.parse(down.stdout) as { networks: readonly unknown[] }).networks.length} control planes stopped`,
  );
  rmSync(folder, { recursive: true, force: true });
}

function prepare(): void {
  const members = engine === 'terraform' ? `engine: 'terraform', providerMirror` : `engine: 'direct'`;
  writeFileSync(
    site,
    `import { loadSiteDeclaration } from ${JSON.stringify(join(checkout, 'stacks/sites/index.ts'))};
const base = (await loadSiteDeclaration('binhe')) as { networks: Record<string, object> };
const providerMirror = { kind: 'filesystem', pathVariable: 'FADUN_TERRAFORM_PLUGIN_MIRROR' };
const networks = Object.fromEntries(Object.entries(base.networks).map(([id, network]) => [id, { ...network, ${members} }]));
export default { ...base, networks };
`,
  );
  const [validFrom, validUntil] = [-1, 30].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  const people = [author, security, leader];
  for (const { id, pair } of people) writeKeyFile(at(`${id}.pem`), pair);
  const keys = people.map(({ key }) => ({ ...key, validFrom, validUntil }));
  writeFileSync(at('keyring.json'), JSON.stringify({ site: 'binhe', keys }));
}

/** Plans every network, and says what that came to. */
async function planned(name: string): Promise<PlanFile> {
  await step('plan', ['plan', site, ...chosen, '--save', at(name), ...signing(author)]);
  const file = JSON.parse(readFileSync(at(name), 'utf8')) as PlanFile;
  for (const { plan } of file.plans) {
    assert.equal(plan.engine, engine);
    const { add, change, remove } = plan.counts;
    console.log(`  ${plan.network}: ${plan.class}, ${plan.objects} objects, +${add} ~${change} -${remove}`);
  }
  return file;
}

/** Has the plans approved by whom the day demands, and applies them. */
async function applied({ plans }: PlanFile): Promise<void> {
  const isGuarded = plans.some(({ plan }) => plan.guardPeriod !== null);
  const path = isGuarded ? ['--path', 'emergency', '--reason', 'the city stands empty'] : [];
  const approvers = isGuarded ? [security, leader] : [security];
  for (const person of approvers)
    await step(`approve (${person.id})`, ['approve', at('first.json'), '--site', site, ...signing(person), ...path]);
  const approvals = approvers.flatMap(({ id }) => ['--approval', at(`first.json.${id}.approval.json`)]);
  const words = ['apply', site, ...chosen, '--plan', at('first.json'), ...approvals, ...signing(author)];
  const { networks } = await step<{ networks: readonly AppliedPlan[] }>('apply', words);
  for (const one of networks) {
    console.log(
      `  ${one.network}: ${one.changed} changed, ${one.verified} of ${one.objects} verified, ${one.seconds} s`,
    );
    assert.equal(one.verified, one.objects, one.network);
    assert(one.proofHolds, `${one.network}: the proof of the live policies fails`);
  }
  console.log(`  ${networks.length} networks, ${sum(networks.map(({ changed }) => changed))} objects`);
}

async function standsAsDeclared(): Promise<void> {
  const verified = await step<{ equal: number; objects: number; probes: readonly ProbeReport[] }>('verify', [
    ...['verify', site, ...chosen],
  ]);
  assert.equal(verified.equal, verified.objects);
  assert.deepEqual(
    verified.probes.flatMap(({ failed }) => failed),
    [],
  );
  console.log(`  ${verified.equal} of ${verified.objects} objects equal the declaration`);
  const drift = await step<{
    drifted: readonly unknown[];
    proof: { holds: boolean; declared: number; permitted: number };
  }>('drift', ['drift', site, ...chosen]);
  assert.deepEqual(drift.drifted, []);
  const { holds, declared, permitted } = drift.proof;
  assert(holds, 'the proof of the live policies fails');
  console.log(`  0 drifts; live policies permit ${permitted} of ${declared} declared connections and no other`);
}

/** One command, which must succeed; prints how long it took. */
async function step<T>(name: string, words: readonly string[]): Promise<T> {
  const start = performance.now();
  const { code, stdout, stderr } = await fadun([...words, '--format', 'json'], { cwd: folder });
  console.log(`${name}: ${secondsSince(start)} s`);
  assert.equal(code, 0, `fadun ${words.join(' ')}:\n${stderr.slice(-4000)}${stdout.slice(-2000)}`);
  return JSON.parse(stdout) as T;
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
