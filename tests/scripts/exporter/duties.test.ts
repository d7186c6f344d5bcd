import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { observeDuties } from '../../../scripts/exporter/observe-duties.ts';
import { operationsFolders } from '../../../scripts/operations/folders.ts';
import { workspaceOf } from '../../../scripts/pipeline/workspace.ts';
import { loadSite } from '../../../stacks/model/load.ts';
import binhe from '../../../stacks/sites/binhe.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-duties-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const site = loadSite(binhe, 'binhe');

describe('duties that nobody has done', () => {
  it('are overdue from the day of the declaration on, in every network; what an event calls for is not', async () => {
    const folders = operationsFolders(workspaceOf(site.id, folder));
    const declared = new Date(`${site.declaredOn}T00:00:00+08:00`);
    const look = async (days: number) =>
      observeDuties(
        site,
        ['court-net', 'police-net'],
        folders,
        undefined,
        new Date(declared.getTime() + days * 86_400_000),
      );
    const atOnce = (await look(0.5)).get('court-net')!.overdue;
    expect([...atOnce.values()].every((seconds) => seconds === 0)).toBe(true);
    const later = await look(3);
    for (const network of ['court-net', 'police-net']) {
      expect(later.get(network)!.overdue.get('RB-D07')).toBe(86_400);
      expect(later.get(network)!.overdue.get('RB-W01')).toBe(0);
    }
    const onEvent = Object.entries(site.duties).filter(([, { period }]) => period === 'on-event');
    expect(onEvent.length).toBeGreaterThan(0);
    for (const [id] of onEvent) expect(later.get('court-net')!.overdue.has(id)).toBe(false);
    expect(later.get('court-net')!.overdue.size + onEvent.length).toBe(Object.keys(site.duties).length);
  });
});
