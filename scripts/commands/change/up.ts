import type { UpResult } from '../../pipeline/up.ts';
import { up } from '../../pipeline/up.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { table } from '../text-table.ts';
import { requirePlanFor } from './apply.ts';
import { probeLines } from './probe-lines.ts';

/**
 * `fadun up`: synthesise → render → judge → sandbox → apply → verify → summary. JSON: `{site,
 * networks: [{id, objects, applied, changed, pruned, verified, drifted, seconds, kubeconfig}], totals, probes, outputs}`.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { kubeconfig, ...chosen } = siteOptions(positional, options);
  requirePlanFor(kubeconfig);
  const result = await up({ ...chosen, progress: context.progress, environment: context.environment });
  const { totals, probes } = result;
  const asDeclared = totals.verified === totals.objects && totals.drifted === 0;
  return {
    exitCode: asDeclared && probes.every(({ failed }) => failed.length === 0) ? 0 : 1,
    data: result,
    human: (language) => summary(result, language),
  };
}

function summary(result: UpResult, language: Language): string {
  const text = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const { totals } = result;
  return [
    '',
    text(
      `${result.name.zh}(${result.site}):${result.networks.length} 个网络,${totals.objects} 个对象,已核验 ${totals.verified},漂移 ${totals.drifted},变更 ${totals.changed},用时 ${totals.seconds} 秒`,
      `${result.name.en} (${result.site}): ${result.networks.length} networks, ${totals.objects} objects, ${totals.verified} verified, ${totals.drifted} drifted, ${totals.changed} changes, in ${totals.seconds} s`,
    ),
    '',
    table(
      result.networks.map(({ id, objects, changed, pruned, verified, drifted, seconds, workloads }) => [
        `  ${id}`,
        ...[objects, changed, pruned, verified, drifted].map(String),
        `${workloads.deployments} + ${workloads.statefulSets}`,
        String(seconds),
      ]),
      [
        '',
        text('对象', 'objects'),
        text('变更', 'changed'),
        text('清除', 'pruned'),
        text('核验', 'verified'),
        text('漂移', 'drifted'),
        text('工作负载', 'workloads'),
        text('秒', 'seconds'),
      ],
    ),
    '',
    ...probeLines(result.probes, language),
    '',
    `${text('输出', 'Outputs')}: ${result.outputs.terraform}`,
    `         ${result.outputs.objects}`,
    `         ${result.outputs.documents}`,
    `${text('凭据', 'Kubeconfigs')}: ${result.outputs.kubeconfigs}`,
    '',
    text('接下来', 'Next'),
    `  npx fadun drift ${result.site}`,
    `  npx fadun site show ${result.site}`,
    `  kubectl --kubeconfig ${result.networks[0]?.kubeconfig ?? ''} get deployments -A`,
    `  npx fadun sandbox down ${result.site}`,
    '',
    text(
      '沙箱:未经计划与审批;真实集群须凭计划与审批下发。',
      'This is the sandbox: no plan, no approval. A real cluster takes neither without.',
    ),
  ].join('\n');
}
