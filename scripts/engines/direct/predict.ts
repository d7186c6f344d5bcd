import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Difference } from './compare/difference.ts';
import { type FieldStep, hasKeys } from './compare/field-set.ts';
import type { Decision } from './decide.ts';

/**
 * The object as the server would hold it after the change: the live one with every differing field set and every field
 * that is declared no more, or taken back, taken away. Server defaults stay where they are, so that both sides compare like with like.
 */
export function predicted({ object, live, differences, leftovers, taken }: Decision): KubernetesObject {
  if (live === undefined) return object;
  const after = structuredClone(live) as unknown as Record<string, unknown>;
  const added = taken?.added.map(({ difference }) => difference) ?? [];
  for (const difference of [...leftovers, ...added, ...differences]) write(after, difference);
  return after as unknown as KubernetesObject;
}

function write(root: Record<string, unknown>, { path, expected }: Difference): void {
  let holder: unknown = root;
  for (const [at, step] of path.entries()) {
    const next = path[at + 1];
    if (next === undefined) {
      set(holder, step, expected);
      return;
    }
    const below = get(holder, step) ?? make(holder, step, next);
    if (typeof below !== 'object' || below === null) return;
    holder = below;
  }
}

function get(holder: unknown, step: FieldStep): unknown {
  if ('field' in step) return (holder as Record<string, unknown>)[step.field];
  if (!Array.isArray(holder)) return undefined;
  if ('index' in step) return holder[step.index];
  if ('keys' in step) return holder.find((item) => hasKeys(item as Record<string, unknown>, step.keys));
  return holder.find((item) => item === step.value);
}

/** Makes what a declared field needs above it: a list before an item, a map before a name. */
function make(holder: unknown, step: FieldStep, next: FieldStep): unknown {
  const fresh: unknown = 'field' in next ? {} : [];
  if ('field' in step) (holder as Record<string, unknown>)[step.field] = fresh;
  else if (Array.isArray(holder) && 'keys' in step) holder.push(Object.assign(fresh as object, step.keys));
  else return undefined;
  return fresh;
}

function set(holder: unknown, step: FieldStep, value: unknown): void {
  if ('field' in step) {
    const fields = holder as Record<string, unknown>;
    if (value === undefined) delete fields[step.field];
    else fields[step.field] = value;
    return;
  }
  if (!Array.isArray(holder)) return;
  const index = 'index' in step ? step.index : holder.indexOf(get(holder, step));
  if (value === undefined) {
    if (index >= 0) holder.splice(index, 1);
  } else if (index >= 0) holder[index] = value;
  else holder.push(value);
}
