import { digestOfJson } from '../../runbooks/kit/signing/digest.ts';
import { makePlan } from '../change/make-plan.ts';
import type { ChangePlan } from '../change/plan.ts';
import { savePrivately } from '../change/plan-file.ts';
import { buildCity, objectsOf } from '../pipeline/city.ts';
import { forEachCluster, openClusters } from '../pipeline/clusters.ts';
import { judgeCity } from '../pipeline/judge-city.ts';
import { selectSite } from '../pipeline/select-site.ts';
import { civilDate } from '../pipeline/today.ts';
import type { CommandContext, CommandResult, Language, Positional } from './context.ts';
import { siteOptions } from './options.ts';

/**
 * `fadun plan`: what an apply would do to each network, and whether that is additive, widening or destructive. Reads only.
 * `--save FILE` writes the plans with their digests (SM3 and SHA-256), readable by the owner only. JSON: `{site, plans:
 * [{plan, digest}]}`. Exit 0 whatever the class; 1 where the gate is closed.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  const { site, workspace, networks } = city;
  const now = new Date();
  const { decision, result, proof } = judgeCity(city, { today: civilDate(now) });
  const gate = { open: decision.open, rules: result.rules, blocking: decision.blocking.length };
  const clusters = await openClusters({
    site: site.id,
    workspace,
    networks,
    kubeconfig: chosen.kubeconfig,
    identity: 'applier',
  });
  const plans = await forEachCluster(clusters, 3, async ({ client, network }) => {
    const plan = await makePlan({
      site,
      network,
      objects: objectsOf(city, network),
      client,
      author: '',
      now,
      gate,
      proof: { holds: proof.holds, declared: proof.declared, permitted: proof.permitted },
    });
    return { plan, digest: digestOfJson(plan) };
  });
  const data = { site: site.id, plans };
  if (typeof options.save === 'string') await savePrivately(options.save, data);
  return {
    exitCode: gate.open ? 0 : 1,
    data,
    human: (language) => plans.map(({ plan }) => planLines(plan, language)).join('\n'),
  };
}

const signs = { add: '+', change: '~', remove: '-' } as const;

function planLines({ network, class: kind, changes, reasons, kept }: ChangePlan, language: Language): string {
  const names = {
    additive: { zh: '新增型', en: 'additive' },
    widening: { zh: '放宽型', en: 'widening' },
    destructive: { zh: '破坏型', en: 'destructive' },
  } as const;
  const count = (action: keyof typeof signs) => changes.filter((change) => change.action === action).length;
  const counts = [count('add'), count('change'), count('remove')];
  return [
    language === 'zh'
      ? `${network}:${names[kind].zh};新增 ${counts[0]},修改 ${counts[1]},删除 ${counts[2]}`
      : `${network}: ${names[kind].en}; ${counts[0]} to add, ${counts[1]} to change, ${counts[2]} to remove`,
    ...changes.flatMap(({ action, object, fields = [] }) => [
      `  ${signs[action]} ${object}`,
      ...fields.map(({ field, from, to }) => `      ${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`),
    ]),
    ...reasons.map((reason) => `  ! ${reason.class} (${reason.kind}): ${reason.subject}: ${reason.detail}`),
    ...kept.map(({ object, why }) => `  = ${object}: ${why}`),
  ].join('\n');
}
