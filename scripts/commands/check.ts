import { type Severity, severities } from '../../policies/rule.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import { ruleFacts } from '../../stacks/rule-facts.ts';
import { readCheckInputs } from '../pipeline/check-inputs.ts';
import { buildCity } from '../pipeline/city.ts';
import { forEachCluster, openClusters } from '../pipeline/clusters.ts';
import { judgeCity } from '../pipeline/judge-city.ts';
import { type JudgementOutcome, judgeObjects } from '../pipeline/judge-objects.ts';
import { liveObjects } from '../pipeline/live-objects.ts';
import { selectSite } from '../pipeline/select-site.ts';
import { civilDate } from '../pipeline/today.ts';
import { junit } from '../report/junit.ts';
import { sarif } from '../report/sarif.ts';
import { version } from '../version.ts';
import type { CommandContext, CommandResult, Positional } from './context.ts';
import { findingLines } from './finding-lines.ts';
import { siteOptions } from './options.ts';

/**
 * `fadun check [PATH…]`: judges manifests, synthesised stacks or Terraform plans; without a path a site's own objects, and
 * with `--live` its running clusters. JSON: `{objects, rules, verdicts, findings, controls, waivers, inputErrors, seconds}`.
 * Exit 0 where the gate is open, 1 where findings close it, 2 where input cannot be judged.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const outcome = await judged(context, positional, options);
  return {
    exitCode: outcome.decision.exitCode,
    data: outcome.result,
    human: (language) => findingLines(outcome, language, options.all === true),
    text: (format) => rendered(outcome, format, context.language),
  };
}

function rendered({ result, rules }: JudgementOutcome, format: string, language: 'zh' | 'en'): string {
  return format === 'sarif'
    ? JSON.stringify(sarif(result, { rules, version, language }), null, 2)
    : junit(result, { rules, language });
}

async function judged(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<JudgementOutcome> {
  const paths = (Array.isArray(positional[0]) ? positional[0] : []) as string[];
  const shared = {
    today: typeof options.date === 'string' ? options.date : civilDate(new Date()),
    language: context.language,
    ...(Array.isArray(options.pack) && { packs: options.pack as string[] }),
    ...(severities.includes(options.failOn as Severity) && { failOn: options.failOn as Severity }),
  };
  if (paths.length > 0) {
    const { objects, errors } = await readCheckInputs(paths);
    return judgeObjects({ ...shared, objects, inputErrors: errors });
  }
  const chosen = siteOptions([typeof options.site === 'string' ? options.site : undefined], options);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  if (options.live !== true && !chosen.kubeconfig) return judgeCity(city, shared);
  const { site, workspace, networks } = city;
  const clusters = await openClusters({
    site: site.id,
    workspace,
    networks,
    kubeconfig: chosen.kubeconfig,
    identity: 'reader',
  });
  const live = await forEachCluster(clusters, 3, async ({ network, client }) =>
    (await liveObjects(client)).map((object) => ({ object, network, source: { file: client.server } })),
  );
  return judgeObjects({ ...shared, objects: live.flat(), waivers: waiversOf(site.id), facts: ruleFacts(site) });
}
