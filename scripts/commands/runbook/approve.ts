import { join } from 'node:path';
import { type Approval, approve } from '../../../runbooks/kit/approvals/approval.ts';
import { guardPeriodAt, requirementFor } from '../../../runbooks/kit/approvals/policy.ts';
import { rolesOf } from '../../../runbooks/kit/keyring.ts';
import { runSubject, showPlan, showUndo, undoSubject } from '../../../runbooks/kit/plan-runbook.ts';
import { canonicalJson } from '../../../runbooks/kit/signing/canonical-json.ts';
import type { Role } from '../../../stacks/model/person.ts';
import { FadunError } from '../../errors.ts';
import { readPlanFile } from '../../operations/plan-file.ts';
import { writePrivately } from '../../operations/private-file.ts';
import { planOfRun } from '../../operations/run-list.ts';
import { approvalOptions, calledWith, resumeCommand, runCommand } from '../../terminal/next-command.ts';
import { openPrompter } from '../../terminal/prompter.ts';
import { consentReason } from '../consent-reason.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { positiveInteger } from '../options.ts';
import { keyringOption, planPath, runbookSetting, signerOption, textOption } from './setting.ts';

/**
 * `fadun runbook approve PLAN --key FILE`: shows the plan whole, asks, and signs consent to its digest as a file (0600).
 * `--undo RUN` approves undoing a finished run instead. JSON: `{file, approver, role, path, expires, digest}`.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const setting = await runbookSetting(options);
  const keyring = await keyringOption(setting, options);
  const signer = signerOption(keyring, options);
  const undone = textOption(options.undo);
  const planFile = planPath(setting.folders, String(positional[0] ?? ''));
  const { plan, proposal } = undone
    ? { plan: planOfRun(setting.folders.runs, undone), proposal: null }
    : readPlanFile(planFile);
  if (proposal?.proposal.preparedBy === signer.person)
    throw new FadunError(
      planFile,
      {
        zh: `由 ${signer.person} 送审，送审人不得审批自己送审的内容`,
        en: `${signer.person} put it up for approval, and nobody consents to what they put up themselves`,
      },
      { zh: '请另一人审批。', en: 'Have another person approve it.' },
      1,
    );
  const subject = undone ? undoSubject(plan, undone) : runSubject(plan);
  const now = new Date();
  const requirement = requirementFor(plan.class, guardPeriodAt(setting.site.guardPeriods, now), plan.breakGlass);
  const held = rolesOf(keyring, signer.person, now);
  const role = roleFor(textOption(options.role), held, requirement.eligible);
  const hours = hoursOption(options.hours, requirement.longestHours);
  const reason = consentReason(options.reason);
  const consent: Omit<Approval, 'type' | 'nonce'> = {
    subject,
    approver: signer.person,
    role,
    path: requirement.path,
    notBefore: now.toISOString(),
    expires: new Date(now.getTime() + hours * 3_600_000).toISOString(),
    ...(reason ? { reason } : {}),
  };
  if (requirement.reasonNeeded && !reason)
    throw new FadunError(
      '--reason',
      { zh: '应急通道须写明理由', en: 'the emergency path needs one' },
      { zh: '请用 --reason TEXT 写明理由；理由将留痕。', en: 'Say why with --reason TEXT; it is recorded.' },
    );
  const shown = undone ? showUndo(plan, undone, context.language) : showPlan(plan, context.language);
  await confirm(context, shown, subject.digest.sm3, options.yes === true);
  const signed = approve(consent, signer.pair);
  const file =
    textOption(options.save) ?? join(setting.folders.plans, `approval-${signed.approval.nonce.slice(0, 12)}.json`);
  writePrivately(file, `${canonicalJson(signed)}\n`);
  const { expires, path } = signed.approval;
  const { approvers } = requirement;
  const called = calledWith({ ...options, yes: false });
  const next = undone
    ? `${resumeCommand(undone, plan, 'undo', called)}${approvalOptions(file, approvers - 1)}`
    : runCommand(planFile, plan, file, approvers - 1, called);
  return {
    exitCode: 0,
    data: { file, approver: signer.person, role, path, expires, digest: subject.digest },
    human: (language) =>
      language === 'zh'
        ? `已审批（${signer.person}，${role}，至 ${expires}）: ${file}\n共需 ${approvers} 人审批，每份审批一个 --approval；然后:\n  ${next}`
        : `approved by ${signer.person} as ${role} until ${expires}: ${file}\n${approvers === 1 ? 'no other approval is needed' : `${approvers} approvals are needed in all, each by an --approval`}; then:\n  ${next}`,
  };
}

/** @throws FadunError for more hours than the policy lets an approval hold: a shorter one than asked for would surprise */
function hoursOption(given: unknown, longest: number): number {
  const hours = positiveInteger('--hours', given ?? '1');
  if (hours <= longest) return hours;
  throw new FadunError(
    `--hours ${hours}`,
    {
      zh: `此类计划的审批至多有效 ${longest} 小时`,
      en: `an approval of such a plan holds for ${longest} hours at most`,
    },
    { zh: `--hours 请给 ${longest} 或更小的值。`, en: `Give --hours ${longest} or fewer.` },
  );
}

/** The role to approve in: the one named, or the only eligible one held. */
function roleFor(named: string | undefined, held: ReadonlySet<Role>, eligible: readonly Role[]): Role {
  const usable = eligible.filter((role) => held.has(role));
  const chosen = named ? usable.find((role) => role === named) : usable[0];
  if (chosen) return chosen;
  throw new FadunError(
    named ? `--role ${named}` : 'approval',
    {
      zh: `密钥登记的角色为 ${[...held].join('、') || '无'}，此处须为 ${eligible.join(' 或 ')}`,
      en: `the key is enrolled for ${[...held].join(', ') || 'no role'}, and this needs ${eligible.join(' or ')}`,
    },
    { zh: '请持有该角色的人审批。', en: 'Have it approved by someone who holds such a role.' },
    1,
  );
}

/** Nobody signs what they have not seen: the start of the digest is typed from the screen. */
async function confirm(context: CommandContext, shown: readonly string[], sm3: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new FadunError(
      'approve',
      { zh: '没有可展示计划的终端', en: 'there is no terminal to show the plan on' },
      { zh: '请在终端执行，或阅读计划后加 --yes。', en: 'Use a terminal, or --yes after reading it.' },
    );
  const prompter = openPrompter({
    input: process.stdin,
    output: process.stderr as NodeJS.WriteStream,
    onInterrupt: () => {},
  });
  try {
    prompter.say(shown);
    const start = sm3.slice(0, 8);
    const given = await prompter.ask(
      context.language === 'zh'
        ? `同意请输入 SM3 前 8 位（${start}）: `
        : `to consent, type the first 8 of SM3 (${start}): `,
    );
    if (given !== start)
      throw new FadunError(
        'approve',
        { zh: '未予同意', en: 'consent was not given' },
        { zh: '未作任何签名。', en: 'Nothing was signed.' },
        1,
      );
  } finally {
    prompter.close();
  }
}
