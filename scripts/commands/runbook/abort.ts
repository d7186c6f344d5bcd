import { parameter, readParameters } from '../../../runbooks/kit/parameters.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { conductBegun } from './conduct.ts';
import { inLanguage } from './setting.ts';

const asked = { reason: parameter.reason({ zh: '中止原因', en: 'why it is aborted' }) };

/** `fadun runbook abort RUN --reason TEXT`: ends a run where it is; what took effect stays and is listed in the journal. */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const given = options.reason === undefined ? {} : { reason: String(options.reason) };
  const { reason } = await inLanguage(context.language, async () => readParameters(asked, given));
  return conductBegun(context, positional, options, () => ({ verb: 'abort', reason }));
}
