import { FadunError } from '../../errors.ts';
import { applyCity } from '../../pipeline/apply-city.ts';
import { buildCity } from '../../pipeline/city.ts';
import { judgeCity, requireOpenGate } from '../../pipeline/judge-city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { civilDate } from '../../pipeline/today.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { elapsed } from '../elapsed.ts';
import { listOption, siteOptions } from '../options.ts';
import { applyPlanFile } from './apply-plan.ts';

/**
 * `fadun apply`. With `--plan FILE --approval FILE…` it carries out exactly that plan. Without a plan it applies freely,
 * and only to the sandbox. JSON: `{site, networks: [{id, objects, applied, changed, pruned, kept, seconds}], seconds}`.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  if (options.plan !== undefined) return applyPlanFile(context, positional, options);
  const seconds = elapsed();
  const chosen = siteOptions(positional, options);
  requirePlanFor(chosen.kubeconfig);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  requireOpenGate(judgeCity(city, { today: civilDate(new Date()) }));
  const applied = await applyCity(city, { allowPruneOf: listOption(options.prune), progress: context.progress });
  const data = { site: city.site.id, sandbox: true, networks: applied, seconds: seconds() };
  return {
    exitCode: 0,
    data,
    human: (language) =>
      [
        ...applied.map(({ id, objects, changed, pruned, seconds: took }) =>
          language === 'zh'
            ? `${id}:${objects} 个对象,变更 ${changed},清除 ${pruned},${took} 秒`
            : `${id}: ${objects} objects, ${changed} changed, ${pruned} pruned, ${took} s`,
        ),
        language === 'zh'
          ? '沙箱:未经计划与审批;真实集群须凭计划与审批下发。'
          : 'This is the sandbox: no plan, no approval. A real cluster takes neither without.',
      ].join('\n'),
  };
}

/**
 * A real cluster is changed by an approved plan and by nothing else.
 * @throws FadunError (exit code 1)
 */
export function requirePlanFor(kubeconfig: string | undefined): void {
  if (kubeconfig === undefined) return;
  throw new FadunError(
    `--kubeconfig ${kubeconfig}`,
    { zh: '真实集群只能凭已审批的计划变更', en: 'a real cluster is changed by an approved plan only' },
    {
      zh: '先执行 `fadun plan --save FILE --as PERSON --key FILE`,用 `fadun approve FILE` 审批,再执行 `fadun apply --plan FILE --approval FILE`。',
      en: 'Run `fadun plan --save FILE --as PERSON --key FILE`, have it approved with `fadun approve FILE`, then `fadun apply --plan FILE --approval FILE`.',
    },
    1,
  );
}
