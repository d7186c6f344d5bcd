import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usedApprovalsIn } from '../../../../runbooks/kit/approvals/used-approvals.ts';
import { testTime } from '../../../kit/runbook-people.ts';

const [first, second] = ['a'.repeat(32), 'b'.repeat(32)];

describe('the store of used approvals', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fadun-used-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('remembers across processes who used an approval', () => {
    expect(usedApprovalsIn(folder).claim([first, second], 'run-1', testTime)).toEqual([]);
    expect(usedApprovalsIn(folder).usedBy(first)).toBe('run-1');
    expect(usedApprovalsIn(folder).usedBy('c'.repeat(32))).toBeUndefined();
  });

  it('lets a run claim again what it holds, and refuses it to another', () => {
    const used = usedApprovalsIn(folder);
    used.claim([first], 'run-1', testTime);
    expect(used.claim([first], 'run-1', testTime)).toEqual([]);
    expect(used.claim([second, first], 'run-2', testTime)).toEqual([first]);
    expect(used.usedBy(second)).toBeUndefined();
  });

  it('leaves no drafts behind and refuses a nonce that is a path', () => {
    const used = usedApprovalsIn(folder);
    used.claim([first], 'run-1', testTime);
    expect(readdirSync(folder)).toEqual([first]);
    expect(() => used.claim(['../../etc/passwd'], 'run-1', testTime)).toThrow(/32 hexadecimal/);
  });
});
