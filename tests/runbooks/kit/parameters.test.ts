import { describe, expect, it } from 'vitest';
import { command, showCommand } from '../../../runbooks/kit/command.ts';
import { parameter, readParameters } from '../../../runbooks/kit/parameters.ts';
import { Refused } from '../../../runbooks/kit/refusal.ts';

const text = { zh: '参数', en: 'parameter' };
const set = {
  namespace: parameter.label(text),
  node: parameter.name(text),
  mode: parameter.choice(text, ['soft', 'hard']),
  count: parameter.integer(text, 1, 50),
  wait: parameter.duration(text, 3600),
  image: parameter.image(text),
  ticket: parameter.ticket(text),
  reason: parameter.optional(parameter.reason(text)),
};
const good = {
  namespace: 'court-filing',
  node: 'node-03.court-net',
  mode: 'soft',
  count: '7',
  wait: '10m',
  image: `registry.local:5000/court/filing@sha256:${'a'.repeat(64)}`,
  ticket: 'INC-2026-031',
};

/** Refused for every parameter but `reason`. */
const hostile: readonly string[] = [
  '',
  ' ',
  '-',
  '--',
  '-A',
  '--all-namespaces',
  '--kubeconfig=/etc/kubernetes/admin.conf',
  '-n=kube-system',
  '—all',
  '‐‐all',
  ';reboot',
  'a;reboot',
  'a&&reboot',
  'a||reboot',
  'a|tee x',
  'a&',
  '$(reboot)',
  '`reboot`',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell expansion, meant as it stands
  '${IFS}',
  '$HOME',
  'a>b',
  'a<b',
  'a*',
  'a?',
  '[a-z]',
  '{a,b}',
  '~root',
  '!!',
  '#a',
  'a\\b',
  "a'b",
  'a"b',
  "'; drop table cases; --",
  '%00',
  'a%0ab',
  '../../etc/passwd',
  '/etc/passwd',
  'a/../b',
  'a\nb',
  'court-filing\n',
  '\ncourt-filing',
  'soft\n',
  'a\r\nb',
  'a\tb',
  'a b',
  ' a',
  'a ',
  'a\0b',
  'soft\0',
  '\u001b[31ma',
  '\u202ea',
  'a\u200bb',
  'а-cyrillic',
  'ａ',
  'soft\u0301',
  '７',
  '١',
  'ﬁling',
  'court\u2010filing',
  'courť',
  '法院',
  'A',
  'COURT',
  '_a',
  'a_',
  '.a',
  'a.',
  'a..b',
  '=a',
  'a=b',
  'a,b',
  'a:b',
  '@a',
  '{{.Values.x}}',
  '<script>',
  'true ',
  '-1',
  '+1',
  'a'.repeat(254),
  'a'.repeat(1_048_576),
  '\n'.repeat(1_048_576),
  'a.'.repeat(524_288),
];

describe('parameters', () => {
  it('reads good values with their types', () => {
    expect(readParameters(set, good)).toEqual({ ...good, count: 7, wait: 600 });
    expect(readParameters(set, { ...good, reason: 'INC-2026-031：节点异常，隔离' }).reason).toBe(
      'INC-2026-031：节点异常，隔离',
    );
  });

  it('has at least fifty hostile values', () => expect(new Set(hostile).size).toBeGreaterThanOrEqual(50));

  it.each(hostile.map((value) => [JSON.stringify(value.slice(0, 40)), value] as const))(
    'refuses %s everywhere',
    (_shown, value) => {
      const names = Object.keys(good);
      try {
        readParameters(set, Object.fromEntries(names.map((name) => [name, value])));
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(Refused);
        expect((error as Refused).refusals.map((refusal) => refusal.subject)).toEqual(names);
        expect((error as Error).message).toMatch(/^[ -~\n\u4e00-\u9fff：]*$/);
        expect((error as Error).message.length).toBeLessThan(3_000);
      }
    },
  );

  it.each([
    '--all',
    ';reboot',
    '$(reboot)',
    'a\nb',
    '`x`',
    "a'b",
    'a"b',
    'a|b',
    'a&b',
    '\u202ea',
    'a\u200bb',
    '<script>',
    ' a',
    'x'.repeat(301),
  ])('refuses %j as a reason', (reason) => expect(() => readParameters(set, { ...good, reason })).toThrow(Refused));

  it.each([
    ['count', '0'],
    ['count', '0x10'],
    ['count', '1e3'],
    ['count', '1.5'],
    ['count', '99999999999999999999'],
    ['count', '51'],
    ['count', '07'],
    ['wait', '61m'],
    ['wait', '0s'],
    ['wait', '10'],
    ['image', 'nginx:latest'],
    ['image', `nginx@sha256:${'A'.repeat(64)}`],
    ['ticket', 'INC-26-1'],
    ['mode', 'softhard'],
  ])('refuses %s %s', (name, value) => {
    expect(() => readParameters(set, { ...good, [name]: value })).toThrow(Refused);
  });

  it('reports all faults at once: unknown, missing, not text; inherited names are no parameters', () => {
    const given: Record<string, unknown> = { ...good, count: 7, colour: 'red', __proto__x: 'y' };
    delete given.node;
    expect(() => readParameters(set, given)).toThrow(
      /colour[\s\S]*__proto__x[\s\S]*node: it is missing[\s\S]*count: it is not text/,
    );
    expect(() => readParameters({ constructor: parameter.label(text) }, {})).toThrow(/missing/);
  });
});

describe('commands', () => {
  it('pass values as one --flag=value word each', () => {
    const built = command('kubectl', ['delete', 'pods'], {
      namespace: '--all-namespaces',
      'grace-period': 0,
      force: true,
      wait: undefined,
    });
    expect(built.arguments).toEqual([
      'delete',
      'pods',
      '--namespace=--all-namespaces',
      '--grace-period=0',
      '--force=true',
    ]);
  });

  it('refuse words that look computed, flag names that are none, and a NUL', () => {
    for (const word of ['a b', 'x;y', '$(x)', 'a\nb', '', '法'])
      expect(() => command('kubectl', [word])).toThrow(/not plain/);
    expect(() => command('kubectl', [], { 'a=b': 'c' })).toThrow(/not a flag name/);
    expect(() => command('kubectl', [], { name: 'a\0b' })).toThrow(/NUL/);
  });

  it('are shown so that pasting them into bash gives the same words', () => {
    expect(showCommand(command('kubectl', ['annotate'], { note: "it's $(x)" }))).toBe(
      `kubectl annotate $'--note=it\\'s $(x)'`,
    );
  });
});
