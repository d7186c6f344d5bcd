import { join } from 'node:path';
import type { Inspection, InspectionContext, InspectionFinding, Observed } from '../../runbooks/kit/inspection.ts';
import { readParameters } from '../../runbooks/kit/parameters.ts';
import type { Redactor } from '../../runbooks/kit/redaction/redactor.ts';
import { canonicalJson, type Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { digestOf } from '../../runbooks/kit/signing/digest.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';
import type { OperationsFolders } from '../operations/folders.ts';
import type { Signer } from '../operations/people.ts';
import { readJsonFile } from '../operations/plan-file.ts';
import { writePrivately } from '../operations/private-file.ts';
import { type DutyRecord, type DutyScope, dutyHistory, recordDuty } from './record.ts';

/** What people said to one item of a list. */
export interface Answer {
  readonly item: Text;
  readonly answer: 'done' | 'not-done' | 'not-applicable';
  readonly note: string;
}

/** The evidence of a duty: what was seen, what changed since the last time, what people answered. */
export interface DutyReport {
  readonly type: 'fadun/duty-report/v1';
  readonly duty: string;
  readonly procedure: string;
  readonly scope: DutyScope;
  readonly at: string;
  readonly by: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly observed: Observed;
  /** Facts that differ from the report before; null where there is none before. */
  readonly changes: readonly { readonly fact: string; readonly before: string; readonly now: string }[] | null;
  readonly answers: readonly Answer[];
}

export interface DutyTask {
  readonly duty: string;
  readonly inspection: Inspection;
  readonly scope: DutyScope;
  readonly parameters: Readonly<Record<string, string>>;
  readonly signer: Signer;
  /** Needed where the inspection is countersigned; another person than the signer. */
  readonly second?: Signer;
  readonly folders: OperationsFolders;
  readonly redactor: Redactor;
  readonly now: () => Date;
  readonly context: Omit<InspectionContext<never>, 'parameters'>;
  /** Puts the list before people. */
  readonly ask: (items: readonly Text[]) => Promise<readonly Answer[]>;
}

const nothingSeen: Observed = { findings: [], tables: [] };

/**
 * Does a duty: reads what the platform reads, asks what only people can answer, keeps the report and signs that it was
 * done. Nothing is recorded where reading fails or people stop.
 */
export async function performDuty(
  task: DutyTask,
): Promise<{ readonly report: DutyReport; readonly record: DutyRecord; readonly file: string }> {
  const { inspection, duty, scope, signer, second, folders, redactor, now } = task;
  requireSecond(inspection, signer, second);
  const parameters = readParameters(inspection.parameters, task.parameters);
  const seen = inspection.look ? await inspection.look({ ...task.context, parameters }) : nothingSeen;
  const observed = redactor.value(seen as unknown as Json) as unknown as Observed;
  const answers = inspection.people.length > 0 ? await task.ask(inspection.people) : [];
  const at = now().toISOString();
  const report: DutyReport = {
    type: 'fadun/duty-report/v1',
    duty,
    procedure: inspection.id,
    scope,
    at,
    by: signer.person,
    parameters: task.parameters,
    observed,
    changes: changesSince(previousReport(folders, duty, scope), observed),
    answers: redactor.value(answers as unknown as Json) as unknown as readonly Answer[],
  };
  const name = `${duty}-${at.replaceAll(/[:.]/g, '')}.json`;
  const file = join(folders.duties, scope, name);
  const content = canonicalJson(report);
  writePrivately(file, content);
  const evidence = { name, sm3: digestOf(content).sm3 };
  const findings = allFindings(report);
  const outcome = findings.some(({ kind }) => kind !== 'unknown')
    ? 'findings'
    : findings.length > 0
      ? 'unknown'
      : 'good';
  const record: DutyRecord = {
    duty,
    procedure: inspection.id,
    scope,
    by: signer.person,
    at,
    outcome,
    findings: findings.length,
    ...(second ? { countersignedBy: second.person } : {}),
    evidence,
  };
  recordDuty(folders, record, second ? [signer, second] : [signer], redactor, now);
  return { report, record, file };
}

function requireSecond({ id, countersigned }: Inspection, signer: Signer, second: Signer | undefined): void {
  if (!countersigned) return;
  const fault = !second
    ? { zh: '须二人签名，现只有一人', en: 'two people sign it, and one is here' }
    : { zh: '同一人签了两次', en: 'the same person would sign twice' };
  if (!second || second.person === signer.person)
    throw new FadunError(`duty ${id}`, fault, {
      zh: '请另一人以 --second-key FILE 给出其本人的密钥。',
      en: 'Have the other person give their own key with --second-key FILE.',
    });
}

/** What was seen and what people could not confirm. */
export function allFindings({
  observed,
  answers,
}: Pick<DutyReport, 'observed' | 'answers'>): readonly InspectionFinding[] {
  const open = answers
    .filter(({ answer }) => answer === 'not-done')
    .map(({ item, note }, index) => ({
      subject: `${index + 1}`,
      fault: { zh: `未完成：${item.zh}`, en: `not done: ${item.en}` },
      remedy: { zh: note || '补做后重新登记。', en: note || 'Do it, then record the duty again.' },
    }));
  return [...observed.findings, ...open];
}

function previousReport(folders: OperationsFolders, duty: string, scope: DutyScope): DutyReport | undefined {
  const last = dutyHistory(folders, duty, scope, undefined).records.at(-1);
  if (!last?.evidence.name.endsWith('.json')) return undefined;
  try {
    return readJsonFile(join(folders.duties, scope, last.evidence.name), 'report') as DutyReport;
  } catch {
    return undefined;
  }
}

function changesSince(before: DutyReport | undefined, { facts = {} }: Observed): DutyReport['changes'] {
  if (!before) return null;
  const old = before.observed.facts ?? {};
  return [...new Set([...Object.keys(old), ...Object.keys(facts)])]
    .filter((fact) => old[fact] !== facts[fact])
    .sort()
    .map((fact) => ({ fact, before: old[fact] ?? '', now: facts[fact] ?? '' }));
}
