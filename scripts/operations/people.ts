import { type Keyring, lookUpKey } from '../../runbooks/kit/keyring.ts';
import { readKeyring as readKeyringFile } from '../change/keyring-file.ts';
import { type Signer, signerOf } from '../change/signer.ts';
import { FadunError } from '../errors.ts';

export type { Signer } from '../change/signer.ts';

/**
 * Reads the public keys that a site trusts.
 * @throws FadunError where there is none or it is of another site, SiteInvalid with every problem of it
 */
export async function readKeyring(path: string, site: string): Promise<Keyring> {
  const keyring = await readKeyringFile(path);
  if (keyring.site === site) return keyring;
  throw new FadunError(path, `it is the keyring of ${keyring.site}, not of ${site}`, 'Name this site’s keyring.');
}

/**
 * The person whose private key the file holds: known by the key, not by what they say.
 * @throws FadunError where the key is not usable now
 */
export function signerOfKey(key: string, passphraseFile: string | undefined, keyring: Keyring, now: Date): Signer {
  const { pair } = signerOf({ as: 'signer', key, passphraseFile });
  const found = lookUpKey(keyring, pair.id, now);
  if (found.usable) return { person: found.key.owner, pair };
  throw new FadunError(
    key,
    `the keyring does not let it sign (${found.fault})`,
    'Have it enrolled by an administrator, or use the key that is.',
    1,
  );
}
