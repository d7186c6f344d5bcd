import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRunbook, loadProcedures } from '../../runbooks/index.ts';
import { pages } from '../../scripts/pages/pages.ts';
import { pagesFolder } from '../../scripts/pages/write-pages.ts';

const procedures = await loadProcedures();
const generated = await pages();

describe('the pages of runbooks', () => {
  it('are what the code says today; `npm run docs:runbooks` writes them', () => {
    expect(readdirSync(pagesFolder).sort()).toEqual([...generated.keys()].sort());
    const stale = [...generated].filter(([name, text]) => readFileSync(join(pagesFolder, name), 'utf8') !== text);
    expect(stale.map(([name]) => name)).toEqual([]);
  });

  it('tell when, who, what it touches, every step with its way back, how to stop, and whom to tell', () => {
    for (const procedure of procedures.filter(isRunbook)) {
      const page = generated.get(`${procedure.id}.en.md`)!;
      for (const heading of [
        'When',
        'Who runs it',
        'Who approves it',
        'Blast radius',
        'Steps',
        'Stopping safely',
        'Escalation',
      ])
        expect(page, procedure.id).toContain(`## ${heading}`);
      expect(page.match(/^### /gm)?.length).toBe(procedure.steps.length);
      expect(page.match(/^Undo: /gm)?.length).toBe(procedure.steps.length);
      expect(page).toContain(`fadun runbook plan ${procedure.id}`);
    }
  });

  it('are written in the language that their name says', () => {
    for (const [name, text] of generated) {
      const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, '');
      const chinese = prose.match(/\p{Script=Han}/gu)?.length ?? 0;
      if (name.includes('.zh.')) expect(chinese, name).toBeGreaterThan(50);
      else expect(chinese / prose.length, name).toBeLessThan(0.05);
    }
  });
});
