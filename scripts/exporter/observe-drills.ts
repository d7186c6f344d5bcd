import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One drill of a runbook, as its record tells. */
export interface DrillObservation {
  readonly runbook: string;
  readonly network: string;
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

function readDrill(path: string): DrillObservation | undefined {
  try {
    const { runbook, network, at, passed } = JSON.parse(readFileSync(path, 'utf8')) as Partial<DrillObservation>;
    if (typeof runbook !== 'string' || typeof network !== 'string' || typeof passed !== 'boolean') return undefined;
    if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
    return { runbook, network, at, passed };
  } catch {
    return undefined;
  }
}
