import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditPolicyYaml } from '../control-plane/audit-policy.ts';
import { connect, type SandboxClient } from './api.ts';
import { grantAccess, nodesSchedulable, registerNodes, serviceAccountsMade } from './bootstrap.ts';
import { activeComponents, descriptions } from './components.ts';
import { encryptionConfigurationYaml } from './configuration/encryption.ts';
import type { SandboxNode } from './configuration/nodes.ts';
import { SandboxError } from './errors.ts';
import { secretMode, writeWhole } from './files.ts';
import { writeKubeconfigs } from './kubeconfig.ts';
import { type Component, type NetworkLayout, networkLayout } from './layout.ts';
import { choosePorts, type Ports, requireFree } from './ports.ts';
import { awaitReady, type ComponentContext, failure, isRunning, startComponent, stopComponents } from './run.ts';
import type { StateStore } from './state.ts';

/** How far one network's start has come. */
export type NetworkStep = 'keys' | 'etcd' | 'api-server' | 'controllers' | 'nodes' | 'ready';

/** What a network is started with. */
export interface NetworkRequest {
  readonly directory: string;
  readonly network: string;
  readonly controllers: boolean;
  readonly nodes: readonly SandboxNode[];
  readonly binaries: Readonly<Record<string, string>>;
  readonly store: StateStore;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: NetworkStep) => void;
}

const nodesDeadlineMilliseconds = 120_000;

/**
 * Brings one network to stand, from nothing, from a stop, from a crash or from an interrupted start.
 * Whatever fails, nothing of it keeps running.
 */
export async function startNetwork(wanted: NetworkRequest): Promise<void> {
  const hadControllers = wanted.store.network(wanted.network)?.controllers ?? false;
  const request = { ...wanted, controllers: wanted.controllers || hadControllers };
  const layout = networkLayout(request.directory, request.network);
  if (request.store.network(request.network)?.phase !== 'ready') await stopComponents(layout);
  const ports = await prepare(request, layout);
  const context = { layout, ports, binaries: request.binaries, signal: request.signal };
  await record(request, ports, 'starting');
  try {
    await startAll(request, context);
  } catch (error) {
    await stopComponents(layout);
    await record(request, ports, 'stopped');
    throw error;
  }
  await record(request, ports, 'ready');
  request.onStep?.('ready');
}

function record(request: NetworkRequest, ports: Ports, phase: 'preparing' | 'starting' | 'ready' | 'stopped') {
  return request.store.setNetwork(request.network, {
    phase,
    ports,
    controllers: request.controllers,
    ...(phase === 'ready' && { readyAt: new Date().toISOString() }),
  });
}

/** Makes ports, keys and files, once; what an interruption or a removed folder left incomplete is made anew. */
async function prepare(request: NetworkRequest, layout: NetworkLayout): Promise<Ports> {
  const known = request.store.network(request.network);
  if (known && known.phase !== 'preparing' && existsSync(layout.kwokConfiguration)) {
    await completeTrust(layout);
    return known.ports;
  }
  request.onStep?.('keys');
  const ports = known?.ports ?? (await reservePorts(request.store, request));
  await rm(layout.root, { recursive: true, force: true });
  await mkdir(layout.root, { recursive: true, mode: 0o700 });
  const { createPki } = await import('./pki/certificates.ts');
  await createPki(layout);
  await writeKubeconfigs(layout, ports);
  await writeWhole(layout.auditPolicy, auditPolicyYaml());
  const key = { name: 'key-1', secret: randomBytes(32) };
  await writeWhole(layout.encryptionConfiguration, encryptionConfigurationYaml([key]), secretMode);
  await copyStages(layout);
  return ports;
}

/** A sandbox of an earlier version has no bundles: its authorities are all that was ever trusted. */
async function completeTrust(layout: NetworkLayout): Promise<void> {
  if (!existsSync(layout.clusterTrust)) await copyFile(layout.clusterCa.certificate, layout.clusterTrust);
  if (!existsSync(layout.etcdTrust)) await copyFile(layout.etcdCa.certificate, layout.etcdTrust);
}

async function copyStages(layout: NetworkLayout): Promise<void> {
  await mkdir(dirname(layout.kwokConfiguration), { recursive: true, mode: 0o700 });
  await copyFile(fileURLToPath(new URL('./configuration/kwok-stages.yaml', import.meta.url)), layout.kwokConfiguration);
}

let reservation: Promise<unknown> = Promise.resolve();

/** Chooses ports and records them, one network after another, so that two never choose the same. */
function reservePorts(store: StateStore, request: NetworkRequest): Promise<Ports> {
  const next = reservation.then(async () => {
    const taken = new Set(Object.values(store.state.networks).flatMap((network) => Object.values(network.ports)));
    const ports = await choosePorts(taken);
    await record(request, ports, 'preparing');
    return ports;
  });
  reservation = next.catch(() => undefined);
  return next;
}

async function startAll(request: NetworkRequest, context: ComponentContext): Promise<void> {
  const missing = await missingComponents(context.layout, activeComponents(request.controllers));
  const sockets = missing.flatMap((component) => descriptions[component].ports);
  await requireFree(request.network, Object.fromEntries(sockets.map((name) => [name, context.ports[name]])));
  const bring = (component: Component) =>
    missing.includes(component) ? startComponent(context, component) : awaitReady(context, component);
  request.onStep?.('etcd');
  await bring('etcd');
  request.onStep?.('api-server');
  await bring('kube-apiserver');
  const client = await connect(context.ports.apiServer, context.layout.clusterTrust, context.layout.keyPair('admin'));
  try {
    await grantAccess(client, request.network);
    if (!request.controllers) return;
    request.onStep?.('controllers');
    await registerNodes(client, request.network, request.nodes);
    await Promise.all([bring('kwok'), bring('kube-controller-manager'), bring('kube-scheduler')]);
    request.onStep?.('nodes');
    await awaitWorkable(request, context, client);
  } finally {
    client.close();
  }
}

async function missingComponents(layout: NetworkLayout, wanted: readonly Component[]): Promise<readonly Component[]> {
  const running = await Promise.all(wanted.map((component) => isRunning(layout, component)));
  return wanted.filter((_, place) => !running[place]);
}

async function awaitWorkable(request: NetworkRequest, context: ComponentContext, client: SandboxClient): Promise<void> {
  const deadline = AbortSignal.timeout(nodesDeadlineMilliseconds);
  const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
  try {
    await nodesSchedulable(
      client,
      request.nodes.map((node) => node.name),
      signal,
    );
    await serviceAccountsMade(client, signal);
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof SandboxError || !deadline.aborted) throw error;
    const seconds = nodesDeadlineMilliseconds / 1000;
    throw await failure(context.layout, 'kwok', {
      zh: `${seconds} 秒内未使其节点就绪`,
      en: `did not make its nodes ready within ${seconds} s`,
    });
  }
}
