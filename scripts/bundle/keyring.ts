import { readFile } from 'node:fs/promises';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import { FadunError } from '../errors.ts';

/** Reads this side's keyring. @throws FadunError where it is none */
export async function readKeyring(path: string): Promise<Keyring> {
  const value = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as Partial<Keyring> | null,
    () => undefined,
  );
  if (typeof value?.site === 'string' && Array.isArray(value.keys)) return value as Keyring;
  throw new FadunError(path, 'it is no keyring', 'Give the keyring of this side with --keyring.');
}
