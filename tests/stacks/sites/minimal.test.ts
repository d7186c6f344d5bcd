import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { siteProblems } from '../../../stacks/model/load.ts';
import { loadSiteDeclaration, siteIds } from '../../../stacks/sites/index.ts';
import minimal from '../../../stacks/sites/minimal.ts';

describe('minimal', () => {
  it('loads without a problem', () => {
    expect(siteProblems(minimal)).toEqual([]);
  });

  it('is one network with three systems, short enough to read at once', async () => {
    expect(Object.keys(minimal.networks)).toEqual(['justice-net']);
    expect(Object.keys(minimal.systems)).toHaveLength(3);
    const source = await readFile(new URL('../../../stacks/sites/minimal.ts', import.meta.url), 'utf8');
    expect(source.split('\n').length).toBeLessThanOrEqual(155);
  });

  it('permits what the three systems need and nothing else', () => {
    const flows = minimal.flows.map(({ from, to, port }) => `${from} → ${to}:${port}`).sort();
    expect(flows).toEqual([
      'peer:operators → secops-platform/bastion:2222',
      'peer:operators → secops-platform/bastion:8443',
      'peer:terminals → smart-justice/gateway:8443',
      'secops-platform/bastion → peer:api-server:6443',
      'secops-platform/bastion → security-assurance/api:8443',
      'secops-platform/bastion → security-assurance/log-store:6514',
      'secops-platform/bastion → smart-justice/api:8443',
      'secops-platform/bastion → smart-justice/gateway:8443',
      'security-assurance/api → security-assurance/log-store:6514',
      'smart-justice/api → security-assurance/log-store:6514',
      'smart-justice/api → smart-justice/database:5432',
      'smart-justice/database → security-assurance/log-store:6514',
      'smart-justice/gateway → security-assurance/log-store:6514',
      'smart-justice/gateway → smart-justice/api:8443',
    ]);
  });
});

describe('sites by id', () => {
  it('load one by one', async () => {
    expect(siteIds).toEqual(['binhe', 'minimal']);
    expect(await loadSiteDeclaration('minimal')).toBe(minimal);
  });

  it.each(['nowhere', 'toString', '__proto__'])('say which there are when %s is asked for', async (id) => {
    await expect(loadSiteDeclaration(id)).rejects.toThrow(
      `site ${id}: there is no such site.\n  Name one of binhe, minimal.`,
    );
  });
});
