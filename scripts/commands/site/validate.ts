import { formatProblem, SiteInvalid } from '../../../stacks/model/problem.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';

/** `fadun site validate`: every problem of a declaration at once. JSON: `{site, valid, problems}`. */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { site } = siteOptions(positional, options);
  try {
    await selectSite(site);
    return {
      exitCode: 0,
      data: { site, valid: true, problems: [] },
      human: (language) => (language === 'zh' ? `${site}:声明有效` : `${site}: the declaration is valid`),
    };
  } catch (error) {
    if (!(error instanceof SiteInvalid)) throw error;
    const { problems, subject } = error;
    return {
      exitCode: 2,
      data: { site, valid: false, problems },
      human: (language) =>
        [
          ...problems.map((problem) => formatProblem(subject, problem)),
          language === 'zh' ? `共 ${problems.length} 处错误` : `${problems.length} problems`,
        ].join('\n'),
    };
  }
}
