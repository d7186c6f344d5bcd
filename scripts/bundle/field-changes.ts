import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { FieldChange } from '../change/plan.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields in which two declarations of one object differ, deepest first named; lists of another length are one field. */
export function fieldChanges(before: KubernetesObject, after: KubernetesObject): FieldChange[] {
  const changes: FieldChange[] = [];
  collect(before, after, '', changes);
  const isSecret = after.kind === 'Secret';
  return isSecret ? changes.map(({ field }) => ({ field, from: '(secret)', to: '(secret)' })) : changes;
}

function collect(before: unknown, after: unknown, field: string, changes: FieldChange[]): void {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    after.forEach((item, index) => {
      collect(before[index], item, `${field}[${index}]`, changes);
    });
  } else if (isFields(before) && isFields(after)) {
    for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort())
      collect(before[name], after[name], `${field}.${name}`, changes);
  } else if (before !== after && JSON.stringify(before) !== JSON.stringify(after)) {
    changes.push({ field, from: before ?? null, to: after ?? null });
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
