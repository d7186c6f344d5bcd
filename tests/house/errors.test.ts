import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorText, FadunError } from '../../scripts/errors.ts';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));

/** Where fault and remedy stand among the arguments of each error for people. */
const places: Readonly<Record<string, readonly number[]>> = {
  FadunError: [1, 2],
  TerraformError: [2, 3],
  ClusterError: [2, 3],
  SandboxError: [0],
  MachineError: [0],
};

/** The arguments of a call as written, from behind its bracket; strings and brackets in them are kept whole. */
function argumentsAt(source: string, start: number): readonly string[] {
  const found: string[] = [];
  const open: string[] = [];
  let from = start;
  for (let at = start; at < source.length; at++) {
    const sign = source[at]!;
    const inside = open.at(-1);
    if (sign === '\\') at++;
    else if (inside === "'" || inside === '"') {
      if (sign === inside) open.pop();
    } else if (inside === '`') {
      if (sign === '`') open.pop();
      else if (sign === '$' && source[at + 1] === '{') open.push(source[++at]!);
    } else if (`'"\`([{`.includes(sign)) open.push(sign);
    else if (open.length === 0 && (sign === ')' || sign === ',')) {
      found.push(source.slice(from, at).trim());
      from = at + 1;
      if (sign === ')') return found;
    } else if (')]}'.includes(sign)) open.pop();
  }
  return found;
}

/** Words of a language as a literal: quoted, and with a space between words. */
const sentence = /^['"`].*[a-z]{2,} [a-z]{2,}/s;

function inOneLanguage(file: string, source: string): readonly string[] {
  return [...source.matchAll(/new (\w+Error)\(/g)].flatMap(({ 0: call, 1: name = '', index }) => {
    const given = argumentsAt(source, index + call.length);
    return (places[name] ?? []).flatMap((place) => {
      const written = given[place] ?? '';
      const parts = written.startsWith('{')
        ? [...written.matchAll(/(?:fault|remedy): (['"`].*)/g)]
        : [[written, written]];
      return parts.flatMap(([, part = '']) => (sentence.test(part) ? [`${file}: ${name}: ${part.slice(0, 80)}`] : []));
    });
  });
}

describe('errors for people', () => {
  const files = readdirSync(scripts, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(scripts, path));

  it('say fault and remedy in both languages', () => {
    const named = ['`of $', '{plan.at(0, 1)}`'].join('');
    const plain = `throw new FadunError(${named}, ${named.replace('of', 'it is of')}, "Plan again, then.", 1);`;
    expect(inOneLanguage('plain.ts', plain)).toHaveLength(2);
    expect(files.flatMap((file) => inOneLanguage(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('are read in the language asked for, and by programs in English', () => {
    const error = new FadunError(
      'plan.json',
      { zh: '不是文件', en: 'it is no file' },
      { zh: '请重试。', en: 'Try again.' },
    );
    expect(errorText(error, 'zh')).toBe('plan.json: 不是文件\n  请重试。');
    expect(error).toMatchObject({ message: 'plan.json: it is no file\n  Try again.', fault: 'it is no file' });
  });
});
