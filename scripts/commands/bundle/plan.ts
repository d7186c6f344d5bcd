import { openFarSide } from '../../bundle/far-side.ts';
import { plannedBundle } from '../../bundle/release.ts';
import { readKeyring } from '../../change/keyring-file.ts';
import { makePlan } from '../../change/make-plan.ts';
import type { PlanFile } from '../../change/plan.ts';
import { entryOf, verdictsOf } from '../../change/plan-city.ts';
import { savePrivately } from '../../change/private-file.ts';
import { enrolledSigner, signerOf } from '../../change/signer.ts';
import { civilDate } from '../../pipeline/today.ts';
import { planMarkdown, planText } from '../../report/plan-text.ts';
import { savedLines } from '../change/saved-lines.ts';
import { requireTaken, takeFromOption } from '../change/take-from.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { listOption } from '../options.ts';
import { openBundleCluster } from './cluster.ts';

/**
 * `fadun bundle plan FOLDER --keyring FILE`: what applying a bundle would do to the cluster of its network, judged and
 * proved anew on this side. Reads only. JSON: `{site, plans: [{plan, digest, proposal}]}`. Exit 1 where the bundle is
 * refused, is older than the last applied, or the gate is closed.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const now = new Date();
  const takeFrom = takeFromOption(options.takeFrom);
  const keyring = await readKeyring(String(options.keyring));
  const folder = String(positional[0]);
  const side = await openFarSide(folder, { keyring, now });
  const signs = options.as !== undefined || options.key !== undefined;
  const author = signs ? enrolledSigner(signerOf(options), keyring, now) : undefined;
  const judgement = side.judge(civilDate(now));
  const { cluster, state, engine, target } = await openBundleCluster(side, context, options);
  try {
    const plan = await makePlan({
      site: side.site,
      target,
      engine,
      author: author?.person ?? '',
      now,
      prune: listOption(options.prune),
      takeFrom,
      waivers: side.waivers,
      bundle: plannedBundle(side, state, options.rollback === true),
      progress: context.progress,
      ...verdictsOf(judgement),
    });
    const entry = entryOf(plan, author, now);
    requireTaken(takeFrom, [entry]);
    const file: PlanFile = { type: 'fadun/plan-file/v1', site: side.site.id, plans: [entry] };
    const save = typeof options.save === 'string' ? options.save : undefined;
    if (save !== undefined) await savePrivately(save, file);
    const saved = { signed: signs, options: { bundle: folder, keyring: options.keyring } };
    return {
      exitCode: judgement.decision.open ? 0 : 1,
      data: { site: side.site.id, plans: [entry] },
      human: (language) =>
        [planText(entry, language), ...(save === undefined ? [] : savedLines(save, saved, language))].join('\n'),
      text: () => planMarkdown([entry], context.language),
    };
  } finally {
    await cluster.client.close();
  }
}
