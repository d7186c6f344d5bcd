import { createHash } from 'node:crypto';
import type { KubernetesObject } from './kubernetes.ts';

/** What a measure did to one object, and so what nobody may undo but the measure. */
export type HeldObject =
  /** Removed on purpose. */
  | { readonly object: string; readonly as: 'absent' }
  /** These fields were set on purpose; the rest of the object is as declared. */
  | { readonly object: string; readonly as: 'changed'; readonly fields: readonly string[] }
  /** Made on purpose, with this content; without a digest its content cannot be read (a Secret). */
  | { readonly object: string; readonly as: 'added'; readonly digest?: string };

/**
 * The mark that a measure leaves in its network: an isolated namespace, a cut channel, a blocked image. Apply, plan,
 * verify and drift leave alone what it names, and say which run holds it. It excuses exactly what it names: a policy that
 * was added beside the measure's own is drift as ever.
 */
export interface Hold {
  /** Name of its ConfigMap. */
  readonly name: string;
  readonly runbook: string;
  readonly run: string;
  /** RFC 3339, UTC. */
  readonly since: string;
  readonly subject: string;
  /** Namespace that the measure closed; the proof expects nothing to be permitted there. */
  readonly closes?: string;
  /** Device of a channel that the measure replaced by another, in the front-end's namespace. */
  readonly moves?: { readonly namespace: string; readonly from: string; readonly to: string };
  readonly objects: readonly HeldObject[];
}

/** The namespace of marks, inventories and locks. */
export const holdNamespace = 'fadun-system';

/** Labels of a mark. Only the applier and break-glass may write what bears the second one (`fadun-managed-objects`). */
export const holdLabels = { 'fadun.io/hold': 'true', 'app.kubernetes.io/managed-by': 'fadun' } as const;

/** `Deployment.apps court/web`, or `ConfigMap court/x` for the core group (KEP-3659). */
export function heldKey({ apiVersion, kind, metadata }: KubernetesObject): string {
  const slash = apiVersion.indexOf('/');
  const { namespace, name } = metadata;
  return `${kind}${slash === -1 ? '' : `.${apiVersion.slice(0, slash)}`} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** SHA-256 over an object's content, its metadata and status apart, with members in order. */
export function contentDigest(object: KubernetesObject): string {
  const { metadata: _, status: __, ...content } = object;
  return createHash('sha256')
    .update(JSON.stringify(sorted(content)))
    .digest('hex');
}

/** The ConfigMap of a hold before its run is known: `run` and `since` are filled in when it is set. */
export function holdObject(hold: Omit<Hold, 'run' | 'since'>): KubernetesObject {
  const { name, runbook, subject, closes, moves, objects } = hold;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: holdNamespace, labels: holdLabels },
    data: {
      runbook,
      subject,
      ...(closes && { closes }),
      ...(moves && { moves: JSON.stringify(moves) }),
      objects: JSON.stringify(objects),
    },
  };
}

/**
 * The hold of a ConfigMap; undefined where it is none, or not whole: what cannot be read excuses nothing.
 */
export function holdOf({ kind, metadata, data }: KubernetesObject): Hold | undefined {
  const bears = Object.entries(holdLabels).every(([name, value]) => metadata.labels?.[name] === value);
  if (kind !== 'ConfigMap' || metadata.namespace !== holdNamespace || !bears) return undefined;
  const { runbook, run, since, subject, closes, moves, objects } = (data ?? {}) as Readonly<Record<string, string>>;
  if (!runbook || !run || !since || !subject || !objects) return undefined;
  try {
    const held = JSON.parse(objects) as unknown;
    if (!Array.isArray(held) || !held.every(isHeldObject)) return undefined;
    return {
      name: metadata.name,
      runbook,
      run,
      since,
      subject,
      ...(closes && { closes }),
      ...(moves && { moves: JSON.parse(moves) as Hold['moves'] }),
      objects: held,
    };
  } catch {
    return undefined;
  }
}

function isHeldObject(value: unknown): value is HeldObject {
  const { object, as, fields } = (value ?? {}) as { object?: unknown; as?: unknown; fields?: unknown };
  if (typeof object !== 'string') return false;
  if (as === 'changed') return Array.isArray(fields) && fields.every((field) => typeof field === 'string');
  return as === 'absent' || as === 'added';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
