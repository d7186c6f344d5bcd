import { inLanguage, isEstateRule, type Rule } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { FadunError } from '../../errors.ts';
import { ruleSummary } from '../../report/rule-summary.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';

/** `fadun rules show ID`: everything a reviewer wants of one rule. JSON: the rule's summary with reason, remedy, expression. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  _options: Record<string, unknown>,
): Promise<CommandResult> {
  const [id] = positional as [string];
  const rule = allRules.find((known) => known.id === id);
  if (!rule) {
    const near = allRules.map((known) => known.id).filter((known) => known.includes(id) || id.includes(known));
    const some = near.slice(0, 5);
    const hint =
      near.length > 0
        ? { zh: `可能是 ${some.join('、')}。`, en: `Perhaps ${some.join(', ')}.` }
        : { zh: '请查看 `fadun rules`。', en: 'See `fadun rules`.' };
    throw new FadunError(`rule ${id}`, { zh: '没有该规则', en: 'there is no such rule' }, hint);
  }
  return {
    exitCode: 0,
    data: {
      ...ruleSummary(rule),
      reason: rule.reason,
      remedy: rule.remedy,
      judgement: judgementOf(rule),
      exampleObjects: isEstateRule(rule) ? null : rule.examples,
    },
    human: (language) => describe(rule, language),
  };
}

function judgementOf(rule: Rule) {
  if (isEstateRule(rule)) return { function: 'evaluate' };
  const where = rule.where ? { where: rule.where } : {};
  return 'items' in rule
    ? { ...where, items: rule.items, holds: rule.holds, message: rule.message }
    : { ...where, expression: rule.expression, message: rule.message };
}

function describe(rule: Rule, language: Language): string {
  const text = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const summary = ruleSummary(rule);
  return [
    `${rule.id} (${rule.severity}): ${rule.title[language]}`,
    `  ${inLanguage(rule.reason, language)}`,
    `  ${text('可佐证', 'evidence for')}: ${rule.controls.join(', ')}`,
    `  ${text('依据', 'basis')}: ${rule.basis}; ${text('准入控制', 'admission')}: ${summary.admission}; ${text('对象', 'targets')}: ${summary.targets.join(', ')}`,
    ...Object.entries(judgementOf(rule)).map(([name, value]) => `  ${name}: ${value}`),
    `  ${text('整改', 'remedy')}: ${inLanguage(rule.remedy, language)}`,
    `  ${text('示例', 'examples')}: ${summary.examples.compliant} ${text('合规', 'compliant')}, ${summary.examples.violating} ${text('违规', 'violating')}`,
  ].join('\n');
}
