import type { RunbookPlan } from '../../../runbooks/kit/plan-runbook.ts';
import { runFolder } from '../../../runbooks/kit/run/run-folder.ts';
import type { RunEnvironment } from '../../../runbooks/kit/run/session.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { FadunError } from '../../errors.ts';
import { type OperationsSetting, runEnvironment } from '../../operations/environment.ts';
import { type PerformedRun, performRun, type RunVerb } from '../../operations/perform-run.ts';
import { requireRunbook } from '../../operations/procedures.ts';
import { readAccess } from '../../operations/reads.ts';
import { planOfRun } from '../../operations/run-list.ts';
import { openConversation } from '../../terminal/conversation.ts';
import { type CalledWith, calledWith } from '../../terminal/next-command.ts';
import { conclusion } from '../../terminal/run-view.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import {
  accessOption,
  inLanguage,
  keyringOption,
  networkOption,
  type RunbookSetting,
  runbookSetting,
  signerOption,
  textOption,
  textsOption,
} from './setting.ts';

/** One run to be conducted. */
export interface Conduct {
  readonly context: CommandContext;
  readonly setting: RunbookSetting;
  readonly options: Record<string, unknown>;
  readonly plan: RunbookPlan;
  readonly run: string;
  /** What to do with it, once its surroundings are known. */
  readonly what: (environment: RunEnvironment) => RunVerb;
}

/** What is done with a run that was begun before. */
export interface BegunRun {
  readonly run: string;
  readonly plan: RunbookPlan;
  /** Approval files that were given now. */
  readonly approvals: readonly string[];
}

/** Conducts a run that was begun before, by its id, as {@link conduct}. */
export async function conductBegun(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
  what: (begun: BegunRun, environment: RunEnvironment) => RunVerb,
): Promise<CommandResult> {
  const setting = await runbookSetting(options);
  const run = String(positional[0] ?? '');
  const begun = { run, plan: planOfRun(setting.folders.runs, run), approvals: textsOption(options.approval) };
  return conduct({ context, setting, options, ...begun, what: (environment) => what(begun, environment) });
}

/**
 * Conducts a run at the terminal, or unattended with `--yes`. JSON of the commands that use it: `{run, status, stop,
 * anchor, evidence}`. Exit 0 ended, 4 stopped half-way.
 */
export async function conduct({ context, setting, options, plan, run, what }: Conduct): Promise<CommandResult> {
  const yes = options.yes === true;
  requireTerminal(yes);
  const network = networkOption(setting.site, { network: options.network ?? plan.target.network });
  if (network !== plan.target.network || setting.site.id !== plan.target.site) {
    throw new FadunError(
      `run ${run}`,
      {
        zh: `计划针对的是 ${plan.target.site}/${plan.target.network}`,
        en: `the plan is for ${plan.target.site}/${plan.target.network}`,
      },
      {
        zh: `请给出 --site ${plan.target.site} --network ${plan.target.network}。`,
        en: `Give --site ${plan.target.site} --network ${plan.target.network}.`,
      },
    );
  }
  const runbook = await requireRunbook(plan.runbook);
  const keyring = await keyringOption(setting, options);
  const keyringFile = textOption(options.keyring);
  const operator = signerOption(keyring, options);
  const acting = await accessOption(setting, network, options, 'applier');
  const reading = options.kubeconfig ? acting : await accessOption(setting, network, options, 'reader');
  const output = process.stderr as NodeJS.WriteStream;
  const called = calledWith(options);
  const { language } = context;
  const conversation = openConversation({ run, plan, language, yes, called, input: process.stdin, output });
  try {
    const read = await readAccess(reading, setting.site, setting.out);
    const host = acting.sandbox ? await actingHost(setting, network, run) : undefined;
    const operations: OperationsSetting = {
      ...setting,
      keyring,
      ...(keyringFile ? { keyringFile } : {}),
      operator,
      reading,
      acting,
      read,
      ...(host ? { host } : {}),
    };
    const environment = runEnvironment(operations, conversation);
    const performed = await inLanguage(context.language, () =>
      performRun(runbook, run, what(environment), setting.folders, environment),
    );
    return resultOf(performed, plan, called);
  } finally {
    conversation.close();
    await Promise.all([...new Set([acting, reading])].map(({ transport }) => transport.close()));
  }
}

/** The machines of a sandboxed control plane; their tools carry the run's mark, so that a killed run's are found. */
async function actingHost({ workspace, folders }: RunbookSetting, network: string, run: string) {
  const { sandboxControlPlane } = await import('../../sandbox/control-plane/control-plane.ts');
  return sandboxControlPlane(workspace.sandbox, network, runFolder(folders.runs, run).mark);
}

function requireTerminal(yes: boolean): void {
  if (yes || process.stdin.isTTY) return;
  throw new FadunError(
    'runbook',
    { zh: '没有可供询问的终端', en: 'there is no terminal to ask at' },
    {
      zh: '请在终端执行；无人值守时须加 --yes，并以 --approval 给出足够的审批文件。',
      en: 'Run it at a terminal; unattended, give --yes with --approval files that cover it.',
    },
  );
}

function resultOf({ result, evidence }: PerformedRun, plan: RunbookPlan, called: CalledWith): CommandResult {
  const { run, status, stop, anchor } = result;
  return {
    exitCode: status === 'stopped' ? 4 : 0,
    data: { run, status, stop: stop ?? null, anchor, evidence: evidence ?? null },
    human: (language) =>
      [...conclusion(result, plan, language, called), ...evidenceLine(evidence, language)].join('\n'),
  };
}

function evidenceLine(evidence: string | undefined, language: keyof Text): readonly string[] {
  if (!evidence) return [];
  return [language === 'zh' ? `证据: ${evidence}` : `evidence: ${evidence}`];
}
