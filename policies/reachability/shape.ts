import type { Labels } from './selectors.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The value where it is an object, else an empty one: inputs come from files that nobody validated. */
export function asObject(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects in the value where it is a list, else none. */
export function asObjects(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

/** The strings in the value where it is a list, else none. */
export function asTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The entries with text values; no other value can be a label. */
export function asLabels(value: unknown): Labels {
  const fields = asObject(value);
  for (const key in fields) {
    if (typeof fields[key] !== 'string') {
      return Object.fromEntries(
        Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
    }
  }
  return fields as Labels;
}
