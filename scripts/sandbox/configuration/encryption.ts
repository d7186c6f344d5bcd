import { dump } from 'js-yaml';

/** A key for secretbox: a name that values in etcd are prefixed with, and 32 bytes. */
export interface EncryptionKey {
  readonly name: string;
  readonly secret: Uint8Array;
}

/**
 * Secrets are encrypted at rest with XSalsa20 and Poly1305 (secretbox). The first key writes, all keys read. There is
 * no `identity` provider: a value that is not encrypted cannot be read, so none goes unnoticed.
 * @throws when there is no key, or one is not 32 bytes long.
 */
export function encryptionConfigurationYaml(keys: readonly EncryptionKey[]): string {
  if (keys.length === 0) throw new Error('encryption: no key.\n  Give at least one.');
  for (const key of keys) {
    if (key.secret.length !== 32) {
      throw new Error(`encryption: key ${key.name} has ${key.secret.length} bytes.\n  secretbox takes 32.`);
    }
  }
  return dump({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [
      {
        resources: ['secrets'],
        providers: [
          {
            secretbox: {
              keys: keys.map((key) => ({ name: key.name, secret: Buffer.from(key.secret).toString('base64') })),
            },
          },
        ],
      },
    ],
  });
}
