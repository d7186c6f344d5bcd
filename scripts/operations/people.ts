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
  throw new FadunError(
    path,
    { zh: `密钥环属于站点 ${keyring.site}，不是 ${site}`, en: `it is the keyring of ${keyring.site}, not of ${site}` },
    { zh: '指定本站点的密钥环。', en: 'Name this site’s keyring.' },
  );
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
    { zh: `按密钥环不得用其签名（${found.fault}）`, en: `the keyring does not let it sign (${found.fault})` },
    {
      zh: '请管理员登记该密钥，或改用已登记的密钥。',
      en: 'Have it enrolled by an administrator, or use the key that is.',
    },
    1,
  );
}
