import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { commandArguments, type Flags } from '../control-plane/flags.ts';
import { connect, type SandboxClient } from './api.ts';
import { descriptions } from './components.ts';
import { SandboxError } from './errors.ts';
import { readIfPresent, secretMode, writeWhole } from './files.ts';
import type { Component, NetworkLayout } from './layout.ts';
import type { Ports } from './ports.ts';
import { isAlive, recordedIdentity } from './process/identity.ts';
import { type Launched, launch } from './process/launch.ts';
import { type StopOutcome, stopRecorded } from './process/stop.ts';

/** What it takes to run a component of one network. */
export interface ComponentContext {
  readonly layout: NetworkLayout;
  readonly ports: Ports;
  /** Paths of the binaries by name. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Deviations from the built-in flags, by component; null leaves a flag out. */
export type Overrides = Readonly<
  Partial<Record<Component, Readonly<Record<string, string | readonly string[] | null>>>>
>;

/** How long each component may take to become ready; generous, since many start at once on few cores. */
const readyDeadlineMilliseconds = 120_000;

/** SIGTERM to SIGKILL. */
const stopGraceMilliseconds: Readonly<Record<Component, number>> = {
  etcd: 10_000,
  'kube-apiserver': 15_000,
  'kube-controller-manager': 5_000,
  'kube-scheduler': 5_000,
  kwok: 5_000,
};

/** The recorded deviations of a network; none by default. */
export async function readOverrides(layout: NetworkLayout): Promise<Overrides> {
  const text = await readIfPresent(layout.overrides);
  return text === undefined ? {} : (JSON.parse(text) as Overrides);
}

/** The flags a component is started with: built-in, then what was overridden. */
export async function effectiveFlags(context: ComponentContext, component: Component): Promise<Flags> {
  const overrides = (await readOverrides(context.layout))[component] ?? {};
  const replaced = Object.entries(overrides).map(([flag, value]) => [flag, value ?? undefined]);
  return { ...descriptions[component].flags(context.layout, context.ports), ...Object.fromEntries(replaced) };
}

/** The binary a component is started with: the version chosen for it, else the one the sandbox was started with. */
export async function binaryOf({ layout, binaries }: ComponentContext, component: Component): Promise<string> {
  const chosen = (await readVersions(layout))[component];
  const binary = chosen === undefined ? binaries[component] : layout.staged(chosen, component);
  if (binary === undefined) throw new Error(`${component}: no binary.\n  Resolve it before starting.`);
  return binary;
}

/** The recorded choices of version; none by default. */
export async function readVersions(layout: NetworkLayout): Promise<Readonly<Partial<Record<Component, string>>>> {
  const text = await readIfPresent(layout.versions);
  return text === undefined ? {} : (JSON.parse(text) as Partial<Record<Component, string>>);
}

/** True when the running process was started with what is on disk now: binary, flags, certificates, configuration. */
export async function isCurrent(context: ComponentContext, component: Component): Promise<boolean> {
  const startedWith = await readIfPresent(context.layout.startedWith(component));
  return (
    startedWith === (await inputsDigest(await binaryOf(context, component), await effectiveFlags(context, component)))
  );
}

/** Digest of a binary's path, its flags and the files that these name for reading. */
async function inputsDigest(binary: string, flags: Flags): Promise<string> {
  const digest = createHash('sha256').update(binary);
  for (const argument of commandArguments(flags)) {
    const path = argument.slice(argument.indexOf('=') + 1);
    digest.update(`\n${argument}\n`);
    if (/^\/.*\.(crt|key|pub|yaml|json)$/.test(path)) digest.update((await readIfPresent(path)) ?? 'absent');
  }
  return digest.digest('hex');
}

/** True while the recorded process of the component runs. */
export async function isRunning(layout: NetworkLayout, component: Component): Promise<boolean> {
  const identity = await recordedIdentity(layout.record(component));
  return identity !== undefined && isAlive(identity);
}

/** How often a component that ends by itself before it is ready is started again, and after how long. */
const restartPauseMilliseconds = [500, 2_000];

/**
 * Starts a component and waits until it is ready. One that ends by itself before that (a controller manager that found
 * the API server not yet willing) is started again, as a kubelet does with a static pod; twice, then it is a fault.
 * @throws SandboxError (exit code 4) with the end of its log
 */
export async function startComponent(context: ComponentContext, component: Component): Promise<void> {
  const { layout } = context;
  context.signal?.throwIfAborted();
  await Promise.all(
    [layout.etcdData, layout.auditLog.replace(/[^/]+$/, '')].map((path) =>
      mkdir(path, { recursive: true, mode: 0o700 }),
    ),
  );
  const binary = await binaryOf(context, component);
  const flags = await effectiveFlags(context, component);
  await writeWhole(layout.startedWith(component), await inputsDigest(binary, flags), secretMode);
  for (const pause of [...restartPauseMilliseconds, undefined]) {
    const launched = await launch({
      binary,
      arguments: commandArguments(flags),
      environment: { PATH: '/usr/bin:/bin', HOME: layout.root },
      workingDirectory: layout.root,
      log: layout.log(component),
      record: layout.record(component),
    });
    const end = await awaitReady(context, component, launched.ended);
    if (end === undefined) return;
    if (pause === undefined)
      throw await failure(layout, component, { zh: `未就绪即结束（${end}）`, en: `${end} before it was ready` });
    await sleep(pause, undefined, { signal: context.signal });
  }
}

/** A client that asks a component with a probe whether it is ready. */
async function probeClient({ layout, ports }: ComponentContext, component: Component): Promise<SandboxClient> {
  const probe = descriptions[component].probe!;
  const authority = probe.certificate === 'etcd-client' ? layout.etcdTrust : layout.clusterTrust;
  return connect(ports[probe.port], authority, layout.keyPair(probe.certificate));
}

/** Asks whether a component serves; once more where it does not, for a busy one may be late once. */
export async function isServing(context: ComponentContext, component: Component): Promise<boolean> {
  const client = await probeClient(context, component);
  const { path } = descriptions[component].probe!;
  try {
    if ((await ask(client, path)) === 'ready') return true;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return (await ask(client, path)) === 'ready';
  } finally {
    client.close();
  }
}

/**
 * Waits until a component answers its probe, or ends.
 * @returns how it ended, where it did before it was ready
 * @throws SandboxError where it does neither before the deadline
 */
export async function awaitReady(
  context: ComponentContext,
  component: Component,
  ended: Launched['ended'] = new Promise(() => undefined),
): Promise<string | undefined> {
  const { probe } = descriptions[component];
  if (!probe) return undefined;
  const { layout } = context;
  const client = await probeClient(context, component);
  let end: string | undefined;
  ended.then((how) => {
    end = how;
  });
  const started = performance.now();
  let last = 'no answer';
  try {
    for (;;) {
      context.signal?.throwIfAborted();
      if (end !== undefined) return end;
      const elapsed = performance.now() - started;
      if (elapsed > readyDeadlineMilliseconds) {
        const seconds = readyDeadlineMilliseconds / 1000;
        throw await failure(layout, component, {
          zh: `${seconds} 秒内未就绪（${last}）`,
          en: `was not ready within ${seconds} s (${last})`,
        });
      }
      last = await ask(client, probe.path);
      if (last === 'ready') return undefined;
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, elapsed < 2000 ? 50 : 200))]);
    }
  } finally {
    client.close();
  }
}

async function ask(client: SandboxClient, path: string): Promise<string> {
  try {
    const answer = await client.send('GET', path, undefined, { timeoutMilliseconds: 5_000 });
    return answer.status === 200 ? 'ready' : `answered ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Stops a component by its record. */
export function stopComponent(layout: NetworkLayout, component: Component): Promise<StopOutcome> {
  return stopRecorded(layout.record(component), stopGraceMilliseconds[component]);
}

/** Stops a whole network: what writes first, then the API server, then etcd. */
export async function stopComponents(layout: NetworkLayout): Promise<Record<Component, StopOutcome>> {
  const [nodes, scheduler, controllers] = await Promise.all([
    stopComponent(layout, 'kwok'),
    stopComponent(layout, 'kube-scheduler'),
    stopComponent(layout, 'kube-controller-manager'),
  ]);
  const server = await stopComponent(layout, 'kube-apiserver');
  const etcd = await stopComponent(layout, 'etcd');
  return {
    etcd,
    'kube-apiserver': server,
    'kube-controller-manager': controllers,
    'kube-scheduler': scheduler,
    kwok: nodes,
  };
}

/** The last lines of a component's log, shortened. */
async function logTail(layout: NetworkLayout, component: Component, lines = 12): Promise<string> {
  const text = await readFile(layout.log(component), 'utf8').catch(() => '');
  return text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join('\n');
}

/** An error about a component, with the end of its log. */
export async function failure(layout: NetworkLayout, component: Component, fault: Text): Promise<SandboxError> {
  const tail = await logTail(layout, component);
  return new SandboxError({
    subject: `${layout.network}: ${component}`,
    fault: { zh: `${fault.zh}。日志末尾：\n${tail}`, en: `${fault.en}. Its log ends:\n${tail}` },
    remedy: {
      zh: `请查看 ${layout.log(component)}，再重新启动；仍在运行的会先清理。`,
      en: `Read ${layout.log(component)}, then start again; what still runs is cleaned up first.`,
    },
    exitCode: 4,
  });
}
