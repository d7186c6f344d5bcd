import { describe, expect, it } from 'vitest';
import { isRunbook, loadProcedures } from '../../runbooks/index.ts';
import { readParameters } from '../../runbooks/kit/parameters.ts';
import { planRunbook } from '../../runbooks/kit/plan-runbook.ts';
import { Refused } from '../../runbooks/kit/refusal.ts';

const zeroWidth = '\u200b';
const rightToLeft = '\u202e';

/** Values that have broken shells, flags, paths, patterns, terminals and parsers elsewhere. */
const hostile: readonly string[] = [
  ...['', ' ', '\t', '\n', '\r\n', '\0', '-', '--', '---', '.', '..', '/'],
  ...[
    '-A',
    '-n=kube-system',
    '--all-namespaces',
    '--kubeconfig=/etc/kubernetes/admin.conf',
    '--as=system:admin',
    '-o=yaml',
  ],
  ...['—all', '‐‐all', '－－all', '−A'],
  ...[
    ';reboot',
    'a;reboot',
    'a&&reboot',
    'a||reboot',
    'a|tee x',
    'a&',
    'a>b',
    'a<b',
    '$(reboot)',
    '`reboot`',
    '$HOME',
    '$' + '{IFS}',
  ],
  ...['a*', 'a?', '[a-z]', '{a,b}', '~root', '!!', '#a', "a'b", 'a"b', 'a\\b', '%0a', '%2e%2e%2f', '&#10;'],
  ...['../kube-system', 'a/../../secrets/b', 'kube-system/../default', 'a?limit=1', 'a&fieldSelector=x', 'a#b'],
  ...[
    'a\nb',
    'court\n--all',
    'court-filing\n',
    '\ncourt-filing',
    'a\rb',
    `court${zeroWidth}filing`,
    `court${rightToLeft}gnilif`,
  ],
  ...['ｃｏｕｒｔ', 'соurt', 'courτ', 'ⅽourt', 'court\u0301', '\ufeffcourt', '💥'],
  ...['\u001b[2J', '\u001b]0;title\u0007', '\u0007', '\u0008'],
  ...['{"$patch":"delete"}', '[]', '{}', '<script>', "' OR 1=1 --", '$' + '{jndi:ldap://x}', '{{7*7}}'],
  ...['x'.repeat(1024 * 1024), '0'.repeat(1024 * 1024), '-'.repeat(1024 * 1024), '法'.repeat(400)],
];

const procedures = await loadProcedures();
const isUnprintable = (character: string) =>
  (character < ' ' && character !== '\n') || character === zeroWidth || character === rightToLeft;
/** A sentence for people takes blanks and punctuation; it is recorded and becomes part of no command and no path. */
const isSentence = (pattern: RegExp) => pattern.test('两个 词, a;b');
const isPlainSentence = (value: string) =>
  value.length <= 300 && /^[\p{Script=Han}A-Za-z0-9][\p{Script=Han}A-Za-z0-9 ,.:;()/-]*$/u.test(value);

describe('hostile values of parameters', () => {
  it('are more than fifty, and meet the parameters of every runbook and inspection', () => {
    expect(new Set(hostile).size).toBeGreaterThanOrEqual(50);
    expect(procedures.filter(({ parameters }) => Object.keys(parameters).length > 0).length).toBeGreaterThan(10);
  });

  it('are refused, every one for every parameter, before anything is read', () => {
    const letThrough: string[] = [];
    let tried = 0;
    for (const { id, parameters } of procedures) {
      for (const [name, definition] of Object.entries(parameters)) {
        for (const value of hostile) {
          if (isSentence(definition.pattern) && isPlainSentence(value)) continue;
          tried += 1;
          try {
            readParameters({ [name]: definition }, { [name]: value });
            letThrough.push(`${id} --${name}=${JSON.stringify(value.slice(0, 40))}`);
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
            if (error.message.length > 2_000) letThrough.push(`${id} --${name}: the refusal repeats the value`);
            if ([...error.message].some(isUnprintable))
              letThrough.push(`${id} --${name}: the refusal carries it to the terminal`);
          }
        }
      }
    }
    expect(letThrough).toEqual([]);
    expect(tried).toBeGreaterThan(50 * 10);
  });

  it('stop a plan before its first look at the target', async () => {
    for (const procedure of procedures) {
      if (!isRunbook(procedure)) continue;
      const [name] = Object.keys(procedure.parameters);
      if (name === undefined) continue;
      let looks = 0;
      const read = {
        get: async () => {
          looks += 1;
          return undefined;
        },
      };
      const target = { site: 'binhe', network: 'court-net' };
      const planned = planRunbook(procedure, { [name]: '$(reboot)' }, target, read, () => new Date());
      await expect(planned).rejects.toThrow(Refused);
      expect(looks).toBe(0);
    }
  });

  it('never begin with a hyphen nor hold a line end where a pattern lets them pass', () => {
    const open = procedures.flatMap(({ id, parameters }) =>
      Object.entries(parameters)
        .filter(([, { pattern }]) => ['-x', 'x\ny', 'x\0', '--x=y'].some((value) => pattern.test(value)))
        .map(([name]) => `${id} --${name}`),
    );
    expect(open).toEqual([]);
  });
});
