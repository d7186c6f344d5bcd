import { createInterface } from 'node:readline/promises';
import type { ApprovalPath } from '../../../runbooks/kit/approvals/approval.ts';
import { openFarSide } from '../../bundle/far-side.ts';
import type { ApprovalFile } from '../../change/approval-file.ts';
import { approvePlan, approversOf } from '../../change/approve-plan.ts';
import { keyringPath, readKeyring } from '../../change/keyring-file.ts';
import type { PlanEntry } from '../../change/plan.ts';
import { readPlanFile } from '../../change/plan-file.ts';
import { savePrivately } from '../../change/private-file.ts';
import { enrolledSigner, signerOf } from '../../change/signer.ts';
import { FadunError } from '../../errors.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { planText } from '../../report/plan-text.ts';
import { consentReason } from '../consent-reason.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { listOption, positiveInteger } from '../options.ts';
import { applyLine } from './apply-line.ts';

/**
 * `fadun approve PLAN --as PERSON --key FILE`: shows the plans, then signs consent to their digests into a file beside
 * them. JSON: `{site, file, approvals: [{network, class, role, path, expires, digest}]}`. Exit 1 where apply would refuse
 * the signature anyway: nothing is signed then.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const [path] = positional;
  if (typeof path !== 'string')
    throw new FadunError(
      'approve',
      { zh: '未指明计划', en: 'no plan is named' },
      { zh: '请给出已存盘的计划。', en: 'Give the saved plan.' },
    );
  const file = await readPlanFile(path);
  const keyring = await readKeyring(typeof options.keyring === 'string' ? options.keyring : keyringPath(file.site));
  const now = new Date();
  const site =
    typeof options.bundle === 'string'
      ? (await openFarSide(options.bundle, { keyring, now })).site
      : await selectSite(typeof options.site === 'string' ? options.site : file.site);
  if (site.id !== file.site) {
    throw new FadunError(
      path,
      { zh: `计划属于站点 ${file.site},而非 ${site.id}`, en: `it is of site ${file.site}, not of ${site.id}` },
      { zh: '请给出本站点的计划。', en: 'Give the plan of this site.' },
      1,
    );
  }
  const signer = enrolledSigner(signerOf(options), keyring, now);
  const reason = consentReason(options.reason);
  const entries = chosenEntries(file.plans, listOption(options.network));
  const shown = entries.map((entry) => planText(entry, context.language)).join('\n');
  await confirmed(context, shown, entries, options.yes === true);
  const approvals = entries.map((entry) =>
    approvePlan(entry, signer, {
      site,
      keyring,
      now,
      path: (options.path as ApprovalPath | undefined) ?? 'normal',
      ...(typeof options.role === 'string' && { role: options.role }),
      ...(reason !== undefined && { reason }),
      ...(options.hours !== undefined && { hours: positiveInteger('--hours', options.hours) }),
    }),
  );
  const target = typeof options.save === 'string' ? options.save : `${path}.${signer.person}.approval.json`;
  await savePrivately(target, { type: 'fadun/approval-file/v1', approvals } satisfies ApprovalFile);
  const data = {
    site: site.id,
    file: target,
    approvals: approvals.map(({ approval: { subject, role, path: way, expires } }) => ({
      network: subject.network,
      class: subject.class,
      role,
      path: way,
      expires,
      digest: subject.digest,
    })),
  };
  return {
    exitCode: 0,
    data,
    human: (language) =>
      [
        ...(context.interactive ? [] : [shown]),
        ...data.approvals.map(({ network, role, expires }) =>
          language === 'zh'
            ? `${signer.person} 以 ${role} 身份批准 ${network},${expires} 前有效`
            : `${signer.person} approves ${network} as ${role}, until ${expires}`,
        ),
        `→ ${target}`,
        applyLine({ plan: path, approval: target, approvers: approversOf(entries, site, now), options }, language),
      ].join('\n'),
  };
}

function chosenEntries(entries: readonly PlanEntry[], networks: readonly string[]): readonly PlanEntry[] {
  for (const network of networks) {
    if (entries.some(({ plan }) => plan.network === network)) continue;
    throw new FadunError(
      `--network ${network}`,
      { zh: '计划文件中没有该网络的计划', en: 'the plan file holds no plan of it' },
      { zh: '请指明文件中的某个网络。', en: 'Name a network of the file.' },
    );
  }
  return networks.length > 0 ? entries.filter(({ plan }) => networks.includes(plan.network)) : entries;
}

/** A person at a terminal types the start of the digest that they have read; a program has named the key on purpose. */
async function confirmed(
  { interactive, language, complain }: CommandContext,
  shown: string,
  entries: readonly PlanEntry[],
  yes: boolean,
): Promise<void> {
  if (!interactive) return;
  complain(shown);
  if (yes) return;
  const code = entries[0]!.digest.sm3.slice(0, 8);
  const question =
    language === 'zh' ? `键入第一个摘要的前 8 位以签名:` : 'Type the first 8 digits of the first digest to sign: ';
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if ((await reader.question(question)).trim() === code) return;
  } finally {
    reader.close();
  }
  throw new FadunError(
    'approve',
    { zh: '键入的内容与摘要不符', en: 'the digits are not those of the digest' },
    { zh: '未作任何签名。', en: 'Nothing was signed.' },
    1,
  );
}
