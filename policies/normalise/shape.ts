import { isUnknown } from '../inputs/unknown.ts';
import { canonicalQuantity } from './quantity-text.ts';
import table from './shape.generated.json' with { type: 'json' };

/**
 * What the API server's Go types do to an object on the way to admission, by field:
 *
 * - `?s` a scalar left out when zero · `?[` `?{` a list or map left out when empty · `![` `!{` null when absent
 * - `[T` `{T` (after ? or !) items of type T · `q` a quantity · `T` a pointer to T · `=T` always there · `~T` left out when empty
 *
 * Fields without a code keep what is written; null is absent everywhere.
 */
type Codes = Readonly<Record<string, string>>;

interface Field {
  readonly name: string;
  /** Left out when zero or empty. */
  readonly optional: boolean;
  readonly kind: 'scalar' | 'list' | 'map' | 'quantity' | 'struct';
  /** Type of the struct, or of the items. */
  readonly type: string;
  /** A struct that is there even when nobody wrote it; a list or map that is null when absent. */
  readonly always: boolean;
}

/** The fields of a type; those that appear unasked apart, so that the walk goes over what is written. */
interface Type {
  readonly fields: ReadonlyMap<string, Field>;
  readonly always: readonly Field[];
}

const shape = table as Readonly<Record<string, Codes>>;
const types = new Map<string, Type | undefined>();

function typeOf(name: string): Type | undefined {
  if (types.has(name)) return types.get(name);
  const codes = Object.hasOwn(shape, name) ? shape[name] : undefined;
  const fields = codes && Object.entries(codes).map(([field, code]) => fieldOf(field, code));
  const type = fields && {
    fields: new Map(fields.map((field) => [field.name, field])),
    always: fields.filter((field) => field.always),
  };
  types.set(name, type);
  return type;
}

function fieldOf(name: string, code: string): Field {
  if (code === '?s') return { name, optional: true, kind: 'scalar', type: '', always: false };
  if (code === 'q') return { name, optional: false, kind: 'quantity', type: '', always: false };
  const [mark = '', bracket] = code;
  if (mark === '?' || mark === '!') {
    const kind = bracket === '[' ? 'list' : 'map';
    return { name, optional: mark === '?', kind, type: code.slice(2), always: mark === '!' };
  }
  const type = code.replace(/^[=~]/, '');
  return { name, optional: mark === '~', kind: 'struct', type, always: mark === '=' };
}

/** Defaults of a type, applied to a fresh copy before its zero fields are left out. */
export type Defaults = (value: Record<string, unknown>) => void;

/**
 * A copy of `value` as admission would see it: nulls gone, zero `omitempty` fields gone, fields that are always there
 * present, quantities in canonical form, and the defaults of each type set.
 */
export function normaliseAs(type: string, value: unknown, defaults: ReadonlyMap<string, Defaults>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isUnknown(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const name in value) {
    const one = (value as Record<string, unknown>)[name];
    if (one !== null && one !== undefined) copy[name] = one;
  }
  defaults.get(type)?.(copy);
  const known = typeOf(type);
  if (!known) return withoutNulls(copy);
  for (const name in copy) {
    const field = known.fields.get(name);
    const next = field ? normaliseField(field, copy[name], defaults) : withoutNulls(copy[name]);
    if (next === undefined) delete copy[name];
    else copy[name] = next;
  }
  for (const field of known.always) {
    if (copy[field.name] === undefined)
      copy[field.name] = field.kind === 'struct' ? absentStruct(field, defaults) : null;
  }
  return copy;
}

function absentStruct(field: Field, defaults: ReadonlyMap<string, Defaults>): unknown {
  return normaliseAs(field.type, {}, defaults);
}

function normaliseField(field: Field, value: unknown, defaults: ReadonlyMap<string, Defaults>): unknown {
  if (isUnknown(value)) return value;
  switch (field.kind) {
    case 'scalar':
      return value === '' || value === 0 || value === false ? undefined : value;
    case 'quantity':
      return canonicalQuantity(value);
    case 'list':
      return normaliseList(field, value, defaults);
    case 'map':
      return normaliseMap(field, value, defaults);
    case 'struct': {
      const struct = normaliseAs(field.type, value, defaults);
      return field.optional && isEmpty(struct) ? undefined : struct;
    }
    default:
      return field.kind satisfies never;
  }
}

function normaliseList(field: Field, value: unknown, defaults: ReadonlyMap<string, Defaults>): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length === 0 && field.optional) return undefined;
  return field.type === '' ? value : value.map((item) => normaliseAs(field.type, item, defaults));
}

function normaliseMap(field: Field, value: unknown, defaults: ReadonlyMap<string, Defaults>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isEmpty(value) && field.optional) return undefined;
  if (field.type === '') return withoutNulls(value);
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    return [key, field.type === 'q' ? canonicalQuantity(item) : normaliseAs(field.type, item, defaults)];
  });
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** The value without null fields; itself where there are none. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isUnknown(value)) return value;
  if (Array.isArray(value)) return value.some(holdsNull) ? value.map(withoutNulls) : value;
  if (!holdsNull(value)) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
}

function holdsNull(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && !isUnknown(value) && Object.values(value).some(holdsNull);
}
