import { quote } from 'zx/core';

/** A program with its arguments, run without a shell. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
}

/**
 * Builds a command. Words are written in the runbook; whatever comes from outside goes into `flags`, always as
 * `--flag=value`, so that a value can neither become a flag nor another word.
 * @throws Error for words that look computed (white space, control characters) and for values with a NUL.
 */
export function command(
  program: string,
  words: readonly string[],
  flags: Readonly<Record<string, string | number | boolean | undefined>> = {},
): Command {
  for (const word of [program, ...words]) {
    if (!/^[A-Za-z0-9/._=:,@+-]+$/.test(word))
      throw new Error(`command ${program}: the word ${JSON.stringify(word)} is not plain. Pass values as flags.`);
  }
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return { program, arguments: [...words, ...given.map(([name, value]) => flag(name, value!))] };
}

function flag(name: string, value: string | number | boolean): string {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`flag ${JSON.stringify(name)}: not a flag name.`);
  const text = String(value);
  if (text.includes('\0')) throw new Error(`flag --${name}: the value holds a NUL. Give plain text.`);
  return `--${name}=${text}`;
}

/** The command as it could be pasted into bash; for people to read, never for running. */
export function showCommand({ program, arguments: given }: Command): string {
  return [program, ...given].map(quote).join(' ');
}
