import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Digest } from '../../runbooks/kit/signing/digest.ts';
import { FadunError } from '../errors.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const shape = z.strictObject({
  type: z.literal('fadun/last-bundle/v1'),
  site: z.string(),
  network: z.string(),
  number: z.int().min(1),
  payload: z.strictObject({ sm3: hex, sha256: hex }),
  /** RFC 3339, UTC. */
  begunAt: z.string(),
});

/** The last bundle whose apply began in a network. It lives outside the cluster: a restored etcd must not forget it. */
export type LastBundle = z.infer<typeof shape>;

/** How a bundle stands to the last one. */
export type BundleOrder = 'first' | 'newer' | 'same' | 'older' | 'other-with-this-number';

/** Where a bundle stands; `older` and `other-with-this-number` are a rollback or a forgery. */
export function orderOf(bundle: { readonly number: number; readonly payload: Digest }, last?: LastBundle): BundleOrder {
  if (!last) return 'first';
  if (bundle.number !== last.number) return bundle.number > last.number ? 'newer' : 'older';
  return bundle.payload.sm3 === last.payload.sm3 && bundle.payload.sha256 === last.payload.sha256
    ? 'same'
    : 'other-with-this-number';
}

/**
 * Reads the record; undefined where none was ever written.
 * @throws FadunError where it is damaged: guessing would open the way for an old bundle
 */
export function readLastBundle(path: string, site: string, network: string): LastBundle | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = safeParse(text);
  if (parsed && parsed.site === site && parsed.network === network) return parsed;
  throw new FadunError(
    path,
    `it is no record of the last bundle of ${network} of ${site}`,
    'Restore it from its backup; without it an older bundle cannot be told from a newer one.',
    1,
  );
}

function safeParse(text: string): LastBundle | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Writes the record durably, before anything of the bundle is applied. */
export function writeLastBundle(path: string, last: Omit<LastBundle, 'type'>): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ type: 'fadun/last-bundle/v1', ...last }, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
