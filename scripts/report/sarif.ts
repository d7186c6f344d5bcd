import type { CheckResult, GateDecision } from '../../policies/gate.ts';
import type { InputError } from '../../policies/inputs/errors.ts';
import { inLanguage, type Rule, type Severity } from '../../policies/rule.ts';
import type { Finding } from '../../policies/verdict.ts';
import { objectText } from './findings.ts';
import type { FormatOptions } from './format-options.ts';

/** SARIF's level, and the score that code-scanning views sort by. */
const levels: Readonly<Record<Severity, { level: 'error' | 'warning' | 'note'; score: string }>> = {
  critical: { level: 'error', score: '9.5' },
  high: { level: 'error', score: '8.0' },
  medium: { level: 'warning', score: '5.0' },
  low: { level: 'note', score: '3.0' },
};

/** OASIS SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), one run. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly SarifRun[];
}

export interface SarifRun {
  readonly tool: {
    readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly SarifRule[] };
  };
  readonly invocations: readonly [SarifInvocation];
  readonly columnKind: 'utf16CodeUnits';
  readonly results: readonly SarifResult[];
}

/** How the check went: what it could not read, and what closes the gate beside findings. */
export interface SarifInvocation {
  /** False where not all input could be judged. */
  readonly executionSuccessful: boolean;
  readonly exitCode: number;
  readonly toolExecutionNotifications: readonly SarifNotification[];
  /** Faults of waivers, which configure the check. */
  readonly toolConfigurationNotifications: readonly SarifNotification[];
}

export interface SarifNotification {
  readonly descriptor: { readonly id: 'input-error' | 'proof-difference' | 'unjudged-kind' | 'waiver-fault' };
  readonly level: 'error' | 'note';
  readonly message: { readonly text: string };
  readonly locations?: readonly SarifLocation[];
}

export interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly defaultConfiguration: { readonly level: 'error' | 'warning' | 'note' };
  readonly properties: { readonly tags: readonly string[]; readonly 'security-severity': string };
}

export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: 'fail' | 'open' | 'review';
  readonly level: 'error' | 'warning' | 'note' | 'none';
  readonly message: { readonly text: string };
  readonly locations: readonly SarifLocation[];
  readonly partialFingerprints: { readonly 'fadun/v1': string };
  readonly suppressions?: readonly {
    readonly kind: 'external';
    readonly status: 'accepted';
    readonly justification: string;
  }[];
}

export interface SarifLocation {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string };
    readonly region?: { readonly startLine: number };
  };
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string; readonly kind: 'object' }[];
}

/** `fail` is a failure; a verdict that is not known yet is `open`; one that could not be reached asks for a review. */
const kinds = { fail: 'fail', waived: 'fail', unknown: 'open', error: 'review' } as const;

/**
 * A check as SARIF: its findings as results, waived ones suppressed; what could not be read, differences of the proof and
 * faults of waivers as notifications.
 */
export function sarif(
  result: CheckResult,
  { rules, version, decision, inputErrors, language = 'en' }: FormatOptions & { readonly version: string },
): SarifLog {
  const positions = new Map(rules.map((rule, at) => [rule.id, at]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Fadun', version, rules: rules.map((rule) => sarifRule(rule, language)) } },
        invocations: [invocationOf(result, decision, inputErrors)],
        columnKind: 'utf16CodeUnits',
        results: result.findings.map((finding) => sarifResult(finding, positions.get(finding.rule) ?? -1)),
      },
    ],
  };
}

function invocationOf(
  { waivers, unjudged }: CheckResult,
  { exitCode, blockingWaivers, proofDifferences }: GateDecision,
  inputErrors: readonly InputError[],
): SarifInvocation {
  const said = (
    id: SarifNotification['descriptor']['id'],
    text: string,
    level: SarifNotification['level'] = 'error',
  ): SarifNotification => ({ descriptor: { id }, level, message: { text } });
  return {
    executionSuccessful: inputErrors.length === 0,
    exitCode,
    toolExecutionNotifications: [
      ...inputErrors.map(({ source, path, fault, remedy }): SarifNotification => {
        const subject = path === '' ? '' : `${path}: `;
        const location = physicalLocation(source.file, source.address);
        return {
          ...said('input-error', `${subject}${fault}. ${remedy}`),
          ...(location && { locations: [{ physicalLocation: location }] }),
        };
      }),
      ...proofDifferences.map((difference) => said('proof-difference', difference)),
      ...unjudged.map(({ apiVersion, kind, objects }) =>
        said('unjudged-kind', `no rule is for ${kind} (${apiVersion}): ${objects} objects not judged`, 'note'),
      ),
    ],
    toolConfigurationNotifications: waivers.map((fault): SarifNotification => {
      const level = blockingWaivers.includes(fault) ? 'error' : 'note';
      return said('waiver-fault', `${fault.message}. ${fault.remedy}`, level);
    }),
  };
}

function sarifRule(rule: Rule, language: 'zh' | 'en'): SarifRule {
  const { level, score } = levels[rule.severity];
  return {
    id: rule.id,
    shortDescription: { text: rule.title[language] },
    fullDescription: { text: inLanguage(rule.reason, language) },
    help: { text: inLanguage(rule.remedy, language) },
    defaultConfiguration: { level },
    properties: { tags: rule.controls, 'security-severity': score },
  };
}

function sarifResult(finding: Finding, ruleIndex: number): SarifResult {
  const { object, path } = finding;
  const [file, address] = splitSource(object.source);
  const place = physicalLocation(file, address);
  const name = `${objectText(object)}${path === '' ? '' : ` ${path}`}`;
  const kind = kinds[finding.verdict];
  return {
    ruleId: finding.rule,
    ruleIndex,
    kind,
    level: kind === 'fail' ? levels[finding.severity].level : 'none',
    message: { text: `${name}: ${finding.message}` },
    locations: [
      {
        ...(place && { physicalLocation: place }),
        logicalLocations: [{ fullyQualifiedName: address ? `${address} ${name}` : name, kind: 'object' }],
      },
    ],
    partialFingerprints: { 'fadun/v1': `${finding.rule}/${name}` },
    ...(finding.waiver
      ? {
          suppressions: [
            { kind: 'external' as const, status: 'accepted' as const, justification: `waiver ${finding.waiver}` },
          ],
        }
      : {}),
  };
}

/** The file, and the line where the object's document starts. */
function physicalLocation(file: string, address = ''): SarifLocation['physicalLocation'] {
  if (file === '') return undefined;
  const [, line] = /^line (\d+)/.exec(address) ?? [];
  return {
    artifactLocation: { uri: fileUri(file) },
    ...(line !== undefined && { region: { startLine: Number(line) } }),
  };
}

/** File and address; the file's own name may hold the sign that parts them. */
function splitSource(source: string): [string, string?] {
  const line = source.search(/#line \d+(?:, item \d+)*$/);
  const hash = line >= 0 ? line : source.indexOf('#');
  return hash < 0 ? [source] : [source.slice(0, hash), source.slice(hash + 1)];
}

/** A URI reference for a path: RFC 3986 wants spaces and non-ASCII characters escaped. */
function fileUri(file: string): string {
  const escaped = encodeURI(file.replaceAll('\\', '/')).replaceAll('#', '%23').replaceAll('?', '%3F');
  return escaped.startsWith('/') ? `file://${escaped}` : escaped;
}
