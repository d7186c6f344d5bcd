import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One drill of a runbook, as its record tells. */
export interface DrillObservation {
  readonly runbook: string;
  /** Where it was drilled; absent for a drill on the sandbox, which is of the runbook wherever it will run. */
  readonly network?: string;
  /** RFC 3339. */
  readonly at: string;
  readonly passed: boolean;
}

/** Reads the records of drills, a JSON file each; what is none is passed over. */
export function observeDrills(folder: string): readonly DrillObservation[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const drill = readDrill(join(folder, name));
      return drill ? [drill] : [];
    });
}

/** Keeps the result of a drill beside the others, one file for each. @returns its path */
export function writeDrillRecord(folder: string, drill: DrillObservation): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${drill.at.replaceAll(/[^0-9TZ]/g, '')}-${drill.runbook}.json`);
  writeFileSync(path, `${JSON.stringify(drill)}\n`, { flag: 'wx', mode: 0o600 });
  return path;
}

function readDrill(path: string): DrillObservation | undefined {
  try {
    const { runbook, network, at, passed } = JSON.parse(readFileSync(path, 'utf8')) as Partial<DrillObservation>;
    if (typeof runbook !== 'string' || typeof passed !== 'boolean') return undefined;
    if (network !== undefined && typeof network !== 'string') return undefined;
    if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
    return { runbook, ...(network !== undefined && { network }), at, passed };
  } catch {
    return undefined;
  }
}
