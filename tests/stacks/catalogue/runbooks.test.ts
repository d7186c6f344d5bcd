import { describe, expect, it } from 'vitest';
import { duties } from '../../../stacks/catalogue/duties/index.ts';
import { type RunbookEntry, runbooks } from '../../../stacks/catalogue/runbooks.ts';

const entries: readonly (readonly [string, RunbookEntry])[] = Object.entries(runbooks);

describe('the catalogue of runbooks', () => {
  it('has every runbook that a duty names', () => {
    const known = new Set(entries.map(([id]) => id));
    expect(Object.values(duties).filter(({ runbook }) => !known.has(runbook))).toEqual([]);
  });

  it('holds no runbook outside the core set that no duty names', () => {
    const named = new Set<string>(Object.values(duties).map(({ runbook }) => runbook));
    expect(entries.filter(([id, { core }]) => !core && !named.has(id)).map(([id]) => id)).toEqual([]);
  });

  it.each(entries)('%s is named as verb and object, in both languages', (id, { title }) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(title.zh).toMatch(/\p{Script=Han}/u);
    expect(title.en).toMatch(/^[A-Z]/);
  });
});
