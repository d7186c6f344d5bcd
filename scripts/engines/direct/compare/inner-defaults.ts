import { isDeepStrictEqual } from 'node:util';
import type { FieldPath } from './field-set.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether the server gives this value to a field that the declared map leaves out. */
type IsDefault = (field: string, value: unknown, declared: Fields) => boolean;

const anywhere: Fields = { protocol: 'TCP', scope: '*', pathType: 'Prefix' };

const selectors: Fields = { namespaceSelector: {}, objectSelector: {}, matchPolicy: 'Equivalent' };

const claim: Fields = {
  kind: 'PersistentVolumeClaim',
  apiVersion: 'v1',
  volumeMode: 'Filesystem',
  namespace: 'default',
};

/** Defaults inside lists and maps that merge as a whole, by the field that holds them (`k8s.io/kubernetes`, `defaults.go`). */
const inside: Readonly<Record<string, IsDefault>> = {
  matchConstraints: (field, value) => isDeepStrictEqual(selectors[field], value),
  matchResources: (field, value) => isDeepStrictEqual(selectors[field], value),
  volumeClaimTemplates: (field, value) => field === 'status' || claim[field] === value,
};

/**
 * Whether a live value inside an atomic list or map is the server's default for what nobody declared.
 * @param path of the list or map
 */
export function isInnerDefault(path: FieldPath, field: string, value: unknown, declared: Fields): boolean {
  if (anywhere[field] === value) return true;
  return path.some((step) => 'field' in step && inside[step.field]?.(field, value, declared));
}

/**
 * A declared list of limits as the server completes it: `default` from `max`, `defaultRequest` from `default` or else
 * `min`, resource by resource (`SetDefaults_LimitRangeItem`). Any other value is given back as it is.
 */
export function withLimitDefaults(path: FieldPath, declared: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined || !('field' in last) || last.field !== 'limits' || !Array.isArray(declared)) return declared;
  return declared.map((item: Fields) => {
    const filled = { ...(item.max as Fields), ...(item.default as Fields) };
    const requests = { ...(item.min as Fields), ...filled, ...(item.defaultRequest as Fields) };
    return {
      ...item,
      ...(Object.keys(filled).length > 0 && { default: filled }),
      ...(Object.keys(requests).length > 0 && { defaultRequest: requests }),
    };
  });
}
