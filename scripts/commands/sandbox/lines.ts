import type { SandboxStatus } from '../../sandbox/status.ts';
import type { Language } from '../context.ts';
import { table } from '../text-table.ts';

/** A line a network: state, server, what is not running. */
export function sandboxLines(status: SandboxStatus, language: Language): string {
  if (status.networks.length === 0) return language === 'zh' ? '沙箱未启动' : 'no sandbox was started here';
  return table(
    status.networks.map(({ id, state, server, components }) => [
      `  ${id}`,
      state,
      server,
      components
        .filter((component) => component.state !== 'running')
        .map((component) => `${component.name} ${component.state}`)
        .join(', '),
    ]),
  );
}
