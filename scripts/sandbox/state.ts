import { SandboxError } from './errors.ts';
import { readIfPresent, secretMode, writeWhole } from './files.ts';
import { stateFile } from './layout.ts';
import type { Ports } from './ports.ts';

/**
 * How far a network has come. `preparing`: keys and files are being written, nothing has run on them. `starting`:
 * processes may run; a start that finds this was interrupted. `ready`: it stands. `stopped`: it was stopped on purpose.
 */
type NetworkPhase = 'preparing' | 'starting' | 'ready' | 'stopped';

/** What is recorded about one network. */
export interface NetworkState {
  readonly phase: NetworkPhase;
  readonly ports: Ports;
  /** False where only etcd and the API server run. */
  readonly controllers: boolean;
  /** When it last became ready; ISO 8601. */
  readonly readyAt?: string;
}

/** The state of a sandbox, as `sandbox.json` holds it. */
export interface SandboxState {
  readonly version: 1;
  readonly site: string;
  /** Paths of the binaries in use, by name. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly networks: Readonly<Record<string, NetworkState>>;
}

/** Reads the state; undefined where no sandbox was ever started. @throws SandboxError when the file is not one. */
export async function readState(directory: string): Promise<SandboxState | undefined> {
  const path = stateFile(directory);
  const text = await readIfPresent(path);
  if (text === undefined) return undefined;
  try {
    const state: unknown = JSON.parse(text);
    if (isState(state)) return state;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new SandboxError({
    subject: path,
    fault: { zh: '不是本版本的沙箱状态。', en: 'is not the state of a sandbox of this version.' },
    remedy: {
      zh: '请执行 `fadun sandbox down --purge` 将其删除。',
      en: 'Run `fadun sandbox down --purge`, which removes it.',
    },
    exitCode: 2,
  });
}

function isState(value: unknown): value is SandboxState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'site' in value &&
    typeof value.site === 'string' &&
    'binaries' in value &&
    typeof value.binaries === 'object' &&
    'networks' in value &&
    typeof value.networks === 'object' &&
    value.networks !== null
  );
}

/** The state while it is being changed: every change is on disk before the call returns, one after another. */
export class StateStore {
  readonly #directory: string;
  #state: SandboxState;
  #writing: Promise<void> = Promise.resolve();

  constructor(directory: string, state: SandboxState) {
    this.#directory = directory;
    this.#state = state;
  }

  get state(): SandboxState {
    return this.#state;
  }

  network(id: string): NetworkState | undefined {
    return this.#state.networks[id];
  }

  async setNetwork(id: string, network: NetworkState): Promise<void> {
    await this.#write({ ...this.#state, networks: { ...this.#state.networks, [id]: network } });
  }

  async setBinaries(binaries: SandboxState['binaries']): Promise<void> {
    await this.#write({ ...this.#state, binaries });
  }

  async removeNetwork(id: string): Promise<void> {
    const { [id]: _removed, ...networks } = this.#state.networks;
    await this.#write({ ...this.#state, networks });
  }

  #write(state: SandboxState): Promise<void> {
    this.#state = state;
    this.#writing = this.#writing
      .catch(() => undefined)
      .then(() => writeWhole(stateFile(this.#directory), `${JSON.stringify(this.#state, null, 2)}\n`, secretMode));
    return this.#writing;
  }
}
