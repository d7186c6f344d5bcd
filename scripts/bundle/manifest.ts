import { z } from 'zod';
import type { Text } from '../../stacks/model/vocabulary.ts';

const digest = { sm3: z.string().regex(/^[0-9a-f]{64}$/), sha256: z.string().regex(/^[0-9a-f]{64}$/) };
const bundleNumber = z.int().min(1).max(999_999_999);

const shape = z.strictObject({
  type: z.literal('fadun/bundle/v1'),
  site: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  network: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  number: bundleNumber,
  /** The bundle that this one follows, by the digest of its payload; null for a first one. */
  base: z.strictObject({ number: bundleNumber, ...digest }).nullable(),
  /** Version of Fadun that made it. */
  fadun: z.string(),
  class: z.enum(['additive', 'widening', 'destructive']),
  files: z.record(z.string(), z.strictObject({ bytes: z.int().min(0), ...digest })),
});

/** What a bundle is and every file in it but this one. It holds no time: the same release gives the same bytes. */
export type BundleManifest = z.infer<typeof shape>;

/** Name of the manifest in the payload. */
export const manifestName = 'manifest.json';

/** Reads a manifest; undefined with the reason where it is none. */
export function parseManifest(text: string | undefined): { manifest: BundleManifest } | { fault: Text } {
  if (text === undefined) return { fault: { zh: `没有 ${manifestName}`, en: `it holds no ${manifestName}` } };
  try {
    const parsed = shape.safeParse(JSON.parse(text));
    if (parsed.success) return { manifest: parsed.data };
    const [issue] = parsed.error.issues;
    const where = `${manifestName}: ${issue?.path.join('.') ?? ''}`;
    return {
      fault: { zh: `${where}: ${issue?.message ?? '格式有误'}`, en: `${where}: ${issue?.message ?? 'malformed'}` },
    };
  } catch {
    return { fault: { zh: `${manifestName} 不是 JSON`, en: `${manifestName} is no JSON` } };
  }
}
