import { resolve } from 'node:path';
import { localMachine } from '../../control-plane/machine/local.ts';
import type { Machine } from '../../control-plane/machine/machine.ts';
import { type SandboxHost, sandboxHost } from '../host.ts';
import type { ComponentContext } from '../run.ts';
import { readState } from '../state.ts';

/** What every operation on one sandboxed control plane works with. */
export interface ControlPlaneParts extends ComponentContext {
  readonly network: string;
  readonly host: SandboxHost;
  readonly machine: Machine;
}

/** @throws SandboxError where the sandbox does not have the network */
export async function controlPlaneParts(
  directory: string,
  network: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ControlPlaneParts> {
  const absolute = resolve(directory);
  const host = await sandboxHost(absolute, network, environment);
  const binaries = (await readState(absolute))?.binaries ?? {};
  const machine = localMachine({ name: network, programs: binaries, environment });
  return { network, host, machine, layout: host.layout, ports: host.ports, binaries };
}
