/**
 * How long `fadun check FOLDER` takes over generated manifests, every rule, as a whole process from YAML files: cold,
 * again without a change, and again after one file was edited: a setting of a container, then a NetworkPolicy. Prints seconds and peak memory; exits 1 when a target is
 * missed.
 *
 *   npm exec -- node tests/bench/check.ts [objects …]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeBenchFolder } from './check-folder.ts';

const targets: Readonly<Record<number, { cold: number; edit: number; memoryMiB: number }>> = {
  10000: { cold: 1.7, edit: 0.5, memoryMiB: 1536 },
  50000: { cold: 9, edit: Number.POSITIVE_INFINITY, memoryMiB: 1536 },
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : Object.keys(targets).map(Number);
const rows = [];
for (const size of sizes) rows.push(await measure(size));
console.table(rows);
const missed = rows.flatMap(({ objects, cold, edit, MiB, ...more }) => {
  const target = targets[objects];
  if (!target) return [];
  return [
    ...(cold > target.cold ? [`${objects} objects took ${cold} s`] : []),
    ...[edit, more['edit of a policy']].flatMap((seconds) =>
      seconds > target.edit ? [`${objects} objects took ${seconds} s after an edit`] : [],
    ),
    ...(MiB > target.memoryMiB ? [`${objects} objects took ${MiB} MiB`] : []),
  ];
});
for (const line of missed) console.error(`missed: ${line}`);
process.exitCode = missed.length > 0 ? 1 : 0;

async function measure(size: number) {
  const work = mkdtempSync(join(tmpdir(), 'fadun-bench-'));
  try {
    const folder = join(work, 'manifests');
    const files = await writeBenchFolder(folder, size);
    await check(work, folder, ['--no-cache']);
    const cold = await best(3, () => check(work, folder, ['--no-cache']));
    await check(work, folder, []);
    const unchanged = await best(3, () => check(work, folder, []));
    const edited = join(folder, files.find(({ path }) => path.endsWith('/api.yaml'))!.path);
    let edits = 0;
    const after = (change: (text: string, number: number) => string) =>
      best(3, () => {
        writeFileSync(edited, change(readFileSync(edited, 'utf8'), ++edits));
        return check(work, folder, []);
      });
    const edit = await after((text, number) => text.replace(/value: '\d+'/, `value: '${1000 + number}'`));
    // The first port of a NetworkPolicy: everything that is judged over all objects is judged again.
    const policyEdit = await after((text, number) => text.replace(/^( {10}port: )\d+/m, `$1${7000 + number}`));
    return {
      objects: size,
      files: files.length,
      rules: cold.rules,
      findings: cold.findings,
      cold: cold.seconds,
      unchanged: unchanged.seconds,
      edit: edit.seconds,
      'edit of a policy': policyEdit.seconds,
      MiB: Math.max(cold.MiB, edit.MiB),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

interface Run {
  readonly seconds: number;
  readonly MiB: number;
  readonly rules: number;
  readonly findings: number;
}

/** The fastest of some runs: what else the machine does only ever adds. */
async function best(times: number, run: () => Promise<Run>): Promise<Run> {
  const runs: Run[] = [];
  for (let at = 0; at < times; at++) runs.push(await run());
  return runs.sort((one, other) => one.seconds - other.seconds)[0]!;
}

/** One whole process, with the memory that it took at most (VmHWM, as the kernel counted it before it ended). */
function check(work: string, folder: string, options: readonly string[]): Promise<Run> {
  const begun = performance.now();
  const entry = join(root, 'scripts/fadun.mjs');
  // Threads load it too: each prints a line, and the last one counts.
  const watch = `process.on('exit', () => process.stderr.write('\\n' + process.resourceUsage().maxRSS))`;
  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(watch)}`,
      entry,
      'check',
      folder,
      '--format',
      'json',
      ...options,
    ],
    { cwd: work, env: { ...process.env, XDG_CACHE_HOME: join(work, 'cache') }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [out, told]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      const seconds = Math.round(performance.now() - begun) / 1000;
      const errors = Buffer.concat(told).toString();
      const kilobytes = /(\d+)$/.exec(errors)?.[1];
      try {
        const { rules, findings } = JSON.parse(Buffer.concat(out).toString()) as { rules: number; findings: unknown[] };
        resolve({ seconds, MiB: Math.round(Number(kilobytes) / 1024), rules, findings: findings.length });
      } catch {
        reject(new Error(`the check printed no result: ${errors}`));
      }
    });
  });
}
