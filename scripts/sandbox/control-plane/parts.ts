import { resolve } from 'node:path';
import { SandboxError } from '../errors.ts';
import { type SandboxHost, sandboxHost } from '../host.ts';
import type { ComponentContext } from '../run.ts';
import { readState } from '../state.ts';

/** What every operation on one sandboxed control plane works with. */
export interface ControlPlaneParts extends ComponentContext {
  readonly network: string;
  readonly host: SandboxHost;
}

/** @throws SandboxError where the sandbox does not have the network */
export async function controlPlaneParts(
  directory: string,
  network: string,
  environment?: Readonly<Record<string, string>>,
): Promise<ControlPlaneParts> {
  const absolute = resolve(directory);
  const host = await sandboxHost(absolute, network, environment);
  const binaries = (await readState(absolute))?.binaries ?? {};
  return { network, host, layout: host.layout, ports: host.ports, binaries };
}

/** An operation that is refused before it changes anything. */
export function refusedOperation(subject: string, fault: string, remedy: string): SandboxError {
  return new SandboxError({ subject, fault, remedy, exitCode: 1 });
}

/** Names that become part of a path on the host. @throws SandboxError */
export function demandPlainName(subject: string, name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9.-]{0,100}$/.test(name) && !name.includes('..')) return;
  throw refusedOperation(
    `${subject} ${JSON.stringify(name)}`,
    'is no plain name.',
    'Use letters, digits, dots and hyphens.',
  );
}
