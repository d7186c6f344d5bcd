import type { CommandContext } from '../commands/context.ts';
import { type CommandEnd, startTelemetry, type Telemetry } from './start.ts';

/**
 * Runs a command with telemetry around it. A collector that is wrongly named, refuses or does not answer costs a line on
 * the error stream and at most the flush deadline; exit code and output are the command's own.
 */
export async function runObserved(
  command: string,
  context: CommandContext,
  work: () => Promise<CommandEnd>,
): Promise<number> {
  const telemetry = await startTelemetry(context.environment);
  if (telemetry === null) return (await work()).exitCode;
  if (typeof telemetry === 'string') {
    context.complain(said(context, `遥测未启用:${telemetry}`, `telemetry is off: ${telemetry}`));
    return (await work()).exitCode;
  }
  const { exitCode } = await telemetry.inCommand(command, work);
  await finish(telemetry, context);
  return exitCode;
}

async function finish(telemetry: Telemetry, context: CommandContext): Promise<void> {
  const fate = await telemetry.end();
  if (fate === 'delivered') return;
  context.complain(
    said(
      context,
      '遥测未送达:采集端未应答或拒收;命令本身不受影响',
      'telemetry was not delivered: the collector refused it or did not answer; the command is not affected',
    ),
  );
  // A request that still waits would keep the process; by then the exit code is set and what was printed is written.
  if (fate === 'late') setImmediate(() => process.exit());
}

function said({ language }: CommandContext, zh: string, en: string): string {
  return language === 'zh' ? zh : en;
}
