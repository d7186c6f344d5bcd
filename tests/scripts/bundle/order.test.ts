import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../runbooks/kit/signing/digest.ts';
import {
  highestSeen,
  type LastBundle,
  orderOf,
  readLastBundle,
  writeLastBundle,
} from '../../../scripts/bundle/order.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-order-'));
  path = join(folder, 'state', 'last.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const payload = digestOf('seven');
const seven = { site: 'binhe', network: 'court-net', number: 7, payload, begunAt: '2026-03-02T03:00:00Z' };

const last: LastBundle = { type: 'fadun/last-bundle/v2', ...seven, seen: [{ number: 7, payload }] };

describe('the order of bundles', () => {
  it('knows a first, a newer, the same and an older one', () => {
    expect(orderOf({ number: 1, payload })).toBe('first');
    expect(orderOf({ number: 8, payload: digestOf('eight') }, last)).toBe('newer');
    expect(orderOf({ number: 7, payload }, last)).toBe('same');
    expect(orderOf({ number: 6, payload: digestOf('six') }, last)).toBe('older');
  });

  it('tells two bundles of one number apart, by either digest', () => {
    for (const other of [
      digestOf('forged'),
      { ...payload, sm3: '0'.repeat(64) },
      { ...payload, sha256: '0'.repeat(64) },
    ])
      expect(orderOf({ number: 7, payload: other }, last)).toBe('other-with-this-number');
  });

  it('is by the highest number that was seen, whatever was gone back to since', () => {
    const [five, six] = [digestOf('five'), digestOf('six')];
    writeLastBundle(path, { ...seven, seen: [{ number: 5, payload: five }] });
    writeLastBundle(path, {
      ...seven,
      number: 5,
      payload: five,
      seen: readLastBundle(path, 'binhe', 'court-net')!.seen,
    });
    const back = readLastBundle(path, 'binhe', 'court-net')!;
    expect({ number: back.number, highest: highestSeen(back) }).toEqual({ number: 5, highest: 7 });
    expect(orderOf({ number: 5, payload: five }, back)).toBe('same');
    expect(orderOf({ number: 6, payload: six }, back)).toBe('older');
    expect(orderOf({ number: 7, payload }, back)).toBe('newer');
    expect(orderOf({ number: 7, payload: digestOf('another seven') }, back)).toBe('other-with-this-number');
  });

  it('is read from a record of before all numbers were kept', () => {
    writeLastBundle(path, seven);
    const { seen: _, ...former } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...former, type: 'fadun/last-bundle/v1' }));
    expect(readLastBundle(path, 'binhe', 'court-net')).toEqual(last);
  });

  it('is kept across processes, readable by its owner only', () => {
    expect(readLastBundle(path, 'binhe', 'court-net')).toBeUndefined();
    writeLastBundle(path, seven);
    expect(readLastBundle(path, 'binhe', 'court-net')).toMatchObject(seven);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses to guess from a record that is damaged, empty or of another network', () => {
    writeLastBundle(path, seven);
    const text = readFileSync(path, 'utf8');
    const unseen = JSON.stringify({ ...last, seen: [] });
    for (const bad of ['', '{', text.slice(0, 40), text.replace('"number": 7', '"number": "7"'), unseen]) {
      writeFileSync(path, bad);
      expect(() => readLastBundle(path, 'binhe', 'court-net'), JSON.stringify(bad)).toThrow(
        /no record of the last bundle/,
      );
    }
    writeFileSync(path, text);
    expect(() => readLastBundle(path, 'binhe', 'police-net')).toThrow(/no record of the last bundle of police-net/);
  });
});
