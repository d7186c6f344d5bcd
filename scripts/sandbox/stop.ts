import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Component, lockFile, networkLayout, stateFile } from './layout.ts';
import { withLock } from './lock.ts';
import type { StopOutcome } from './process/stop.ts';
import { stopComponents } from './run.ts';
import { readState, StateStore } from './state.ts';

/** What to stop. */
export interface StopOptions {
  readonly directory: string;
  /** @default every network of the sandbox */
  readonly networks?: readonly string[];
  /** Also removes keys, data, logs and recorded ports. @default false: the next start continues where it was */
  readonly purge?: boolean;
  readonly signal?: AbortSignal;
  readonly onWait?: (holderPid: number) => void;
}

/** How each process ended. */
export interface StopReport {
  readonly networks: readonly { readonly id: string; readonly components: Readonly<Record<Component, StopOutcome>> }[];
}

/**
 * Stops the networks: kwok, scheduler and controllers, then the API server, then etcd; SIGTERM, then SIGKILL after a
 * deadline. Returns when no process of them is left. Nothing to stop is no error.
 */
export async function stopSandbox(options: StopOptions): Promise<StopReport> {
  const directory = resolve(options.directory);
  if (!existsSync(directory)) return { networks: [] };
  const lock = { subject: `sandbox ${directory}`, waitMilliseconds: 10 * 60_000, ...options };
  return withLock(lockFile(directory), lock, async () => {
    const state = await readState(directory).catch((error: unknown) => {
      if (options.purge) return undefined;
      throw error;
    });
    const store = state && new StateStore(directory, state);
    const chosen = options.networks ?? (state ? Object.keys(state.networks) : await networksOnDisk(directory));
    const networks = await Promise.all(
      chosen.map(async (id) => {
        const layout = networkLayout(directory, id);
        const outcome = await stopComponents(layout);
        if (options.purge) await rm(layout.root, { recursive: true, force: true });
        if (store) await recordStop(store, id, options.purge === true);
        return { id, components: outcome };
      }),
    );
    const emptied = !store || Object.keys(store.state.networks).length === 0;
    if (options.purge && emptied) await rm(stateFile(directory), { force: true });
    return { networks };
  });
}

async function recordStop(store: StateStore, id: string, purge: boolean): Promise<void> {
  const known = store.network(id);
  if (purge) await store.removeNetwork(id);
  else if (known && known.phase !== 'preparing') await store.setNetwork(id, { ...known, phase: 'stopped' });
}

/** Networks whose processes are recorded, for a purge of a sandbox whose state cannot be read. */
async function networksOnDisk(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'run')))
    .map((e) => e.name);
}
