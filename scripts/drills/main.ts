/**
 * The drills of all core runbooks with their fault matrix, on one shared control plane.
 * `npm run drill`, or with ids of runbooks: `npm run drill -- restore-etcd`. Exit code 1 where one fails. With
 * `--record=FOLDER` each runbook's result is kept there for the exporter: the age of its last passed drill.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDrillRecord } from '../exporter/observe-drills.ts';
import { absence, surveyBinaries } from '../sandbox/binaries/resolve.ts';
import { drillIds, loadAnyDrill, performGood } from './index.ts';
import { abortPass, failPass, killPass } from './matrix.ts';
import { mend, openStage } from './stage.ts';

interface Line {
  readonly name: string;
  readonly problems: readonly string[];
  readonly faults: number;
  readonly seconds: number;
}

const words = process.argv.slice(2);
const record = words.find((word) => word.startsWith('--record='))?.slice('--record='.length);
const asked = words.filter((word) => !word.startsWith('--'));
const ids = asked.length > 0 ? asked : drillIds;
const say = (text: string) => process.stdout.write(`${text}\n`);

const lacking = await missing();
if (lacking !== undefined) {
  for (const id of ids) say(`skipped  ${id}: ${lacking}`);
  say(`0 passed, 0 failed, ${ids.length} skipped`);
} else process.exitCode = (await drillAll()) === 0 ? 0 : 1;

/** Runs every drill; gives the number that failed. */
async function drillAll(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'fadun-drill-runs-'));
  const stage = await openStage();
  const lines: Line[] = [];
  try {
    for (const id of ids) {
      const drill = await loadAnyDrill(id);
      let seconds: ReadonlyMap<string, number> = new Map();
      const at = (pass: string) => join(folder, `${id}-${pass}`);
      const pass = (name: string, work: () => Promise<Pick<Line, 'problems' | 'faults'>>) =>
        line(lines, `${id}: ${name}`, () => mend(stage).then(work));
      await pass('good drill', async () => {
        const report = await performGood(stage, drill, at('good'));
        seconds = report.seconds;
        return { problems: report.problems, faults: 0 };
      });
      if (drill.depth === 'good') continue;
      await pass('killed everywhere', () => killPass(stage, drill, at('kill'), seconds));
      await pass('failing everywhere', () => failPass(stage, drill, at('fail')));
      await pass('killed, then aborted', () => abortPass(stage, drill, at('abort'), seconds));
    }
  } finally {
    await stage.strike();
    await rm(folder, { recursive: true, force: true });
  }
  if (record) {
    for (const id of ids) {
      const own = lines.filter(({ name }) => name.startsWith(`${id}: `));
      const passed = own.length > 0 && own.every(({ problems }) => problems.length === 0);
      writeDrillRecord(record, { runbook: id, at: new Date().toISOString(), passed });
    }
  }
  const failed = lines.filter(({ problems }) => problems.length > 0).length;
  say(`${lines.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed;
}

async function line(
  lines: Line[],
  name: string,
  work: () => Promise<Pick<Line, 'problems' | 'faults'>>,
): Promise<void> {
  const started = performance.now();
  const report = await work().catch((error: unknown) => ({
    problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    faults: 0,
  }));
  const seconds = (performance.now() - started) / 1000;
  lines.push({ name, seconds, ...report });
  const faults = report.faults > 0 ? `, ${report.faults} faults` : '';
  say(`${report.problems.length === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s${faults})`);
  for (const problem of report.problems) say(`         ${problem}`);
}

async function missing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `the sandbox runs on Linux; this is ${process.platform}`;
  const survey = await surveyBinaries();
  if (survey.missing.length === 0 || survey.go !== undefined) return undefined;
  const { fault, remedy } = absence(survey);
  return `${fault} ${remedy}`;
}
