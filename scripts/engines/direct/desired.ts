import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import { ClusterError } from '../client/errors.ts';
import { type ApplySet, membershipLabels } from './inventory.ts';

/** What only the server writes; a declaration that carries it (an export, say) does not mean it. */
const serverMetadata = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'];

/**
 * The objects as they are compared and sent: without nulls, status and server metadata, secrets in `data`, and, where
 * an ApplySet is given, with its membership labels.
 * @throws ClusterError `invalid` when two objects have the same kind and name
 */
export function prepareObjects(objects: readonly KubernetesObject[], set?: ApplySet): KubernetesObject[] {
  const seen = new Set<string>();
  return objects.map((object) => {
    const key = objectKey(object);
    if (seen.has(key)) {
      throw new ClusterError(
        'invalid',
        key,
        { zh: '重复声明。', en: 'it is declared twice.' },
        { zh: '删去两处声明之一。', en: 'Remove one of the two declarations.' },
      );
    }
    seen.add(key);
    return prepare(object, set);
  });
}

function prepare(object: KubernetesObject, set: ApplySet | undefined): KubernetesObject {
  const { status: _, ...rest } = withoutNulls(object) as KubernetesObject;
  const metadata: Record<string, unknown> = { ...rest.metadata };
  for (const field of serverMetadata) delete metadata[field];
  if (set !== undefined) metadata.labels = { ...rest.metadata.labels, ...membershipLabels(set) };
  const prepared = { ...rest, metadata } as KubernetesObject;
  return object.kind === 'Secret' && object.apiVersion === 'v1' ? withEncodedStrings(prepared) : prepared;
}

/** `stringData` is written only: the server answers with `data`. */
function withEncodedStrings({ stringData, ...secret }: KubernetesObject): KubernetesObject {
  if (stringData === undefined) return secret as KubernetesObject;
  const data: Record<string, unknown> = { ...(secret.data as Record<string, string> | undefined) };
  for (const [name, text] of Object.entries(stringData as Record<string, string>)) {
    data[name] = Buffer.from(text, 'utf8').toString('base64');
  }
  return { ...secret, data } as unknown as KubernetesObject;
}

/** Null means "not set" in Kubernetes objects. What holds no null is returned as it is, not copied. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let copy: Record<string, unknown> | undefined;
  for (const [key, field] of Object.entries(value)) {
    const clean = withoutNulls(field);
    if (clean === field && field !== null && field !== undefined) continue;
    copy ??= { ...value };
    if (clean === null || clean === undefined) delete copy[key];
    else copy[key] = clean;
  }
  return copy ?? value;
}
