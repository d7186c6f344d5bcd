import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../scripts/commands/table.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = [
  ...['policies', 'stacks', 'runbooks', 'scripts'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|md)$/.test(path))
      .map((path) => join(room, path)),
  ),
  ...['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md'],
];

/** Options that every command takes. */
const common = ['--format', '--lang', '--help'];

interface Advice {
  readonly place: string;
  readonly text: string;
  /** The words after the program's name. */
  readonly words: readonly string[];
}

/** Every place where a text tells people to call the program: its words, up to the end of the line or of the quotation. */
function adviceIn(file: string): readonly Advice[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, at) =>
    [...line.matchAll(/(?:npx |`|["'：:（( ])fadun ([a-z][^`"'|;，。;]*)/g)].map(([, text]) => ({
      place: `${file}:${at + 1}`,
      text: text!.trim(),
      words: text!.trim().split(/\s+/),
    })),
  );
}

const names = new Set(commandTable.map(({ name }) => name));
const groups = new Set(commandTable.map(({ name }) => name.split(' ')[0]!));

/** What is wrong with an advice: a command or an option that the program does not have. */
function faultOf({ words }: Advice): string | undefined {
  const [first = '', second = ''] = words.map((word) => word.replace(/[.,:)）]+$/, ''));
  const name = names.has(`${first} ${second}`) ? `${first} ${second}` : first;
  if (!groups.has(first)) return undefined;
  const isGroupAlone = !names.has(first);
  if (isGroupAlone && name === first && /^[a-z][a-z-]*$/.test(second)) return `${first} has no ${second}`;
  const spec = commandTable.find((each) => each.name === name);
  if (spec?.freeOptions) return undefined;
  const flags = spec ? [spec] : commandTable.filter((each) => each.name.startsWith(`${first} `));
  const known = flags.flatMap(({ options = [] }) =>
    options.flatMap(({ flags: text }) => text.match(/--[a-z-]+/g) ?? []),
  );
  const given = words.flatMap((word) => word.match(/^\[?(--[a-z][a-z-]*)/)?.[1] ?? []);
  const unknown = given.filter((flag) => ![...known, ...common].includes(flag));
  return unknown.length > 0 ? `${name} has no ${unknown.join(', ')}` : undefined;
}

describe('advice to call the program', () => {
  const advice = files.flatMap(adviceIn);

  it('is found in the sources, the pages and the documents', () => {
    expect(advice.length).toBeGreaterThan(200);
  });

  it('names options that the command has', () => {
    const faults = advice.flatMap((each) => {
      const fault = faultOf(each);
      return fault ? [`${each.place}: fadun ${each.text}: ${fault}`] : [];
    });
    expect(faults).toEqual([]);
  });

  it('would be noticed if it named a command or an option that there is not', () => {
    const words = 'runbook undo --propose RUN'.split(' ');
    expect(faultOf({ place: 'a message', text: words.join(' '), words })).toBe('runbook undo has no --propose');
    expect(faultOf({ place: 'a message', text: 'bundle show', words: ['bundle', 'show'] })).toBe('bundle has no show');
  });
});
