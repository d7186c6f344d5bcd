import { type Severity, severities } from '../../../policies/rule.ts';
import { FadunError } from '../../errors.ts';
import type { JudgementOutcome } from '../../pipeline/judge-objects.ts';
import { dayOrToday } from '../../pipeline/today.ts';
import { resultJson } from '../../report/findings-json.ts';
import { junit } from '../../report/junit.ts';
import { sarif } from '../../report/sarif.ts';
import { version } from '../../version.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { findingLines } from './finding-lines.ts';

/**
 * `fadun check [PATH…]`: judges manifests, synthesised stacks or Terraform plans; without a path a site's own objects, and
 * with `--live` its running clusters. JSON: `{objects, rules, verdicts, findings, unjudged, controls, waivers, inputErrors, setAside, skipped, seconds}`.
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

function rendered(
  { result, rules, decision, inputErrors }: JudgementOutcome,
  format: string,
  language: 'zh' | 'en',
): string {
  const shared = { rules, decision, inputErrors, language };
  return format === 'sarif' ? JSON.stringify(sarif(result, { ...shared, version }), null, 2) : junit(result, shared);
}

/**
 * What is said of a site says nothing of files: it is refused, lest somebody take the one for the other.
 * @throws FadunError naming the option
 */
function refuseOptionsOfSites({
  site,
  network,
  kubeconfig,
  scale,
  live,
  wouldDeny,
  date,
}: Record<string, unknown>): void {
  const given = [
    site !== undefined && '--site',
    network !== undefined && '--network',
    kubeconfig !== undefined && '--kubeconfig',
    scale !== undefined && scale !== '1' && '--scale',
    live === true && '--live',
    wouldDeny === true && '--would-deny',
    date !== undefined && '--date',
  ].filter((flag) => flag !== false);
  if (given.length === 0) return;
  throw new FadunError(
    given.join(' '),
    {
      zh: '该选项只用于站点，而现在审核的是路径，路径既无网络也无豁免',
      en: 'it is for a site, and paths are to be judged, which have neither networks nor waivers',
    },
    {
      zh: '审核路径请去掉该选项，审核站点请去掉路径。',
      en: 'Leave it out to judge the paths, or leave the paths out to judge the site.',
    },
  );
}

async function judged(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<JudgementOutcome> {
  const paths = (Array.isArray(positional[0]) ? positional[0] : []) as string[];
  const shared = {
    today: dayOrToday('--date', options.date),
    language: context.language,
    ...(Array.isArray(options.pack) && { packs: options.pack as string[] }),
    ...(severities.includes(options.failOn as Severity) && { failOn: options.failOn as Severity }),
  };
  const chosen = siteOptions([typeof options.site === 'string' ? options.site : undefined], options);
  if (paths.length > 0) {
    refuseOptionsOfSites(options);
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
