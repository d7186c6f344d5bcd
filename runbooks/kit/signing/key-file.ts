import { createPrivateKey } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { type KeyPair, keyPairFromPem } from './keys.ts';

/**
 * Writes a private key as PKCS#8 PEM with mode 0600; an existing file is never overwritten.
 * @param passphrase encrypts the key (PBES2 with AES-256-CBC, RFC 8018)
 * @throws Error where the file exists.
 */
export function writeKeyFile(path: string, pair: KeyPair, passphrase?: string): void {
  const content = passphrase === undefined ? pair.privatePem : encrypted(pair, passphrase);
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${path}: a file is there already. Choose another path; a key is never overwritten.`);
  }
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function encrypted(pair: KeyPair, passphrase: string): string {
  if (passphrase.length < 12) throw new Error('passphrase: it is shorter than 12 characters. Choose a longer one.');
  return createPrivateKey(pair.privatePem)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString();
}

/**
 * Reads a private key file (PKCS#8, encrypted or not, or SEC1 PEM).
 * @throws Error where others than its owner may read or write it, where it is no key, and for a wrong passphrase.
 */
export function readKeyFile(path: string, passphrase?: string): KeyPair {
  const mode = statSync(path).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(
      `${path}: mode ${mode.toString(8)} lets others at the private key. Run chmod 600, then consider the key exposed.`,
    );
  }
  const pem = readFileSync(path, 'utf8');
  return keyPairFromPem(/ENCRYPTED/.test(pem) ? decrypted(path, pem, passphrase) : pem);
}

function decrypted(path: string, pem: string, passphrase: string | undefined): string {
  if (passphrase === undefined) throw new Error(`${path}: the key is encrypted. Give its passphrase.`);
  try {
    return createPrivateKey({ key: pem, passphrase }).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    throw new Error(`${path}: the passphrase does not open the key. Try again.`);
  }
}
