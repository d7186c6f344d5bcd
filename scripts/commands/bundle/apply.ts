import { openFarSide } from '../../bundle/far-side.ts';
import { admittedBundle, takeBundle } from '../../bundle/release.ts';
import { type ApplyRequest, carryOut, clearToApply } from '../../change/apply-plan.ts';
import { readApprovalFile } from '../../change/approval-file.ts';
import { readKeyring } from '../../change/keyring-file.ts';
import type { PlanEntry, PlanFile } from '../../change/plan.ts';
import { verdictsOf } from '../../change/plan-city.ts';
import { readPlanFile } from '../../change/plan-file.ts';
import { enrolledSigner, signerOf } from '../../change/signer.ts';
import { FadunError } from '../../errors.ts';
import { liveObjects } from '../../pipeline/live-objects.ts';
import { civilDate } from '../../pipeline/today.ts';
import { appliedText } from '../../report/applied-text.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { listOption } from '../options.ts';
import { openBundleCluster } from './cluster.ts';

/**
 * `fadun bundle apply FOLDER --keyring FILE --plan FILE --approval FILE…`: applies a bundle as it was planned and approved on
 * this side, verifies it and remembers its number, once it holds the network's lock and before it writes. JSON: `{site,
 * networks: [AppliedPlan]}`. Exit 1 where it is refused, and then nothing was written anywhere; 4 where it stopped half-way:
 * the same command resumes.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const now = new Date();
  const folder = String(positional[0]);
  const keyring = await readKeyring(String(options.keyring));
  const side = await openFarSide(folder, { keyring, now });
  const entry = onlyEntry(String(options.plan), await readPlanFile(String(options.plan)), side.network);
  const files = await Promise.all(listOption(options.approval).map(readApprovalFile));
  const operator = options.as === undefined ? undefined : enrolledSigner(signerOf(options), keyring, now);
  const { cluster, state, isSandbox, engine, target } = await openBundleCluster(side, context, options);
  try {
    const bundle = admittedBundle(side, state, entry.plan.bundle);
    const request: ApplyRequest = {
      site: side.site,
      entry,
      target,
      engine,
      approvals: files.flatMap(({ approvals }) => approvals),
      keyring,
      state,
      now: () => new Date(),
      waivers: side.waivers,
      ...verdictsOf(side.judge(civilDate(now))),
      bundle,
      proveLive: async () => side.provenWrong(await liveObjects(cluster.client), { isSandbox }),
      beforeWriting: () => takeBundle(side, state, entry.plan.bundle, new Date()),
      progress: context.progress,
      ...(operator && { operator }),
    };
    const applied = await carryOut(await clearToApply(request));
    return {
      exitCode: 0,
      data: { site: side.site.id, networks: [applied] },
      human: (language) => appliedText([applied], language),
    };
  } finally {
    await cluster.client.close();
  }
}

function onlyEntry(path: string, { plans }: PlanFile, network: string): PlanEntry {
  const [entry] = plans;
  if (plans.length === 1 && entry?.plan.network === network) return entry;
  throw new FadunError(
    path,
    { zh: `不是仅限 ${network} 的计划`, en: `it is not the plan of ${network} alone` },
    { zh: '请给出 `fadun bundle plan --save` 写出的文件。', en: 'Give what `fadun bundle plan --save` wrote.' },
    1,
  );
}
