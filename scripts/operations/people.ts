import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Keyring, lookUpKey } from '../../runbooks/kit/keyring.ts';
import { keyringProblems } from '../../runbooks/kit/keyring-problems.ts';
import { readKeyFile } from '../../runbooks/kit/signing/key-file.ts';
import type { KeyPair } from '../../runbooks/kit/signing/keys.ts';
import { SiteInvalid } from '../../stacks/model/problem.ts';
import { FadunError } from '../errors.ts';
import type { Workspace } from '../pipeline/workspace.ts';
import { readJsonFile } from './plan-file.ts';

/** Where a site's keyring lies unless named. */
export function keyringPath(workspace: Workspace): string {
  return join(workspace.root, 'keyring.json');
}

/**
 * Reads the public keys that a site trusts.
 * @throws FadunError where there is none, SiteInvalid with every problem of it
 */
export function readKeyring(path: string, site: string): Keyring {
  if (!existsSync(path)) {
    throw new FadunError(
      path,
      'there is no keyring',
      'Enrol the people with `fadun keys`, or name the file with --keyring.',
      3,
    );
  }
  const keyring = readJsonFile(path, 'keyring') as Partial<Keyring> | null;
  if (typeof keyring?.site !== 'string' || !Array.isArray(keyring.keys))
    throw new FadunError(path, 'it is no keyring', 'Name the file that `fadun keys` writes.');
  if (keyring.site !== site)
    throw new FadunError(path, `it is the keyring of ${keyring.site}, not of ${site}`, 'Name this site’s keyring.');
  const problems = keyringProblems(keyring as Keyring);
  if (problems.length > 0) throw new SiteInvalid(path, problems);
  return keyring as Keyring;
}

/** A person who signs, known by the key and not by what they say. */
export interface Signer {
  readonly person: string;
  readonly pair: KeyPair;
}

/** The person whose private key the file holds. @throws FadunError where the key is not usable now */
export function signerOf(keyFile: string, keyring: Keyring, now: Date): Signer {
  const pair = readKey(keyFile);
  const found = lookUpKey(keyring, pair.id, now);
  if (found.usable) return { person: found.key.owner, pair };
  throw new FadunError(
    keyFile,
    `the keyring does not let it sign (${found.fault})`,
    'Have it enrolled by an administrator, or use the key that is.',
    1,
  );
}

function readKey(keyFile: string): KeyPair {
  try {
    return readKeyFile(keyFile);
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message;
    throw new FadunError(keyFile, reason, 'Give the private key that `fadun keys generate` wrote.');
  }
}
