import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBundle } from '../../../scripts/bundle/bundle-folder.ts';
import { type FarSide, openFarSide } from '../../../scripts/bundle/far-side.ts';
import { readLastBundle } from '../../../scripts/bundle/order.ts';
import { lastBundlePath, plannedBundle, takeBundle } from '../../../scripts/bundle/release.ts';
import { type ChangeState, changeStateIn } from '../../../scripts/change/change-state.ts';
import { type BundleScene, bundleScene } from './fixture.ts';

let scene: BundleScene;
let sides: ReadonlyMap<string, FarSide>;
beforeAll(async () => {
  scene = await bundleScene();
  const opened = async (name: string, payload: Buffer): Promise<[string, FarSide]> => {
    const folder = join(scene.folder, `bundle-${name}`);
    await writeBundle(folder, scene.released(payload));
    return [name, await openFarSide(folder, scene.options)];
  };
  const numbered = (number: number) => scene.payloadOf(scene.city, { number });
  const five = numbered(5);
  sides = new Map([
    await opened('3', numbered(3)),
    await opened('4', numbered(4)),
    await opened('5', five),
    await opened('another 5', scene.payloadOf(scene.city, { number: 5, base: numbered(4) })),
  ]);
}, 120_000);
afterAll(() => scene.remove());

let states = 0;
const newState = () => changeStateIn(join(scene.folder, `state-${states++}`));
const sideOf = (name: string) => sides.get(name)!;
const planned = (state: ChangeState, name: string, rollback = false) => plannedBundle(sideOf(name), state, rollback);
const take = (state: ChangeState, name: string, plan: ReturnType<typeof planned>) =>
  takeBundle(sideOf(name), state, plan, new Date('2026-03-02T03:00:00Z'));
const lastOf = (state: ChangeState) => readLastBundle(lastBundlePath(state, scene.network), 'minimal', scene.network);

describe('a bundle that is taken', () => {
  it('is looked at again: another that came between plan and write is not gone back from', () => {
    const state = newState();
    const [three, four] = [planned(state, '3'), planned(state, '4')];
    take(state, '4', four);
    expect(() => take(state, '3', three)).toThrow(/older than bundle 4, the newest applied, and was not planned as a/);
    expect(lastOf(state)).toMatchObject({ number: 4 });
    take(state, '4', four);
  });

  it('is no other of a number that was seen, after a rollback too', () => {
    const state = newState();
    take(state, '5', planned(state, '5'));
    const back = planned(state, '3', true);
    expect(back.rollbackFrom).toBe(5);
    take(state, '3', back);
    expect(lastOf(state)).toMatchObject({ number: 3, seen: [{ number: 3 }, { number: 5 }] });
    expect(() => planned(state, 'another 5')).toThrow(/another bundle of this number was applied/);
    expect(() => planned(state, '4')).toThrow(/older than bundle 5, the newest applied/);
    expect(planned(state, '5')).toMatchObject({ number: 5, rollbackFrom: null });
    take(state, '3', back);
  });
});
