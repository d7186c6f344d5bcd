import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { type KeyPair, keyPairFromPem } from './keys.ts';

/**
 * Writes a private key as PKCS#8 PEM with mode 0600; an existing file is never overwritten.
 * @throws Error where the file exists.
 */
export function writeKeyFile(path: string, pair: KeyPair): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${path}: a file is there already. Choose another path; a key is never overwritten.`);
  }
  try {
    writeSync(file, pair.privatePem);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Reads a private key file (PKCS#8 or SEC1 PEM).
 * @throws Error where others than its owner may read or write it, and where it is no key.
 */
export function readKeyFile(path: string): KeyPair {
  const mode = statSync(path).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(
      `${path}: mode ${mode.toString(8)} lets others at the private key. Run chmod 600, then consider the key exposed.`,
    );
  }
  return keyPairFromPem(readFileSync(path, 'utf8'));
}
