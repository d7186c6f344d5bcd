import type { CheckResult } from '../../policies/gate.ts';
import { rank } from '../../policies/gate.ts';
import type { Severity } from '../../policies/rule.ts';
import { type Finding, type FindingObject, type VerdictKind, verdictKinds } from '../../policies/verdict.ts';

type Language = 'zh' | 'en';

const severityNames: Readonly<Record<Severity, Readonly<Record<Language, string>>>> = {
  critical: { en: 'critical', zh: '严重' },
  high: { en: 'high', zh: '高' },
  medium: { en: 'medium', zh: '中' },
  low: { en: 'low', zh: '低' },
};

const verdictNames: Readonly<Record<VerdictKind, Readonly<Record<Language, string>>>> = {
  pass: { en: 'pass', zh: '通过' },
  fail: { en: 'fail', zh: '不通过' },
  error: { en: 'error', zh: '无法判定' },
  unknown: { en: 'unknown', zh: '待定' },
  notApplicable: { en: 'not applicable', zh: '不适用' },
  waived: { en: 'waived', zh: '已豁免' },
};

/** Most objects named under one message, where not all are asked for. */
const NAMED = 5;

/** `Deployment apps/web` in its network: how people name an object. */
export function objectText({ network, kind, namespace, name }: FindingObject): string {
  return `${network ? `${network}: ` : ''}${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/**
 * A check's findings for people: by rule, most severe first, objects under each message, then one line of totals.
 * @param options.all names every object instead of the first few of each message
 */
export function findingsText(
  result: CheckResult,
  { language = 'en', all = false }: { language?: Language; all?: boolean } = {},
): string {
  const lines: string[] = [];
  for (const group of groupsOf(result.findings)) lines.push(...groupLines(group, language, all), '');
  for (const waiver of result.waivers)
    lines.push(`${severityNames[waiver.severity][language]}  ${waiver.message}. ${waiver.remedy}`);
  if (result.waivers.length > 0) lines.push('');
  lines.push(totals(result, language));
  return `${lines.join('\n')}\n`;
}

/** Findings of one rule with one verdict. */
interface FindingGroup {
  readonly rule: string;
  readonly verdict: Finding['verdict'];
  readonly findings: readonly Finding[];
}

const verdictOrder: readonly Finding['verdict'][] = ['error', 'fail', 'unknown', 'waived'];

function groupsOf(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.verdict}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()]
    .map((group) => ({ rule: group[0]!.rule, verdict: group[0]!.verdict, findings: group }))
    .sort((one, other) => {
      const severity = rank(one.findings[0]!.severity) - rank(other.findings[0]!.severity);
      const waived = Number(one.verdict === 'waived') - Number(other.verdict === 'waived');
      return waived || severity || verdictOrder.indexOf(one.verdict) - verdictOrder.indexOf(other.verdict);
    });
}

function groupLines({ rule, verdict, findings }: FindingGroup, language: Language, all: boolean): string[] {
  const { severity, remedy, controls } = findings[0]!;
  const head = `${severityNames[severity][language]}  ${rule}  ${verdictNames[verdict][language]}`;
  const evidence = controls.length > 0 ? `  (${controls.join(', ')})` : '';
  const shown = all ? findings : findings.slice(0, NAMED);
  const lines = shown.map((finding) => {
    const waiver = finding.waiver ? ` [${finding.waiver}]` : '';
    const place = finding.path === '' ? '' : ` ${finding.path}`;
    return `  ${objectText(finding.object)}${place}: ${finding.message}${waiver}\n    ${finding.object.source}`;
  });
  const more = findings.length - shown.length;
  if (more > 0) lines.push(language === 'zh' ? `  另有 ${more} 处` : `  and ${more} more`);
  return [`${head}${evidence}`, ...lines, `  → ${remedy}`];
}

function totals({ objects, rules, verdicts, seconds }: CheckResult, language: Language): string {
  const counts = verdictKinds.map((kind) => `${verdictNames[kind][language]} ${verdicts[kind]}`);
  return language === 'zh'
    ? `共 ${objects} 个对象，${rules} 条规则：${counts.join('，')}。用时 ${seconds} 秒。`
    : `${objects} objects, ${rules} rules: ${counts.join(', ')}. ${seconds} s.`;
}
