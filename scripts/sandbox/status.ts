import { resolve } from 'node:path';
import { activeComponents } from './components.ts';
import { apiServerUrl } from './kubeconfig.ts';
import { type Component, type Identity, identities, networkLayout } from './layout.ts';
import { isAlive, recordedIdentity } from './process/identity.ts';
import { type NetworkState, readState } from './state.ts';

/** One process: running, stopped on purpose, or recorded as running and gone. */
interface ComponentStatus {
  readonly name: Component;
  readonly state: 'running' | 'stopped' | 'crashed';
  readonly pid?: number;
  readonly log: string;
}

/** One network: running whole, in part (a process is gone, or a start was interrupted), or not at all. */
export interface NetworkStatus {
  readonly id: string;
  readonly state: 'running' | 'degraded' | 'stopped';
  readonly server: string;
  readonly components: readonly ComponentStatus[];
  readonly kubeconfigs: Readonly<Record<Identity, string>>;
  readonly auditLog: string;
  readonly readyAt?: string;
}

/** The sandbox in one directory; without a site where none was ever started. */
export interface SandboxStatus {
  readonly directory: string;
  readonly site?: string;
  readonly networks: readonly NetworkStatus[];
  /** Paths of the binaries in use, by name; kubectl among them. */
  readonly binaries: Readonly<Record<string, string>>;
}

/** Reads what is recorded and looks whether it still runs; changes nothing and asks no server. */
export async function sandboxStatus(directory: string): Promise<SandboxStatus> {
  const absolute = resolve(directory);
  const state = await readState(absolute);
  const networks = Object.entries(state?.networks ?? {});
  return {
    directory: absolute,
    ...(state && { site: state.site }),
    binaries: state?.binaries ?? {},
    networks: await Promise.all(networks.map(([id, network]) => networkStatus(absolute, id, network))),
  };
}

async function networkStatus(directory: string, id: string, network: NetworkState): Promise<NetworkStatus> {
  const layout = networkLayout(directory, id);
  const parts = await Promise.all(
    activeComponents(network.controllers).map(async (name): Promise<ComponentStatus> => {
      const identity = await recordedIdentity(layout.record(name));
      const log = layout.log(name);
      if (identity && (await isAlive(identity))) return { name, state: 'running', pid: identity.pid, log };
      if (identity) return { name, state: 'crashed', pid: identity.pid, log };
      return { name, state: 'stopped', log };
    }),
  );
  const allRun = parts.every((part) => part.state === 'running');
  const noneIsExpected = parts.every((part) => part.state === 'stopped');
  return {
    id,
    state: allRun && network.phase === 'ready' ? 'running' : noneIsExpected ? 'stopped' : 'degraded',
    server: apiServerUrl(network.ports),
    components: parts,
    kubeconfigs: Object.fromEntries(identities.map((name) => [name, layout.kubeconfig(name)])) as Record<
      Identity,
      string
    >,
    auditLog: layout.auditLog,
    ...(network.readyAt !== undefined && { readyAt: network.readyAt }),
  };
}
