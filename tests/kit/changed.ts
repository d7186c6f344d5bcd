/** Stands for "this field is not there". */
export const absent = Symbol('absent');

/** New values by path: `{ 'networks.court-net.addresses.pods': '10.1.0.0/16', 'flows[0].port': absent }`. */
export type Changes = Readonly<Record<string, unknown>>;

/** A deep copy of a value with some places changed. A list position past the end adds an entry. */
export function changed(value: unknown, changes: Changes): unknown {
  const copy = structuredClone(value);
  for (const [path, to] of Object.entries(changes)) put(copy, steps(path), to);
  return copy;
}

/** The value at a path. */
export function valueAt(value: unknown, path: string): unknown {
  return steps(path).reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], value);
}

function put(root: unknown, path: readonly string[], to: unknown): void {
  const holder = path.slice(0, -1).reduce<unknown>((inner, step) => {
    const next = (inner as Record<string, unknown>)[step];
    if (next === undefined) throw new Error(`nothing stands at "${step}" of ${path.join('.')}`);
    return next;
  }, root) as Record<string, unknown>;
  const last = path.at(-1)!;
  if (to !== absent) holder[last] = structuredClone(to);
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
}

function steps(path: string): string[] {
  return [...path.matchAll(/\["([^"]+)"\]|\[(\d+)\]|([^.[\]]+)/g)].map((match) => (match[1] ?? match[2] ?? match[3])!);
}
