import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fadun-fork-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Synthesises the small site in a process of its own; with the fork, every import of cdktf becomes cdktn. */
function synthesise(name: string, nodeArguments: readonly string[]): Map<string, string> {
  const outdir = join(folder, name);
  execFileSync(process.execPath, [...nodeArguments, 'stacks/main.ts', 'minimal'], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  });
  const stacks = readdirSync(join(outdir, 'stacks')).sort();
  return new Map(stacks.map((stack) => [stack, readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8')]));
}

describe('the way out of cdktf', () => {
  it('the community fork synthesises the same stacks', () => {
    const chosen = synthesise('cdktf', []);
    const fork = synthesise('cdktn', ['--import', './tests/kit/use-fork.mjs']);
    expect(chosen.size).toBe(5);
    expect([...fork.keys()]).toEqual([...chosen.keys()]);
    for (const [stack, text] of chosen) {
      const [ours, theirs] = [JSON.parse(text), JSON.parse(fork.get(stack)!)];
      expect(ours['//'].metadata.version).toBe('0.21.0');
      expect(theirs['//'].metadata.version).toBe('0.24.0');
      delete ours['//'];
      delete theirs['//'];
      expect(theirs).toEqual(ours);
    }
  });
});
