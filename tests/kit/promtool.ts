import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert, AlertCase } from '../../stacks/observability/alerts/alert.ts';
import { alertAnnotations, alertLabels, renderAlerts } from '../../stacks/observability/rules/rule-files.ts';

/** Why tests by a tool of Prometheus cannot run here; undefined where they can. */
export function missingTool(tool: 'promtool' | 'amtool'): string | undefined {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    const packageName = tool === 'promtool' ? 'prometheus' : 'prometheus-alertmanager';
    return `needs ${tool}: install ${packageName} (Debian: apt-get install --no-install-recommends ${packageName})`;
  }
}

/** An alert as one network has it. */
export interface NetworkAlert {
  readonly network: string;
  readonly alert: Alert;
}

/** Alerts of one name, of any networks, with the rules they are written as: those of the product, or of a mutant. */
export interface AlertSuite {
  readonly id: string;
  /** Whose cases are expected. */
  readonly alerts: readonly NetworkAlert[];
  /** Whose expressions and waits are loaded. @default the same */
  readonly loaded?: readonly NetworkAlert[];
}

/** A folder for the files of one run, in memory where the machine has such a place; removed by `close`. */
export function promtoolFolder(): { readonly path: string; close(): void } {
  const inMemory = '/dev/shm';
  const path = mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), 'fadun-promtool-'));
  return { path, close: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Runs the cases of suites by `promtool test rules`, one process for all.
 * @returns the output by suite id, for suites with a case that went otherwise than expected
 */
export async function failedSuites(folder: string, suites: readonly AlertSuite[]): Promise<Map<string, string>> {
  const byFile = new Map<string, string>();
  for (const [index, suite] of suites.entries()) {
    const at = join(folder, String(index));
    mkdirSync(at, { recursive: true });
    const networks = Map.groupBy(suite.loaded ?? suite.alerts, ({ network }) => network);
    for (const [network, members] of networks) {
      const rules = renderAlerts(
        `suite-${network}`,
        network,
        members.map(({ alert }) => alert),
      );
      writeFileSync(join(at, `rules-${network}.yaml`), rules);
    }
    for (const [step, cases] of Map.groupBy(mergedCases(suite.alerts), (one) => one.stepSeconds)) {
      const file = join(at, `test-${step}.yaml`);
      writeFileSync(file, testFile(step, cases));
      byFile.set(file, suite.id);
    }
  }
  const output = await runMerged('promtool', ['test', 'rules', ...byFile.keys()], folder);
  return failuresIn(output, byFile);
}

/** Series of one test, and what is expected of which alert at which second. */
interface MergedCase {
  readonly stepSeconds: number;
  readonly series: Map<string, string>;
  readonly expected: Map<string, { readonly alert: string; readonly atSeconds: number; readonly alerts: object[] }>;
}

/**
 * Instances of one idea share a test where they look at the same seconds and their series do not contradict each other:
 * each test costs promtool a storage of its own.
 */
function mergedCases(alerts: readonly NetworkAlert[]): MergedCase[] {
  const merged: MergedCase[] = [];
  const byTimes = new Map<string, MergedCase[]>();
  for (const { network, alert } of alerts) {
    for (const [index, one] of alert.cases.entries()) {
      const times = `${index} ${one.stepSeconds} ${one.moments.map(({ atSeconds }) => atSeconds).join(',')}`;
      const candidates = byTimes.get(times) ?? [];
      let home = candidates.find(({ series }) => agrees(series, one));
      if (!home) {
        home = { stepSeconds: one.stepSeconds, series: new Map(), expected: new Map() };
        candidates.push(home);
        merged.push(home);
        byTimes.set(times, candidates);
      }
      add(home, network, alert, one);
    }
  }
  return merged;
}

function agrees(series: ReadonlyMap<string, string>, one: AlertCase): boolean {
  return Object.entries(one.series).every(([name, values]) => (series.get(name) ?? values) === values);
}

function add(home: MergedCase, network: string, alert: Alert, one: AlertCase): void {
  for (const [name, values] of Object.entries(one.series)) home.series.set(name, values);
  for (const { atSeconds, fires } of one.moments) {
    const key = `${alert.name} ${atSeconds}`;
    const expected = home.expected.get(key) ?? { alert: alert.name, atSeconds, alerts: [] };
    home.expected.set(key, expected);
    for (const labels of fires) {
      expected.alerts.push({
        exp_labels: { ...labels, ...alertLabels(network, alert) },
        exp_annotations: filledIn(alertAnnotations(alert), { ...labels, ...alert.labels }),
      });
    }
  }
}

/** JSON is YAML: promtool reads it, and nothing has to be quoted by hand. */
function testFile(stepSeconds: number, cases: readonly MergedCase[]): string {
  return JSON.stringify({
    rule_files: ['rules-*.yaml'],
    evaluation_interval: `${stepSeconds}s`,
    tests: cases.map(({ series, expected }) => ({
      interval: `${stepSeconds}s`,
      input_series: [...series].map(([name, values]) => ({ series: name, values })),
      alert_rule_test: [...expected.values()].map(({ alert, atSeconds, alerts }) => ({
        eval_time: `${atSeconds}s`,
        alertname: alert,
        exp_alerts: alerts,
      })),
    })),
  });
}

/** Annotations as Prometheus fills them in: `{{ $labels.x }}` and nothing else is used. */
function filledIn(
  annotations: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): Record<string, string> {
  const fill = (text: string) => text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name]!);
  return Object.fromEntries(Object.entries(annotations).map(([name, text]) => [name, fill(text)]));
}

function failuresIn(output: string, byFile: ReadonlyMap<string, string>): Map<string, string> {
  const failures = new Map<string, string>();
  const parts = output.split(/^Unit Testing: {2}/m).slice(1);
  if (parts.length !== byFile.size)
    throw new Error(`promtool judged ${parts.length} of ${byFile.size} files:\n${output.slice(-2000)}`);
  for (const part of parts) {
    const [file = '', ...rest] = part.split('\n');
    const id = byFile.get(file.trim());
    if (id === undefined) throw new Error(`promtool speaks of an unknown file ${file}`);
    const said = rest.join('\n').trim();
    if (said !== 'SUCCESS') failures.set(id, said);
  }
  return failures;
}

/** Standard output and error of a command in the order in which they were written, whatever its exit code. */
function runMerged(command: string, args: readonly string[], folder: string): Promise<string> {
  const file = join(folder, 'output');
  const output = openSync(file, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', output, output], env: { ...process.env, TMPDIR: folder } });
    child.once('error', reject);
    child.once('close', () => {
      closeSync(output);
      resolve(readFileSync(file, 'utf8'));
    });
  });
}
