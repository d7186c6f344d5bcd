import { isDeepStrictEqual } from 'node:util';
import type { FieldPath } from './field-set.ts';
import { sameQuantity } from './quantity.ts';

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
  limits: limitDefault,
};

/**
 * Whether a live value inside an atomic list or map is the server's default for what nobody declared.
 * @param path of the list or map
 */
export function isInnerDefault(path: FieldPath, field: string, value: unknown, declared: Fields): boolean {
  if (anywhere[field] === value) return true;
  return path.some((step) => 'field' in step && inside[step.field]?.(field, value, declared));
}

/** LimitRange: `default` is taken from `max`, `defaultRequest` from `default` or else `min`, resource by resource. */
function limitDefault(field: string, value: unknown, item: Fields): boolean {
  if (field !== 'default' && field !== 'defaultRequest') return false;
  const sources = field === 'default' ? [item.max] : [item.default, item.max, item.min];
  return Object.entries(value as Fields).every(([resource, amount]) =>
    sources.some((source) => sameQuantity((source as Fields | undefined)?.[resource], amount)),
  );
}
