import { openRegister } from '../../listener/register.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { alertLine } from './listen.ts';
import { runbookSetting } from './setting.ts';

/** `fadun runbook alerts`: alerts that the listener took and what it prepared. JSON: `[KnownAlert]`. */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { folders } = await runbookSetting(options);
  const alerts = openRegister(folders.alerts).all();
  return {
    exitCode: 0,
    data: alerts,
    human: (language) =>
      alerts.length === 0
        ? language === 'zh'
          ? '没有告警'
          : 'no alerts'
        : alerts.map((alert) => alertLine(alert, language)).join('\n'),
  };
}
