import type * as z from 'zod';
import type { PathSteps } from '../path.ts';

/** The parts of a schema that hold others, by the schema library's own names. */
interface Holder {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly keyType?: z.core.$ZodType;
}

/** Names of the fields that a schema has at a path; empty where it takes any key. */
export function fieldsAt(schema: z.core.$ZodType, steps: PathSteps): readonly string[] {
  const found = steps.reduce<readonly z.core.$ZodType[]>(
    (schemas, step) => schemas.flatMap((one) => inner(one, step)),
    [schema],
  );
  return [...new Set(found.flatMap(namesOf))];
}

function inner(schema: z.core.$ZodType, step: PropertyKey): readonly z.core.$ZodType[] {
  const holder = holderOf(schema);
  if (holder.innerType) return inner(holder.innerType, step);
  if (holder.options) return holder.options.flatMap((option) => inner(option, step));
  const next = holder.shape?.[String(step)] ?? holder.element ?? holder.valueType;
  return next ? [next] : [];
}

function namesOf(schema: z.core.$ZodType): readonly string[] {
  const holder = holderOf(schema);
  if (holder.innerType) return namesOf(holder.innerType);
  if (holder.options) return holder.options.flatMap(namesOf);
  if (holder.keyType) return Object.keys((holderOf(holder.keyType) as { entries?: object }).entries ?? {});
  return Object.keys(holder.shape ?? {});
}

function holderOf(schema: z.core.$ZodType): Holder {
  return schema._zod.def as unknown as Holder;
}
