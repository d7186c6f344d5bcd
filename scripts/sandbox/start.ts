import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Text } from '../../stacks/model/vocabulary.ts';
import type { BuildProgress } from './binaries/build.ts';
import { resolveBinaries } from './binaries/resolve.ts';
import { activeComponents } from './components.ts';
import { defaultNodes, type SandboxNode } from './configuration/nodes.ts';
import { SandboxError } from './errors.ts';
import { lockFile, networkLayout } from './layout.ts';
import { withLock } from './lock.ts';
import { type NetworkStep, startNetwork } from './network.ts';
import { isRunning } from './run.ts';
import { readState, type SandboxState, StateStore } from './state.ts';
import { type SandboxStatus, sandboxStatus } from './status.ts';

/** What a start reports while it runs. */
export type SandboxProgress =
  | ({ readonly stage: 'build' } & BuildProgress)
  | { readonly stage: 'network'; readonly network: string; readonly step: NetworkStep; readonly seconds: number }
  | { readonly stage: 'waiting'; readonly holderPid: number };

/** What to start, and where. */
export interface StartOptions {
  /** Id of the site; a directory holds the sandbox of one site. */
  readonly site: string;
  /** Ids of networks; those already standing stay as they are. Networks not named are left alone. */
  readonly networks: readonly string[];
  /** Where keys, data, logs and state are kept. */
  readonly directory: string;
  /** @default six nodes in two zones, see {@link defaultNodes} */
  readonly nodes?: readonly SandboxNode[];
  /** False starts etcd and the API server only. @default true */
  readonly controllers?: boolean;
  /** How many networks start at once. @default one more than the processors */
  readonly concurrency?: number;
  readonly onProgress?: (progress: SandboxProgress) => void;
  /** Aborting stops what is not ready yet and rejects. */
  readonly signal?: AbortSignal;
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
}

const mostNodes = 64;
const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Starts a control plane per network and returns when all of them can take workloads. A second call against a running
 * sandbox changes nothing. What an interrupted start has left is stopped first, by recorded process id and start time.
 * @throws SandboxError: 1 another command is at work or a port is taken, 2 wrong input, 3 binaries are missing,
 *   4 a component did not start.
 */
export async function startSandbox(options: StartOptions): Promise<SandboxStatus> {
  const directory = resolve(options.directory);
  requirePlatform();
  requireNames('networks', options.networks);
  requireNodes(options.nodes ?? defaultNodes);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = {
    subject: `sandbox ${directory}`,
    waitMilliseconds: 10 * 60_000,
    signal: options.signal,
    onWait: (holderPid: number) => options.onProgress?.({ stage: 'waiting', holderPid }),
  };
  return withLock(lockFile(directory), lock, async () => {
    const state = await stateFor(directory, options.site);
    const controllers = options.controllers ?? true;
    const idle = await notStanding(directory, state, options.networks, controllers);
    if (idle.length > 0) await startNetworks({ ...options, directory, controllers }, state, idle);
    return sandboxStatus(directory);
  });
}

function requirePlatform(): void {
  if (process.platform === 'linux') return;
  throw new SandboxError({
    subject: 'sandbox',
    fault: { zh: `只在 Linux 上运行；本机是 ${process.platform}。`, en: `runs on Linux; this is ${process.platform}.` },
    remedy: {
      zh: '请用 Linux 机器或容器，或以 --network 及其 kubeconfig 使用真实集群。',
      en: 'Use a Linux machine or container, or a real cluster by --network and its kubeconfig.',
    },
    exitCode: 3,
  });
}

function requireNames(what: 'networks' | 'nodes', names: readonly string[]): void {
  const wrong = names.filter((name) => !dnsLabel.test(name));
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  if (wrong.length + twice.length === 0) return;
  throw new SandboxError({
    subject: `${what} ${[...wrong, ...twice].join(', ')}`,
    fault:
      wrong.length > 0
        ? { zh: '不是 DNS 标签。', en: 'are not DNS labels.' }
        : { zh: '重复。', en: 'are named twice.' },
    remedy: {
      zh: '请各只写一次，只用小写字母、数字与连字符。',
      en: 'Name each once, in lower-case letters, digits and hyphens.',
    },
    exitCode: 2,
  });
}

function requireNodes(nodes: readonly SandboxNode[]): void {
  requireNames(
    'nodes',
    nodes.map((node) => node.name),
  );
  if (nodes.length > 0 && nodes.length <= mostNodes) return;
  throw new SandboxError({
    subject: 'nodes',
    fault: {
      zh: `共 ${nodes.length} 个；每个节点占一段 Pod 地址，只够 ${mostNodes} 个。`,
      en: `are ${nodes.length}; each takes its own part of the pod addresses, enough for ${mostNodes}.`,
    },
    remedy: { zh: `请给出 1 至 ${mostNodes} 个。`, en: `Give 1 to ${mostNodes}.` },
    exitCode: 2,
  });
}

async function stateFor(directory: string, site: string): Promise<SandboxState> {
  const state = (await readState(directory)) ?? { version: 1, site, binaries: {}, networks: {} };
  if (state.site === site) return state;
  throw new SandboxError({
    subject: `sandbox ${directory}`,
    fault: { zh: `属于站点 ${state.site}，不属于 ${site}。`, en: `belongs to the site ${state.site}, not ${site}.` },
    remedy: {
      zh: '请另给目录，或先执行 `fadun sandbox down --purge`。',
      en: 'Give another directory, or run `fadun sandbox down --purge` first.',
    },
    exitCode: 2,
  });
}

async function notStanding(
  directory: string,
  state: SandboxState,
  networks: readonly string[],
  controllers: boolean,
): Promise<string[]> {
  const standing = await Promise.all(
    networks.map(async (network) => {
      const known = state.networks[network];
      if (known?.phase !== 'ready' || (controllers && !known.controllers)) return false;
      const layout = networkLayout(directory, network);
      const running = await Promise.all(activeComponents(controllers).map((name) => isRunning(layout, name)));
      return running.every(Boolean);
    }),
  );
  return networks.filter((_, place) => !standing[place]);
}

async function startNetworks(
  options: StartOptions & { controllers: boolean },
  state: SandboxState,
  networks: readonly string[],
): Promise<void> {
  const store = new StateStore(options.directory, state);
  await store.setBinaries(await binaryPaths(options));
  const started = performance.now();
  const faults: unknown[] = [];
  const queue = [...networks];
  const worker = async () => {
    for (let id = queue.shift(); id !== undefined && !options.signal?.aborted; id = queue.shift()) {
      const network = id;
      await startNetwork({
        directory: options.directory,
        network,
        controllers: options.controllers,
        nodes: options.nodes ?? defaultNodes,
        binaries: store.state.binaries,
        store,
        signal: options.signal,
        onStep: (step) =>
          options.onProgress?.({ stage: 'network', network, step, seconds: (performance.now() - started) / 1000 }),
      }).catch((error: unknown) => faults.push(error));
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? availableParallelism() + 1 }, worker));
  options.signal?.throwIfAborted();
  if (faults.length > 0) throw joined(faults);
}

async function binaryPaths(options: StartOptions): Promise<Record<string, string>> {
  const resolution = await resolveBinaries({
    environment: options.environment,
    signal: options.signal,
    onProgress: (progress) => options.onProgress?.({ stage: 'build', ...progress }),
    onWait: (holderPid) => options.onProgress?.({ stage: 'waiting', holderPid }),
  });
  if (!resolution.ok) {
    throw new SandboxError({ subject: 'sandbox', ...resolution.words, exitCode: 3 });
  }
  return Object.fromEntries(Object.values(resolution.binaries).map(({ name, path }) => [name, path]));
}

function joined(faults: readonly unknown[]): unknown {
  if (faults.length === 1) return faults[0];
  const sandboxFaults = faults.filter((fault) => fault instanceof SandboxError);
  if (sandboxFaults.length !== faults.length) return new AggregateError(faults, 'Several networks did not start.');
  const told = (language: keyof Text) =>
    sandboxFaults.map(({ subject, words }) => `\n  ${subject}: ${words.fault[language]}`).join('');
  return new SandboxError({
    subject: `${faults.length} networks did not start`,
    fault: { zh: told('zh'), en: told('en') },
    remedy: sandboxFaults[0]?.words.remedy ?? '',
    exitCode: 4,
    cause: new AggregateError(faults),
  });
}
