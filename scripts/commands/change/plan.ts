import { keyringPath, readKeyring } from '../../change/keyring-file.ts';
import type { PlanEntry, PlanFile } from '../../change/plan.ts';
import { totalOf } from '../../change/plan.ts';
import { planCity } from '../../change/plan-city.ts';
import { savePrivately } from '../../change/private-file.ts';
import { type EnrolledSigner, enrolledSigner, signerOf } from '../../change/signer.ts';
import { FadunError } from '../../errors.ts';
import { buildCity } from '../../pipeline/city.ts';
import { openClusters } from '../../pipeline/clusters.ts';
import { judgeCity } from '../../pipeline/judge-city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { civilDate } from '../../pipeline/today.ts';
import { planMarkdown, planText, totalText } from '../../report/plan-text.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { listOption, siteOptions } from '../options.ts';
import { savedLines } from './saved-lines.ts';
import { requireTaken, takeFromOption } from './take-from.ts';

/**
 * `fadun plan`: what an apply would do to each network, and whether that is additive, widening or destructive. Reads only.
 * `--save FILE` writes the plans with their digests (SM3 and SHA-256), readable by the owner only; `--as PERSON --key FILE`
 * puts them up for approval in that person's name. JSON: `{site, plans: [{plan, digest, proposal}], total}`. Exit 0 whatever
 * the class; 1 where the gate is closed.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const prune = listOption(options.prune);
  const takeFrom = takeFromOption(options.takeFrom);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  const { site, workspace, networks } = city;
  if (prune.length > 0 && networks.length !== 1) {
    throw new FadunError(
      '--prune',
      { zh: '选定了多个网络', en: 'several networks are chosen' },
      { zh: '请用 --network 指明其中一个。', en: 'Name the one that is meant with --network.' },
    );
  }
  const now = new Date();
  const author = await authorOf(site.id, options, now);
  const judgement = judgeCity(city, { today: civilDate(now) });
  const clusters = await openClusters({
    site: site.id,
    workspace,
    networks,
    kubeconfig: chosen.kubeconfig,
    identity: 'applier',
  });
  const save = typeof options.save === 'string' ? options.save : undefined;
  const plans = await planCity(city, clusters, {
    judgement,
    now,
    environment: context.environment,
    prune,
    takeFrom,
    progress: context.progress,
    ...(author && { author }),
    ...(save !== undefined && { saveAs: save }),
  });
  requireTaken(takeFrom, plans);
  const file: PlanFile = { type: 'fadun/plan-file/v1', site: site.id, plans };
  if (save !== undefined) await savePrivately(save, file);
  const [named] = positional;
  const saved = { signed: author !== undefined, options: { site: named, keyring: options.keyring } };
  return {
    exitCode: judgement.decision.open ? 0 : 1,
    data: { site: site.id, plans, total: totalOf(plans.map(({ plan }) => plan.counts)) },
    human: (language) =>
      [
        ...plans.map((entry) => planText(entry, language)),
        ...ending(plans, language),
        ...(save === undefined ? [] : savedLines(save, saved, language)),
      ].join('\n'),
    text: () => planMarkdown(plans, context.language),
  };
}

async function authorOf(
  site: string,
  options: Record<string, unknown>,
  now: Date,
): Promise<EnrolledSigner | undefined> {
  if (options.as === undefined && options.key === undefined) return undefined;
  const keyring = await readKeyring(typeof options.keyring === 'string' ? options.keyring : keyringPath(site));
  return enrolledSigner(signerOf(options), keyring, now);
}

function ending(plans: readonly PlanEntry[], language: 'zh' | 'en'): string[] {
  return plans.length > 1
    ? [
        totalText(
          plans.map(({ plan }) => plan),
          language,
        ),
      ]
    : [];
}
