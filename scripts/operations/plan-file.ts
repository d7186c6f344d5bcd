import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignedApproval, SignedProposal } from '../../runbooks/kit/approvals/approval.ts';
import { approvalShapeFault, proposalShapeFault } from '../../runbooks/kit/approvals/shape.ts';
import { planDigest, type RunbookPlan } from '../../runbooks/kit/plan-runbook.ts';
import { planShapeFault } from '../../runbooks/kit/plan-shape.ts';
import { canonicalJson } from '../../runbooks/kit/signing/canonical-json.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';
import { writePrivately } from './private-file.ts';

/** A plan as a file: what is approved, and who put it up for approval. */
export interface RunbookPlanFile {
  readonly type: 'fadun/runbook-plan-file/v1';
  readonly plan: RunbookPlan;
  /** Null until a person puts their name to it; whoever runs it does so at the latest. */
  readonly proposal: SignedProposal | null;
}

/** The longest file that is read: a plan of thousands of actions stays far below. */
const longest = 16 << 20;

const planAnew = { zh: '用 `fadun runbook plan` 生成一份。', en: 'Make one with `fadun runbook plan`.' };

/** What the files that are read are called. */
const fileNames: Readonly<Record<string, string>> = {
  plan: '计划',
  approval: '审批',
  report: '报告',
  register: '登记簿',
  signature: '签名',
  form: '清单',
};

/** What a plan needs and does not find, one line each; such a plan could not be run, and is not put up for approval. */
export function failingChecks({ steps }: RunbookPlan, language: keyof Text): readonly string[] {
  return steps
    .flatMap(({ checks }) => checks)
    .filter(({ holds }) => !holds)
    .map(({ statement, seen }) => `${statement[language]}${seen ? ` (${seen})` : ''}`);
}

/** Saves a plan (0600) under its runbook and the start of its digest. @returns the path */
export function savePlan(folder: string, { plan, proposal }: Omit<RunbookPlanFile, 'type'>, path?: string): string {
  const target = path ?? join(folder, `${plan.runbook}-${planDigest(plan).sm3.slice(0, 12)}.json`);
  const file: RunbookPlanFile = { type: 'fadun/runbook-plan-file/v1', plan, proposal };
  writePrivately(target, `${canonicalJson(file)}\n`);
  return target;
}

/** Reads a plan file. @throws FadunError where it is none; what it says is judged when it is run, never trusted */
export function readPlanFile(path: string): RunbookPlanFile {
  const value = readJsonFile(path, 'plan') as Partial<RunbookPlanFile> | null;
  if (value?.type !== 'fadun/runbook-plan-file/v1')
    throw new FadunError(path, { zh: '这不是手册的计划', en: 'it is no plan of a runbook' }, planAnew);
  const misshapen = planShapeFault(value.plan);
  if (misshapen)
    throw new FadunError(
      path,
      { zh: `这不是手册的计划：${misshapen}`, en: `it is no plan of a runbook: ${misshapen}` },
      planAnew,
    );
  const fault = value.proposal ? proposalShapeFault(value.proposal) : undefined;
  if (fault)
    throw new FadunError(
      path,
      { zh: `送审件格式有误：${fault}`, en: `its proposal is malformed: ${fault}` },
      { zh: '请重新生成计划。', en: 'Plan again.' },
    );
  return value as RunbookPlanFile;
}

/** Reads approvals, one a file. @throws FadunError for a file that is none */
export function readApprovals(paths: readonly string[]): SignedApproval[] {
  return paths.map((path) => {
    const value = readJsonFile(path, 'approval');
    const fault = approvalShapeFault(value);
    if (fault)
      throw new FadunError(
        path,
        { zh: `这不是审批：${fault}`, en: `it is no approval: ${fault}` },
        { zh: '请审批人用 `fadun runbook approve` 作出审批。', en: 'Have it given with `fadun runbook approve`.' },
      );
    return value as SignedApproval;
  });
}

/** Parses a JSON file of bounded size. @throws FadunError saying what is wrong with it */
export function readJsonFile(path: string, what: string): unknown {
  const remedy = {
    zh: `给出${fileNames[what] ?? ` ${what} `}文件的路径。`,
    en: `Give the path of ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}.`,
  };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new FadunError(
      path,
      {
        zh: `无法读取（${(cause as { code?: string }).code}）`,
        en: `it cannot be read (${(cause as { code?: string }).code})`,
      },
      remedy,
    );
  }
  if (text.length > longest)
    throw new FadunError(path, { zh: '文件超过 16 MiB', en: 'it is larger than 16 MiB' }, remedy);
  try {
    return JSON.parse(text);
  } catch {
    throw new FadunError(path, { zh: '不是 JSON', en: 'it is no JSON' }, remedy);
  }
}
