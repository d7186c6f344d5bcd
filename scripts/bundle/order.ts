import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { sameDigest } from '../../runbooks/kit/signing/digest.ts';
import { FadunError } from '../errors.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const numbered = { number: z.int().min(1), payload: z.strictObject({ sm3: hex, sha256: hex }) };
const common = {
  site: z.string(),
  network: z.string(),
  ...numbered,
  /** RFC 3339, UTC. */
  begunAt: z.string(),
};
const shape = z
  .strictObject({
    type: z.literal('fadun/last-bundle/v2'),
    ...common,
    /** Every bundle whose apply ever began here, the last among them: a number is used once. */
    seen: z.array(z.strictObject(numbered)),
  })
  .refine(({ seen, number, payload }) => seen.some((one) => one.number === number && sameDigest(one.payload, payload)));
/** Of before all numbers were kept. */
const formerShape = z.strictObject({ type: z.literal('fadun/last-bundle/v1'), ...common });

/** The last bundle whose apply began in a network. It lives outside the cluster: a restored etcd must not forget it. */
export type LastBundle = z.infer<typeof shape>;
type NumberedBundle = LastBundle['seen'][number];

/** How a bundle stands to those whose apply began before. */
export type BundleOrder = 'first' | 'newer' | 'same' | 'older' | 'other-with-this-number';

/**
 * Where a bundle stands; `older` and `other-with-this-number` are a rollback or a forgery. Newer is what no number seen
 * exceeds: after a rollback, what lies between is older still, and what was rolled back may come again as it was.
 */
export function orderOf({ number, payload }: NumberedBundle, last?: LastBundle): BundleOrder {
  if (!last) return 'first';
  const known = last.seen.find((one) => one.number === number);
  if (known && !sameDigest(known.payload, payload)) return 'other-with-this-number';
  if (number === last.number) return 'same';
  return number < highestSeen(last) ? 'older' : 'newer';
}

/** The newest number whose apply ever began, whatever was gone back to since. */
export function highestSeen({ seen }: LastBundle): number {
  return Math.max(...seen.map(({ number }) => number));
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
    {
      zh: `不是 ${site} 的 ${network} 最近发布包的记录`,
      en: `it is no record of the last bundle of ${network} of ${site}`,
    },
    {
      zh: '请从备份恢复；没有它就分不清发布包的新旧。',
      en: 'Restore it from its backup; without it an older bundle cannot be told from a newer one.',
    },
    1,
  );
}

function safeParse(text: string): LastBundle | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const former = formerShape.safeParse(value).data;
    if (!former) return shape.safeParse(value).data;
    const { number, payload } = former;
    return { ...former, type: 'fadun/last-bundle/v2', seen: [{ number, payload }] };
  } catch {
    return undefined;
  }
}

/** What is recorded; `seen` is of the record before it and need not hold the bundle itself. */
type BegunBundle = Omit<LastBundle, 'type' | 'seen'> & Partial<Pick<LastBundle, 'seen'>>;

/** Writes the record durably, before anything of the bundle is applied. */
export function writeLastBundle(path: string, { seen = [], ...last }: BegunBundle): void {
  const { number, payload } = last;
  const others = seen.filter((one) => one.number !== number);
  const all = [...others, { number, payload }].sort((left, right) => left.number - right.number);
  const record: LastBundle = { type: 'fadun/last-bundle/v2', ...last, seen: all };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(record, null, 2)}\n`);
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
