import type { Keyring } from '../../../runbooks/kit/keyring.ts';
import type { Site } from '../../../stacks/model/site.ts';
import { keyringPath, readKeyring } from '../../change/keyring-file.ts';
import { type EnrolledSigner, enrolledSigner, passphraseIn, signerOf } from '../../change/signer.ts';
import { FadunError } from '../../errors.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { defaultSite, positiveInteger } from '../options.ts';

/** What every `fadun keys` command works on. */
export interface KeysScene {
  readonly site: Site;
  readonly path: string;
}

/** The site and where its keyring lies. */
export async function keysScene(options: Record<string, unknown>): Promise<KeysScene> {
  const site = await selectSite(typeof options.site === 'string' ? options.site : defaultSite);
  return { site, path: typeof options.keyring === 'string' ? options.keyring : keyringPath(site.id) };
}

/** The keyring and who acts on it. */
export async function keysSigner(
  { path }: KeysScene,
  options: Record<string, unknown>,
  now: Date,
): Promise<{ keyring: Keyring; signer: EnrolledSigner }> {
  const keyring = await readKeyring(path);
  return { keyring, signer: enrolledSigner(signerOf(options), keyring, now) };
}

/** A text option that must be given. */
export function required(options: Record<string, unknown>, name: string, flag: string): string {
  const value = options[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new FadunError(flag, { zh: '未给出', en: 'it is not given' }, { zh: `请给出 ${flag}。`, en: `Give ${flag}.` });
}

/** From when until when a new key shall hold. */
export function validity(options: Record<string, unknown>, now: Date): { validFrom: string; validUntil: string } {
  const days = positiveInteger('--days', options.days ?? '365');
  return { validFrom: now.toISOString(), validUntil: new Date(now.getTime() + days * 86_400_000).toISOString() };
}

/** The passphrase that `--new-passphrase-file` names, if it does. */
export function newPassphrase(options: Record<string, unknown>): string | undefined {
  const { newPassphraseFile } = options;
  return typeof newPassphraseFile === 'string' ? passphraseIn(newPassphraseFile) : undefined;
}

/** The start of a key's fingerprint as two people read it to each other. */
export function fingerprint(id: string): string {
  return id.slice(0, 32).match(/.{4}/g)!.join(' ');
}
