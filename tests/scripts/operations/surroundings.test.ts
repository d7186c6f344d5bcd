import { describe, expect, it } from 'vitest';
import { command } from '../../../runbooks/kit/command.ts';
import { surroundings } from '../../../scripts/operations/surroundings.ts';

const access = (sandbox: boolean) => ({ sandbox, kubeconfig: '/k', out: '/out', programs: {} });
const added = (sandbox: boolean, words: readonly string[], flags = {}, keyring?: string) =>
  surroundings(
    { access: access(sandbox), ...(keyring === undefined ? {} : { keyring }) },
    command('fadun', words, flags),
  );

describe('what a run adds to a command of our own', () => {
  it('is what this very command takes, not another of its group', async () => {
    expect(await added(false, ['bundle', 'verify', 'release.fadun'])).toEqual([]);
    expect(await added(false, ['bundle', 'apply', 'release.fadun'])).toEqual(['--out=/out', '--kubeconfig=/k']);
    expect(await added(true, ['bundle', 'apply', 'release.fadun'])).toEqual(['--out=/out']);
  });

  it('names the keys that the run trusts, unless the approved command does', async () => {
    expect(await added(true, ['apply', 'minimal'], {}, '/keys')).toEqual(['--out=/out', '--keyring=/keys']);
    expect(await added(true, ['verify', 'minimal'], {}, '/keys')).toEqual(['--out=/out']);
    const own = { keyring: 'keys.json' };
    expect(await added(true, ['bundle', 'apply', 'release.fadun'], own, '/keys')).toEqual(['--out=/out']);
  });
});
