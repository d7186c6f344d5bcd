import { readFileSync } from 'node:fs';
import { type EnrolledKey, type Keyring, lookUpKey } from '../../runbooks/kit/keyring.ts';
import { readKeyFile } from '../../runbooks/kit/signing/key-file.ts';
import type { KeyPair } from '../../runbooks/kit/signing/keys.ts';
import { FadunError } from '../errors.ts';

/** A person with their private key in hand. */
export interface Signer {
  readonly person: string;
  readonly pair: KeyPair;
}

/** A signer whose key the site trusts now. */
export interface EnrolledSigner extends Signer {
  readonly key: EnrolledKey;
}

/** How a command names who signs. */
export interface SignerOptions {
  readonly as?: unknown;
  readonly key?: unknown;
  readonly passphraseFile?: unknown;
}

/**
 * Reads the private key of who signs.
 * @throws FadunError where person or key is not named, or the key cannot be used
 */
export function signerOf({ as: person, key, passphraseFile }: SignerOptions): Signer {
  if (typeof person !== 'string' || typeof key !== 'string') {
    throw new FadunError(
      'signature',
      { zh: '需要签名人及其密钥', en: 'it needs a person and their key' },
      { zh: '请给出 --as PERSON 与 --key FILE。', en: 'Give --as PERSON and --key FILE.' },
    );
  }
  const passphrase = typeof passphraseFile === 'string' ? passphraseIn(passphraseFile) : undefined;
  try {
    return { person, pair: readKeyFile(key, passphrase) };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new FadunError(
      key,
      code ? { zh: `无法读取密钥（${code}）`, en: `the key cannot be read (${code})` } : (cause as Error).message,
      {
        zh: '请给出 `fadun keys generate` 写出的私钥；加密的私钥还须 --passphrase-file。',
        en: 'Give the private key that `fadun keys generate` wrote; an encrypted one needs --passphrase-file.',
      },
    );
  }
}

/** The first line of a file that only its owner can read. */
export function passphraseIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n')[0]!;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new FadunError(
      path,
      { zh: `无法读取口令（${code}）`, en: `the passphrase cannot be read (${code})` },
      {
        zh: '请以 --passphrase-file 给出首行为口令的文件。',
        en: 'Give --passphrase-file a file whose first line is the passphrase.',
      },
    );
  }
}

/**
 * A signer whose key is enrolled for them and in force.
 * @throws FadunError (exit code 1) where it is not
 */
export function enrolledSigner(signer: Signer, keyring: Keyring, now: Date): EnrolledSigner {
  const found = lookUpKey(keyring, signer.pair.id, now);
  const remedy = { zh: '用 `fadun keys list` 查看密钥状态。', en: 'See the state of keys with `fadun keys list`.' };
  if (!found.usable)
    throw new FadunError(
      `key of ${signer.person}`,
      { zh: `密钥不可用（${found.fault}）`, en: `it is not usable (${found.fault})` },
      remedy,
      1,
    );
  if (found.key.owner !== signer.person)
    throw new FadunError(
      `key of ${signer.person}`,
      { zh: `登记在 ${found.key.owner} 名下`, en: `it is enrolled for ${found.key.owner}` },
      remedy,
      1,
    );
  return { ...signer, key: found.key };
}
