import { coverage } from '../../../policies/controls/coverage.ts';
import { packs } from '../../../policies/pack.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { FadunError } from '../../errors.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { table } from '../text-table.ts';

/** `fadun controls --pack P`. JSON: `[{clause, title, how, certainty, rules, duties, status, shownBy, coveredBy, basis}]`. */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const pack = String(options.pack);
  if (!packs.some(({ id }) => id === pack)) {
    const known = packs.map(({ id }) => id);
    throw new FadunError(
      `--pack ${pack}`,
      { zh: '没有该标准', en: 'there is no such pack' },
      { zh: `请选用 ${known.join('、')}。`, en: `Choose from ${known.join(', ')}.` },
    );
  }
  const clauses = coverage(allRules, pack);
  return { exitCode: 0, data: clauses, human: (language) => describe(clauses, language) };
}

/** What the site says of itself is no evidence until somebody looks. */
const onlyDeclared = { zh: '（仅为声明）', en: ' (declared only)' } as const;

function describe(clauses: ReturnType<typeof coverage>, language: Language): string {
  const names = {
    rule: { zh: '规则', en: 'rule' },
    evidence: { zh: '证据', en: 'evidence' },
    gap: { zh: '缺口', en: 'gap' },
  } as const;
  const count = (wanted: keyof typeof names) => clauses.filter(({ status }) => status === wanted).length;
  return [
    table(
      clauses.map(({ clause, title, how, certainty, rules, duties, status, shownBy, coveredBy, basis }) => [
        clause,
        names[status][language],
        how.join(''),
        certainty,
        title[language],
        status === 'rule'
          ? `${rules.join(', ')}${basis === 'declared' ? onlyDeclared[language] : ''}`
          : [...duties, coveredBy ?? shownBy].join('; '),
      ]),
    ),
    language === 'zh'
      ? `${clauses.length} 条:有规则 ${count('rule')},以证据佐证 ${count('evidence')},缺口 ${count('gap')}`
      : `${clauses.length} clauses: ${count('rule')} by rules, ${count('evidence')} by evidence, ${count('gap')} gaps`,
  ].join('\n');
}
