import { describe, expect, it } from 'vitest';
import { turns } from '../../../scripts/control-plane/machine/turns.ts';

describe('turns', () => {
  it('never let in more at once than they may, whoever asks while one is handed on', async () => {
    const { take } = turns(2);
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    const visit = async (name: number) => {
      const giveBack = await take();
      order.push(name);
      inside++;
      most = Math.max(most, inside);
      await Promise.resolve();
      inside--;
      giveBack();
      giveBack();
      if (name < 100) await visit(name + 100);
    };
    await Promise.all([1, 2, 3, 4, 5].map(visit));
    expect(most).toBe(2);
    expect(order).toHaveLength(10);
    expect(order.slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
  });
});
