import { applyCity } from '../pipeline/apply-city.ts';
import { buildCity } from '../pipeline/city.ts';
import { judgeCity, requireOpenGate } from '../pipeline/judge-city.ts';
import { selectSite } from '../pipeline/select-site.ts';
import { civilDate } from '../pipeline/today.ts';
import type { CommandContext, CommandResult, Positional } from './context.ts';
import { elapsed } from './elapsed.ts';
import { siteOptions } from './options.ts';

/** `fadun apply`. JSON: `{site, networks: [{id, objects, applied, changed, pruned, kept, seconds}], seconds}`. */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const seconds = elapsed();
  const chosen = siteOptions(positional, options);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  requireOpenGate(judgeCity(city, { today: civilDate(new Date()) }));
  const applied = await applyCity(city, {
    kubeconfig: chosen.kubeconfig,
    allowPruneOf: Array.isArray(options.prune) ? (options.prune as string[]) : [],
    progress: context.progress,
  });
  const data = { site: city.site.id, networks: applied, seconds: seconds() };
  return {
    exitCode: 0,
    data,
    human: (language) =>
      applied
        .map(({ id, objects, changed, pruned, seconds: took }) =>
          language === 'zh'
            ? `${id}:${objects} 个对象,变更 ${changed},清除 ${pruned},${took} 秒`
            : `${id}: ${objects} objects, ${changed} changed, ${pruned} pruned, ${took} s`,
        )
        .join('\n'),
  };
}
