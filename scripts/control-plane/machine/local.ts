import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Machine } from './machine.ts';
import { machineOver } from './over-way.ts';
import type { Program } from './programs.ts';
import { receiver } from './receiver.ts';

/**
 * This machine.
 * @param options.programs paths of programs that are not on the path
 * @param options.environment added to that of programs
 */
export function localMachine(options: {
  readonly name: string;
  readonly programs?: Readonly<Partial<Record<Program, string>>>;
  readonly environment?: Readonly<Record<string, string>>;
}): Machine {
  const { name, programs = {}, environment = {} } = options;
  const way = {
    name,
    begin: async () =>
      spawn('/bin/sh', ['-c', receiver], {
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: '/usr/bin:/bin', ...environment },
      }),
    programPath: (program: Program) => programs[program] ?? program,
    fault: () => undefined,
  };
  return machineOver(way, async (address, port) => {
    const socket = connect({ host: address, port });
    await once(socket, 'connect');
    return socket;
  });
}
