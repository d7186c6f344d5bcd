import { describe, expect, it } from 'vitest';
import { duties } from '../../../stacks/catalogue/duties/index.ts';
import type { Duty } from '../../../stacks/model/duty.ts';

const series = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `RB-${letter}${String(index + 1).padStart(2, '0')}`);

const periods: Readonly<Record<string, Duty['period'][]>> = {
  D: ['shift', 'daily'],
  W: ['weekly'],
  M: ['monthly'],
  Q: ['quarterly'],
  H: ['half-yearly'],
  Y: ['yearly'],
  G: ['protection-period'],
  I: ['on-event'],
  C: ['on-event'],
};

describe('operations duties', () => {
  const rows = Object.entries<Duty>(duties);

  it('are all there', () => {
    const expected = [
      ...series('D', 10),
      ...series('W', 5),
      ...series('M', 6),
      ...series('Q', 7),
      ...series('H', 2),
      ...series('Y', 11),
      ...series('G', 4),
      ...series('I', 12),
      ...series('C', 4),
    ];
    expect(rows.map(([id]) => id)).toEqual(expected);
  });

  it('recur as their ids say', () => {
    for (const [id, { period }] of rows) expect(periods[id[3]!], id).toContain(period);
  });

  it('name a runbook as verb and object, the same for duties that one runbook serves', () => {
    for (const [id, { runbook }] of rows) expect(runbook, id).toMatch(/^[a-z]+(-[a-z0-9]+)+$/);
    expect(duties['RB-Q05'].runbook).toBe(duties['RB-I06'].runbook);
  });

  it('let the platform help wherever people are not alone with it', () => {
    for (const [id, { manual, automated }] of rows) if (!manual) expect(automated, id).not.toBeNull();
  });
});
