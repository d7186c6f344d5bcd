import { isRunbook } from '../../../runbooks/index.ts';
import type { Inspection } from '../../../runbooks/kit/inspection.ts';
import { planRunbook } from '../../../runbooks/kit/plan-runbook.ts';
import { createRedactor } from '../../../runbooks/kit/redaction/redactor.ts';
import type { ReadAccess, Runbook, Target } from '../../../runbooks/kit/runbook.ts';
import { duties } from '../../../stacks/catalogue/duties/index.ts';
import type { Duty } from '../../../stacks/model/duty.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { asInspection, changesNothing } from '../../duties/nothing-to-do.ts';
import { type Answer, allFindings, type DutyReport, performDuty } from '../../duties/perform.ts';
import { platformReader } from '../../duties/platform.ts';
import { siteScope } from '../../duties/record.ts';
import { FadunError } from '../../errors.ts';
import type { OperationsFolders } from '../../operations/folders.ts';
import { failingChecks, readJsonFile, savePlan } from '../../operations/plan-file.ts';
import { requireProcedure } from '../../operations/procedures.ts';
import { requireReadOnly } from '../../operations/read-only.ts';
import { readAccess } from '../../operations/reads.ts';
import { readToken } from '../../operations/token.ts';
import { askList } from '../../terminal/checklist.ts';
import { approveCommand, calledWith } from '../../terminal/next-command.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import {
  accessOption,
  idAndParameters,
  inLanguage,
  keyringOption,
  networkOption,
  runbookSetting,
  signerOption,
  textOption,
  textsOption,
} from '../runbook/setting.ts';
import { table } from '../text-table.ts';

/**
 * `fadun duty run ID`: does a duty that reads or asks, and leaves a signed record. For a duty whose runbook acts it says
 * how to plan that: acting needs approval. JSON: `{file, record, report}`. Exit 1 where something must be looked after.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { id: named, parameters } = idAndParameters(positional.flat().filter((word) => word !== undefined));
  const setting = await runbookSetting(options);
  const { site, folders, out } = setting;
  const known = { ...duties, ...site.duties } as Readonly<Record<string, Duty>>;
  const procedure = await requireProcedure(known[named]?.runbook ?? named);
  const id = known[named] ? named : (procedure.duties[0] ?? named);
  const network = isRunbook(procedure) || procedure.scope === 'network' ? networkOption(site, options) : undefined;
  const keyring = await keyringOption(setting, options);
  const signer = signerOption(keyring, options);
  const now = () => new Date();
  const access = network ? await accessOption(setting, network, options, 'reader') : undefined;
  try {
    if (access) await requireReadOnly(access);
    const kubeconfig = textOption(options.kubeconfig);
    const address = textOption(options.prometheus);
    const tokenFile = textOption(options.prometheusToken);
    const platform = platformReader({
      site,
      out,
      folders,
      keyring,
      ...(network ? { network } : {}),
      ...(kubeconfig ? { kubeconfig } : {}),
      ...(access?.auditLog ? { auditLog: access.auditLog } : {}),
      ...(address ? { prometheus: { address, ...(tokenFile ? { token: readToken(tokenFile) } : {}) } } : {}),
      files: filesOption(options.file),
      now,
    });
    const target = { site: site.id, network: network ?? '' };
    const read = access ? await readAccess(access, site, out) : { site, get: async () => undefined };
    const inspection = isRunbook(procedure)
      ? await inLanguage(context.language, () => inspectionOf(procedure, parameters, target, read, folders, options))
      : procedure;
    const done = await inLanguage(context.language, () =>
      performDuty({
        duty: id,
        inspection,
        scope: network ?? siteScope,
        parameters: isRunbook(procedure) ? {} : parameters,
        signer,
        ...(textOption(options.secondKey) ? { second: signerOption(keyring, { key: options.secondKey }) } : {}),
        folders,
        redactor: createRedactor({ knownSecrets: [...(access?.secrets ?? []), signer.pair.privatePem] }),
        now,
        context: { target, read, now, platform },
        ask: (items) => answersTo(items, context, options),
      }),
    );
    return {
      exitCode: done.record.outcome === 'good' ? 0 : 1,
      data: done,
      human: (language) => reportLines(done.report, done.file, language).join('\n'),
    };
  } finally {
    await access?.transport.close();
  }
}

/**
 * A runbook that has nothing to change is looked into and done. One that has is planned, and the plan waits for approval.
 * @throws FadunError (exit code 1) naming the plan
 */
async function inspectionOf(
  runbook: Runbook,
  parameters: Readonly<Record<string, string>>,
  target: Target,
  read: ReadAccess,
  folders: OperationsFolders,
  options: Record<string, unknown>,
): Promise<Inspection> {
  const plan = await planRunbook(runbook, parameters, target, read, () => new Date());
  if (changesNothing(plan)) return asInspection(runbook, plan);
  const [failing, failingZh] = [failingChecks(plan, 'en'), failingChecks(plan, 'zh')];
  if (failing.length > 0)
    throw new FadunError(
      `duty ${runbook.duties[0] ?? runbook.id}`,
      {
        zh: `有内容须变更，但所需条件不满足：${failingZh.join('；')}`,
        en: `something is to be changed, and what it needs does not hold: ${failing.join('; ')}`,
      },
      {
        zh: `满足条件后重新执行该任务。${runbook.id} 所需条件及理由：fadun runbook show ${runbook.id}`,
        en: `Bring that about, then run the duty again. What ${runbook.id} needs and why: fadun runbook show ${runbook.id}`,
      },
      1,
    );
  const file = savePlan(folders.plans, { plan, proposal: null });
  const approve = approveCommand(file, plan, calledWith(options));
  throw new FadunError(
    `duty ${runbook.duties[0] ?? runbook.id}`,
    { zh: `有内容须变更，须先经审批：${file}`, en: `something is to be changed, and that is approved first: ${file}` },
    {
      zh: `${approve}\n  再执行 fadun runbook run。执行完成后即登记到该任务。`,
      en: `${approve}\n  Then fadun runbook run. The finished run is recorded for the duty.`,
    },
    1,
  );
}

/** Answers from the terminal, or from a file that people filled in. */
async function answersTo(
  items: readonly Text[],
  context: CommandContext,
  options: Record<string, unknown>,
): Promise<readonly Answer[]> {
  const file = textOption(options.answers);
  if (file) return answersOf(file, items);
  if (process.stdin.isTTY) return askList(items, context.language, process.stdin, process.stderr as NodeJS.WriteStream);
  throw new FadunError(
    'duty',
    {
      zh: `有 ${items.length} 项须由人填报，但没有终端`,
      en: `${items.length} items are for people to answer, and there is no terminal`,
    },
    {
      zh: '请在终端执行，或用 --answers FILE 给出已填好的清单。',
      en: 'Run it at a terminal, or give the filled form with --answers FILE.',
    },
  );
}

const possible = new Set(['done', 'not-done', 'not-applicable']);

/** A filled form: `[{"answer": "done" | "not-done" | "not-applicable", "note": "…"}]`, one for each item in order. */
function answersOf(file: string, items: readonly Text[]): readonly Answer[] {
  const given = readJsonFile(file, 'form') as readonly Partial<Answer>[];
  if (!Array.isArray(given) || given.length !== items.length)
    throw new FadunError(
      file,
      { zh: `填报的不是 ${items.length} 项`, en: `it does not answer ${items.length} items` },
      { zh: '请按顺序逐项填报。', en: 'Give one answer for each item, in order.' },
    );
  return items.map((item, index) => {
    const { answer, note = '' } = given[index]!;
    if (typeof note === 'string' && note.length <= 500 && answer && possible.has(answer)) return { item, answer, note };
    throw new FadunError(
      `${file}, item ${index + 1}`,
      {
        zh: '填报值不是 done、not-done、not-applicable 之一，或备注超过 500 个字符',
        en: 'the answer is none of done, not-done, not-applicable, or its note is longer than 500 characters',
      },
      { zh: '请更正清单。', en: 'Correct the form.' },
    );
  });
}

function filesOption(given: unknown): Readonly<Record<string, string>> {
  const pairs = textsOption(given).map((text) => {
    const at = text.indexOf('=');
    if (at < 1)
      throw new FadunError(
        `--file ${text}`,
        { zh: '不是 NAME=PATH 的形式', en: 'it is no NAME=PATH' },
        { zh: '请写作 --file NAME=PATH。', en: 'Give --file NAME=PATH.' },
      );
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

function reportLines(report: DutyReport, file: string, language: 'zh' | 'en'): readonly string[] {
  const findings = allFindings(report);
  const { observed, changes } = report;
  const zh = language === 'zh';
  return [
    ...observed.tables.flatMap(({ title, columns, rows }) => [
      title[language],
      table(
        rows,
        columns.map((column) => column[language]),
      ),
      '',
    ]),
    ...(changes ?? []).map(({ fact, before, now }) => `${zh ? '与上次不同' : 'changed'}: ${fact}: ${before} → ${now}`),
    ...findings.flatMap(({ subject, fault, remedy, kind }) => [
      `${kind === 'unknown' ? (zh ? '未知' : 'unknown') : zh ? '发现' : 'finding'}: ${subject}: ${fault[language]}`,
      `  ${remedy[language]}`,
    ]),
    zh
      ? `${findings.length} 项待处理；已签名登记: ${file}`
      : `${findings.length} to look after; recorded and signed: ${file}`,
  ];
}
