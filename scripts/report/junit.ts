import type { CheckResult } from '../../policies/gate.ts';
import { inLanguage, type Rule } from '../../policies/rule.ts';
import { blocks, type Finding } from '../../policies/verdict.ts';
import { objectText } from './findings.ts';

/**
 * A check as JUnit XML: a test suite for each pack of controls would repeat rules, so one suite with a test case for
 * each rule; a rule without blocking findings passes, one that is only waived is skipped. The form is that of the schema
 * which Jenkins publishes (junit-4.xsd).
 */
export function junit(
  result: CheckResult,
  { rules, language = 'en' }: { rules: readonly Rule[]; language?: 'zh' | 'en' },
): string {
  const byRule = Map.groupBy(result.findings, (finding) => finding.rule);
  const cases = rules.map((rule) => testCase(rule, byRule.get(rule.id) ?? [], language));
  const count = (kind: CaseKind) => cases.filter((one) => one.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  const time = `time="${result.seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="fadun check" ${counts} ${time}>`,
    `  <testsuite name="rules" ${counts} skipped="${count('skipped')}" ${time}>`,
    ...cases.map((one) => one.xml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

type CaseKind = 'passed' | 'failure' | 'error' | 'skipped';

function testCase(rule: Rule, findings: readonly Finding[], language: 'zh' | 'en'): { kind: CaseKind; xml: string } {
  const blocking = findings.filter((finding) => blocks(finding.verdict));
  const kind = kindOf(findings, blocking);
  const open = `    <testcase classname="${xmlText(rule.severity)}" name="${xmlText(`${rule.id}: ${rule.title[language]}`)}"`;
  if (kind === 'passed') return { kind, xml: `${open}/>` };
  const shown = blocking.length > 0 ? blocking : findings;
  const message = xmlText(`${shown.length} × ${shown[0]!.message}`);
  const lines = shown.map(
    ({ object, path, message: text }) => `${objectText(object)} ${path}: ${text} (${object.source})`,
  );
  const body = xmlText([...lines, inLanguage(rule.remedy, language)].join('\n'));
  const inner =
    kind === 'skipped'
      ? `      <skipped>${message}</skipped>`
      : `      <${kind} message="${message}" type="${rule.severity}">${body}</${kind}>`;
  return { kind, xml: `${open}>\n${inner}\n    </testcase>` };
}

function kindOf(findings: readonly Finding[], blocking: readonly Finding[]): CaseKind {
  if (blocking.some((finding) => finding.verdict !== 'fail')) return 'error';
  if (blocking.length > 0) return 'failure';
  return findings.length > 0 ? 'skipped' : 'passed';
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** XML text or attribute; characters that XML 1.0 has not become U+FFFD. */
function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replace(/[&<>"\n]/g, (one) => entities[one]!);
}
