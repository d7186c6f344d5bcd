import type { CheckResult, GateDecision } from '../../policies/gate.ts';
import { type InputError, inputSubject } from '../../policies/inputs/errors.ts';
import { inLanguage, type Rule } from '../../policies/rule.ts';
import { blocks, type Finding } from '../../policies/verdict.ts';
import { objectText } from './findings.ts';
import type { FormatOptions } from './format-options.ts';

/**
 * A check as JUnit XML: a test suite for each pack of controls would repeat rules, so one suite with a test case for
 * each rule; a rule without blocking findings passes, one that is only waived is skipped. Whatever else closes the gate
 * (input that could not be read, faults of waivers, differences of the proof) makes a second suite. The form is that of
 * the schema which Jenkins publishes (junit-4.xsd).
 */
export function junit(result: CheckResult, { rules, decision, inputErrors, language = 'en' }: FormatOptions): string {
  const byRule = Map.groupBy(result.findings, (finding) => finding.rule);
  const cases = rules.map((rule) => testCase(rule, byRule.get(rule.id) ?? [], language));
  const others = otherCases(decision, inputErrors);
  const time = `time="${result.seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="fadun check" ${countsOf([...cases, ...others])} ${time}>`,
    ...suite('rules', cases, time),
    ...(others.length > 0 ? suite('gate', others, 'time="0"') : []),
    '</testsuites>',
    '',
  ].join('\n');
}

type CaseKind = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly kind: CaseKind;
  readonly xml: string;
}

function count(cases: readonly TestCase[], kind: CaseKind): number {
  return cases.filter((one) => one.kind === kind).length;
}

function countsOf(cases: readonly TestCase[]): string {
  return `tests="${cases.length}" failures="${count(cases, 'failure')}" errors="${count(cases, 'error')}"`;
}

function suite(name: string, cases: readonly TestCase[], time: string): string[] {
  return [
    `  <testsuite name="${name}" ${countsOf(cases)} skipped="${count(cases, 'skipped')}" ${time}>`,
    ...cases.map((one) => one.xml),
    '  </testsuite>',
  ];
}

/** What closes the gate beside findings, a case each. */
function otherCases(
  { blockingWaivers, proofDifferences }: GateDecision,
  inputErrors: readonly InputError[],
): readonly TestCase[] {
  return [
    ...inputErrors.map((error) => {
      const { fault: message, remedy } = error;
      return closing('error', { classname: 'input', name: inputSubject(error), message, remedy });
    }),
    ...blockingWaivers.map(({ waiver, fault, message, remedy }) =>
      closing('error', { classname: 'waiver', name: `${waiver}: ${fault}`, message, remedy }),
    ),
    ...proofDifferences.map((difference) =>
      closing('failure', { classname: 'proof', name: difference, message: difference, remedy: '' }),
    ),
  ];
}

function closing(
  kind: 'error' | 'failure',
  { classname, name, message, remedy }: Record<'classname' | 'name' | 'message' | 'remedy', string>,
): TestCase {
  const body = `<${kind} message="${xmlText(message)}" type="${classname}">${xmlText(remedy)}</${kind}>`;
  return {
    kind,
    xml: `    <testcase classname="${classname}" name="${xmlText(name)}">\n      ${body}\n    </testcase>`,
  };
}

function testCase(rule: Rule, findings: readonly Finding[], language: 'zh' | 'en'): TestCase {
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
