import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../../runbooks/kit/journal/journal.ts';
import { verifyJournal } from '../../../runbooks/kit/journal/verify-journal.ts';
import { runFolder } from '../../../runbooks/kit/run/run-folder.ts';
import type { Json } from '../../../runbooks/kit/signing/canonical-json.ts';
import { readApprovalFile } from '../../change/approval-file.ts';
import { changeRecords, changeRunId } from '../../change/change-run.ts';
import { readKeyring } from '../../change/keyring-file.ts';
import { readPlanFile } from '../../change/plan-file.ts';
import type { Prepared, Stage } from '../drill.ts';
import { problemsOf } from '../objects.ts';
import { actingUser, momentOf, writesOf } from '../proof.ts';
import { changeStateOf, deskOf } from './desk.ts';

/** The files of an approved change, as a runbook is given them. */
interface ChangeFiles {
  readonly plan: string;
  readonly approval: string;
  readonly approval2?: string;
}

interface ChangeKept {
  readonly auditBytes: number;
  readonly files: ChangeFiles;
}

/** A change that is ready: its files as parameters, and where the audit log stood before it. */
export function preparedChange(stage: Stage, files: ChangeFiles, more: Readonly<Record<string, string>>): Prepared {
  const { auditBytes } = momentOf(stage);
  return { parameters: { ...files, ...more }, kept: { auditBytes, files: { ...files } } };
}

/**
 * What is not as it should be after an approved change: objects written that the plan does not list or listed that were
 * not, approvals not used up, a journal that is not whole.
 */
export async function changeProblems(stage: Stage, kept: Json): Promise<readonly string[]> {
  const { auditBytes, files } = kept as unknown as ChangeKept;
  const desk = deskOf(stage);
  const [entry] = (await readPlanFile(join(desk.folder, files.plan))).plans;
  const { plan, digest } = entry!;
  const run = changeRunId(digest);
  const state = changeStateOf(stage, desk);
  const { journal } = runFolder(state.runs, run);
  if (!existsSync(journal)) return ['the change was never begun'];
  const written = writtenNames(stage, auditBytes);
  const planned = plan.changes.map(({ object }) => object.split('/').at(-1)!.split(' ').at(-1)!);
  const approvals = await approvalsOf(desk.folder, files);
  const content = readFileSync(journal);
  const anchor = state.anchors.read(run);
  const keyring = await readKeyring(desk.keyring);
  const { faults } = verifyJournal(content, { journal: run, keyring, ...(anchor ? { anchor } : {}) });
  const records = readRecords(content, run);
  return [
    ...problemsOf({
      'the plan changes nothing': plan.changes.length > 0,
      'the change is not finished in its journal': records.at(-1)?.type === changeRecords.finished,
      'approvals are not used up': approvals.every((nonce) => state.used.usedBy(nonce) === run),
    }),
    ...written.filter((name) => !planned.includes(name)).map((name) => `written, and not planned: ${name}`),
    ...planned.filter((name) => !written.includes(name)).map((name) => `planned, and not written: ${name}`),
    // Nobody closes it by name: the journal of the run around it is signed.
    ...faults.filter(({ code }) => code !== 'not-closed').map(({ code }) => `journal of the change: ${code}`),
  ];
}

async function approvalsOf(folder: string, { approval, approval2 }: ChangeFiles): Promise<readonly string[]> {
  const names = [approval, ...(approval2 === undefined ? [] : [approval2])];
  const files = await Promise.all(names.map((name) => readApprovalFile(join(folder, name))));
  return files.flatMap(({ approvals }) => approvals.map(({ approval: { nonce } }) => nonce));
}

/** Names of what was written since; without dry runs, and without what the engine keeps for itself. */
function writtenNames(stage: Stage, auditBytes: number): readonly string[] {
  const writes = writesOf(actingUser, stage, { auditBytes, hostDigest: '' }).flatMap((write) => {
    const { pathname, searchParams } = new URL(write.split(' ')[1]!, 'https://server');
    const own = pathname.includes('/namespaces/fadun-system/');
    return own || searchParams.has('dryRun') ? [] : [pathname.split('/').at(-1)!];
  });
  return [...new Set(writes)];
}
