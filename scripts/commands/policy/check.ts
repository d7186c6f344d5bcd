import { type Severity, severities } from '../../../policies/rule.ts';
import type { JudgementOutcome } from '../../pipeline/judge-objects.ts';
import { civilDate } from '../../pipeline/today.ts';
import { resultJson } from '../../report/findings-json.ts';
import { junit } from '../../report/junit.ts';
import { sarif } from '../../report/sarif.ts';
import { version } from '../../version.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { findingLines } from './finding-lines.ts';

/**
 * `fadun check [PATH…]`: judges manifests, synthesised stacks or Terraform plans; without a path a site's own objects, and
 * with `--live` its running clusters. JSON: `{objects, rules, verdicts, findings, controls, waivers, inputErrors, setAside, seconds}`.
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
    data: resultJson(outcome.result),
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
  const chosen = siteOptions([typeof options.site === 'string' ? options.site : undefined], options);
  if (paths.length > 0) {
    const { judgePaths } = await import('../../pipeline/judge-paths.ts');
    const out = options.cache === false ? undefined : chosen.out;
    return judgePaths(paths, { ...shared, out, environment: context.environment });
  }
  const { buildCity } = await import('../../pipeline/city.ts');
  const { selectSite } = await import('../../pipeline/select-site.ts');
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  if (options.live === true || options.wouldDeny === true || chosen.kubeconfig) {
    const { judgeLive } = await import('../../pipeline/judge-live.ts');
    return judgeLive(city, chosen.kubeconfig, { ...shared, asAdmission: options.wouldDeny === true });
  }
  const { judgeCity } = await import('../../pipeline/judge-city.ts');
  return judgeCity(city, shared);
}
