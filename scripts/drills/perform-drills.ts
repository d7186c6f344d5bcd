import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drilledBy, drillIds, loadAnyDrill, performGood } from './index.ts';
import { mend, openStage } from './stage.ts';

/** How one drill came out; the exporter reads the age of the last that passed. */
export interface DrillRecord {
  readonly runbook: string;
  /** The drill's id: the runbook's, or that with a word added for another cause. */
  readonly drill: string;
  /** The network on whose behalf it was drilled, on a sandbox of its own. */
  readonly network: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly problems: readonly string[];
}

/** Ids of runbooks and inspections that have a drill, sorted. */
export async function drilledRunbooks(): Promise<readonly string[]> {
  const ids = await Promise.all(drillIds.map(async (id) => drilledBy(await loadAnyDrill(id))));
  return [...new Set(ids)].sort();
}

/** Drills of a runbook, one a cause; all of them where none is named. Undefined where it has none. */
export async function drillsOf(runbook: string | undefined): Promise<readonly string[] | undefined> {
  if (runbook === undefined) return drillIds;
  const loaded = await Promise.all(drillIds.map(async (id) => ({ id, runbook: drilledBy(await loadAnyDrill(id)) })));
  const found = loaded.filter((drill) => drill.runbook === runbook).map(({ id }) => id);
  return found.length > 0 ? found : undefined;
}

/**
 * Runs drills one after the other on a sandbox made for them: plan, proof that the plan writes nothing, approval, run,
 * checks, undo. The sandbox is taken away whatever happens.
 */
export async function performDrills(
  ids: readonly string[],
  network: string,
  now: () => Date,
  onRecord: (record: DrillRecord) => void,
): Promise<readonly DrillRecord[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fadun-drill-runs-'));
  const stage = await openStage();
  const records: DrillRecord[] = [];
  try {
    for (const id of ids) {
      const drill = await loadAnyDrill(id);
      const started = performance.now();
      await mend(stage);
      const problems = await performGood(stage, drill, join(folder, id)).then(
        (report) => report.problems,
        (error: unknown) => [error instanceof Error ? error.message : String(error)],
      );
      const record: DrillRecord = {
        runbook: drilledBy(drill),
        drill: id,
        network,
        at: now().toISOString(),
        passed: problems.length === 0,
        seconds: Math.round((performance.now() - started) / 100) / 10,
        problems,
      };
      records.push(record);
      onRecord(record);
    }
    return records;
  } finally {
    await stage.strike();
    rmSync(folder, { recursive: true, force: true });
  }
}
