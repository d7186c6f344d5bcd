import { quote } from 'zx/core';

/**
 * Options as they are typed into a shell, so that a printed command can be copied: `--site binhe --out $'my folder'`. What is
 * not given is left out.
 */
export function shellOptions(options: Readonly<Record<string, unknown>>): string {
  return Object.entries(options)
    .flatMap(([name, value]) => (typeof value === 'string' ? [`--${name} ${quote(value)}`] : []))
    .join(' ');
}
