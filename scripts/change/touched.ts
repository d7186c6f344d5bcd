import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { type Digest, digestOfJson } from '../../runbooks/kit/signing/digest.ts';
import type { LiveObject } from '../engines/client/live.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Digest of the live values of exactly the declared fields: what others own may move without making a plan stale. */
export function declaredDigest(declared: KubernetesObject, live: LiveObject): Digest {
  return digestOfJson(project(declared, live) ?? null);
}

/** Digest of a live object that goes: all of it but what the server keeps. */
export function wholeDigest(live: LiveObject): Digest {
  const { status: _, ...rest } = live as LiveObject & { status?: unknown };
  const { labels, annotations, finalizers } = live.metadata as Fields;
  return digestOfJson({ ...rest, metadata: { labels, annotations, finalizers } });
}

/** The part of a live value that a declared one speaks about; lists of another length are taken whole. */
function project(declared: unknown, live: unknown): unknown {
  if (Array.isArray(declared) && Array.isArray(live)) {
    return declared.length === live.length ? live.map((item, index) => project(declared[index], item)) : live;
  }
  if (!isFields(declared) || !isFields(live)) return live;
  return Object.fromEntries(
    Object.keys(declared).flatMap((field) => (field in live ? [[field, project(declared[field], live[field])]] : [])),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
