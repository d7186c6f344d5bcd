import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../runbooks/kit/signing/digest.ts';
import { orderOf, readLastBundle, writeLastBundle } from '../../../scripts/bundle/order.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-order-'));
  path = join(folder, 'state', 'last.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const payload = digestOf('seven');
const seven = { site: 'binhe', network: 'court-net', number: 7, payload, begunAt: '2026-03-02T03:00:00Z' };

describe('the order of bundles', () => {
  it('knows a first, a newer, the same and an older one', () => {
    const last = { type: 'fadun/last-bundle/v1', ...seven } as const;
    expect(orderOf({ number: 1, payload })).toBe('first');
    expect(orderOf({ number: 8, payload: digestOf('eight') }, last)).toBe('newer');
    expect(orderOf({ number: 7, payload }, last)).toBe('same');
    expect(orderOf({ number: 6, payload: digestOf('six') }, last)).toBe('older');
  });

  it('tells two bundles of one number apart, by either digest', () => {
    const last = { type: 'fadun/last-bundle/v1', ...seven } as const;
    for (const other of [
      digestOf('forged'),
      { ...payload, sm3: '0'.repeat(64) },
      { ...payload, sha256: '0'.repeat(64) },
    ])
      expect(orderOf({ number: 7, payload: other }, last)).toBe('other-with-this-number');
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
    for (const bad of ['', '{', text.slice(0, 40), text.replace('"number": 7', '"number": "7"')]) {
      writeFileSync(path, bad);
      expect(() => readLastBundle(path, 'binhe', 'court-net'), JSON.stringify(bad)).toThrow(
        /no record of the last bundle/,
      );
    }
    writeFileSync(path, text);
    expect(() => readLastBundle(path, 'binhe', 'police-net')).toThrow(/no record of the last bundle of police-net/);
  });
});
