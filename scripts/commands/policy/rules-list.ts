import { packsOf, rulesOfPacks } from '../../../policies/pack.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { ruleSummary } from '../../report/rule-summary.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { table } from '../text-table.ts';

/** `fadun rules`. JSON: `[{id, title, severity, controls, packs, targets, admission, examples: {compliant, violating}}]`. */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const packs = Array.isArray(options.pack) ? (options.pack as string[]) : [];
  const rules = packs.length > 0 ? rulesOfPacks(allRules, packs) : allRules;
  return {
    exitCode: 0,
    data: rules.map(ruleSummary),
    human: (language) =>
      [
        table(rules.map((rule) => [rule.severity, rule.id, packsOf(rule).join(','), rule.title[language]])),
        language === 'zh' ? `共 ${rules.length} 条` : `${rules.length} rules`,
      ].join('\n'),
  };
}
