import { conversions } from './conversion.ts';
import { formatFunctions } from './format.ts';
import type { LibraryFunction } from './function.ts';
import { addresses } from './ip.ts';
import { lists } from './lists.ts';
import { quantities } from './quantity.ts';
import { regexFunctions } from './regex.ts';
import { versions } from './semver.ts';
import { strings } from './strings.ts';
import { times } from './time.ts';
import { urls } from './url.ts';

export type { LibraryFunction } from './function.ts';

/** Every function there is. A later one of the same name replaces an earlier one: lists takes over indexOf. */
export const library: readonly LibraryFunction[] = [
  ...[...strings, ...regexFunctions, ...conversions, ...times, ...lists],
  ...[...quantities, ...versions, ...addresses, ...urls, ...formatFunctions],
];

/** Functions by name, namespaced ones as `sets.contains`. */
export const globals: ReadonlyMap<string, LibraryFunction> = named(false);

/** Methods by name. */
export const methods: ReadonlyMap<string, LibraryFunction> = named(true);

function named(method: boolean): ReadonlyMap<string, LibraryFunction> {
  return new Map(library.filter((one) => one.method === method).map((one) => [one.name, one]));
}
