import { allRules } from '../../../policies/rules/index.ts';
import type { Waiver } from '../../../policies/waiver.ts';
import { draftWaiver, type WaiverWish } from '../../pipeline/draft-waiver.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { judgedSite } from './judged-site.ts';

/**
 * `fadun waiver draft [SITE]`: the narrowest waiver for one finding, to be added to the site's waivers. It names no approver
 * and does not count until another person is entered. JSON: the waiver.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const wish = options as unknown as WaiverWish;
  const { site, result, waivers, today } = await judgedSite(positional, options);
  const waiver = draftWaiver(wish, { findings: result.findings, waivers, rules: allRules, today });
  const file = `policies/waivers/${site}.ts`;
  return {
    exitCode: 0,
    data: waiver,
    human: (language) =>
      language === 'zh'
        ? `${literal(waiver)}\n请加入 ${file};由 ${wish.owner} 以外的人填写 approver 后方才生效。`
        : `${literal(waiver)}\nAdd it to ${file}. It counts once somebody other than ${wish.owner} is entered as its approver.`,
  };
}

/** The entry as it stands in a file of waivers. */
function literal({ scope, ...rest }: Waiver): string {
  const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const fields = (of: object) => Object.entries(of).map(([name, value]) => `${name}: ${text(String(value))}`);
  const [id, rule, ...others] = fields(rest);
  return [
    '  {',
    ...[id, rule, `scope: { ${fields(scope).join(', ')} }`, ...others].map((line) => `    ${line},`),
    '  },',
  ].join('\n');
}
