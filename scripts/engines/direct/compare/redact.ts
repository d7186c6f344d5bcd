import type { FieldPath } from './field-set.ts';

/** A value as messages and reports show it: absent as null, the content of a Secret never. */
export function shown(kind: string, path: FieldPath, value: unknown): unknown {
  if (value === undefined) return null;
  const root = path[0];
  const isContent = root !== undefined && 'field' in root && (root.field === 'data' || root.field === 'stringData');
  return kind === 'Secret' && isContent ? '(secret)' : value;
}
