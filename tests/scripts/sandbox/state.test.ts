import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kubeconfigFor } from '../../../scripts/sandbox/identities.ts';
import { networkLayout, stateFile } from '../../../scripts/sandbox/layout.ts';
import { choosePorts, isFree, type Ports, portNames, requireFree } from '../../../scripts/sandbox/ports.ts';
import { launch } from '../../../scripts/sandbox/process/launch.ts';
import { startSandbox } from '../../../scripts/sandbox/start.ts';
import { type NetworkState, readState, StateStore } from '../../../scripts/sandbox/state.ts';
import { sandboxStatus } from '../../../scripts/sandbox/status.ts';
import { stopSandbox } from '../../../scripts/sandbox/stop.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fadun-state-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const ports = Object.fromEntries(portNames.map((name, place) => [name, 1000 + place])) as Ports;
const ready: NetworkState = { phase: 'ready', ports, controllers: false };
const empty = { version: 1, site: 'binhe', binaries: {}, networks: {} } as const;

describe('the state file', () => {
  it('is absent before the first start', async () => {
    expect(await readState(root)).toBeUndefined();
    expect(await sandboxStatus(root)).toEqual({ directory: root, networks: [], binaries: {} });
  });

  it('keeps every one of many changes made at once, whole and for the owner only', async () => {
    const store = new StateStore(root, empty);
    const names = Array.from({ length: 20 }, (_, place) => `net-${place}`);
    await Promise.all(names.map((name) => store.setNetwork(name, ready)));
    await store.removeNetwork('net-3');
    expect(Object.keys((await readState(root))?.networks ?? {})).toEqual(names.filter((name) => name !== 'net-3'));
    expect((await stat(stateFile(root))).mode & 0o777).toBe(0o600);
    expect(await readdir(root)).toEqual(['sandbox.json']);
  });

  it.each(['', '{', '[]', 'null', '{"version":2,"site":"a","binaries":{},"networks":{}}', '{"version":1}'])(
    'is refused when it is not one: %j',
    async (text) => {
      await writeFile(stateFile(root), text);
      await expect(readState(root)).rejects.toMatchObject({ exitCode: 2, subject: stateFile(root) });
    },
  );

  it('that cannot be read does not keep a purge from stopping recorded processes', async () => {
    const process = await sleeper('court-net', 'etcd');
    await writeFile(stateFile(root), '{');
    await expect(stopSandbox({ directory: root })).rejects.toMatchObject({ exitCode: 2 });
    const report = await stopSandbox({ directory: root, purge: true });
    expect(report.networks).toMatchObject([{ id: 'court-net', components: { etcd: 'terminated', kwok: 'absent' } }]);
    expect(await process.ended).toBe('ended by SIGTERM');
    expect(await readState(root)).toBeUndefined();
  });
});

/** A process in a component's place, recorded as the component would be. */
function sleeper(network: string, component: 'etcd' | 'kube-apiserver') {
  const layout = networkLayout(root, network);
  return launch({
    binary: '/bin/sleep',
    arguments: ['60'],
    environment: {},
    workingDirectory: root,
    log: layout.log(component),
    record: layout.record(component),
  });
}

describe('the status', () => {
  it('tells running, crashed and stopped apart', async () => {
    await new StateStore(root, empty).setNetwork('court-net', ready);
    const etcd = await sleeper('court-net', 'etcd');
    const server = await sleeper('court-net', 'kube-apiserver');
    expect((await sandboxStatus(root)).networks[0]?.state).toBe('running');

    process.kill(server.identity.pid, 'SIGKILL');
    await server.ended;
    const degraded = (await sandboxStatus(root)).networks[0];
    expect(degraded?.state).toBe('degraded');
    expect(degraded?.components.map((part) => part.state)).toEqual(['running', 'crashed']);

    await stopSandbox({ directory: root });
    await etcd.ended;
    const stopped = (await sandboxStatus(root)).networks[0];
    expect(stopped?.state).toBe('stopped');
    expect(stopped?.components.map((part) => part.state)).toEqual(['stopped', 'stopped']);
  });

  it('calls a network degraded whose start was interrupted, though all its processes run', async () => {
    await new StateStore(root, empty).setNetwork('court-net', { ...ready, phase: 'starting' });
    await sleeper('court-net', 'etcd');
    await sleeper('court-net', 'kube-apiserver');
    expect((await sandboxStatus(root)).networks[0]?.state).toBe('degraded');
    await stopSandbox({ directory: root, purge: true });
  });
});

describe('ports', () => {
  it('are chosen free, distinct, outside the range of outgoing connections, and not those of another network', async () => {
    const first = await choosePorts(new Set());
    const second = await choosePorts(new Set(Object.values(first)));
    const all = [...Object.values(first), ...Object.values(second)];
    expect(new Set(all).size).toBe(2 * portNames.length);
    expect(all.every((port) => port >= 20_000 && port < 30_000)).toBe(true);
    expect(await Promise.all(all.map(isFree))).toEqual(all.map(() => true));
  });

  it('that something else listens on are an error with network, port and remedy', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const error = await requireFree('court-net', { apiServer: port }).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ exitCode: 1, subject: `court-net: port ${port} (apiServer)` });
    expect(String(error)).toContain('--purge');
    server.close();
    await once(server, 'close');
    await expect(requireFree('court-net', { apiServer: port })).resolves.toBeUndefined();
  });
});

describe('wrong input', () => {
  const options = () => ({ site: 'binhe', networks: ['court-net'], directory: root });

  it('is refused before anything is made: names that are no DNS label or given twice, no nodes or too many', async () => {
    await expect(startSandbox({ ...options(), networks: ['../up'] })).rejects.toMatchObject({ exitCode: 2 });
    await expect(startSandbox({ ...options(), networks: ['a', 'a'] })).rejects.toMatchObject({ exitCode: 2 });
    const node = (name: string) => ({ name, zone: 'z', tier: 'app' as const });
    await expect(startSandbox({ ...options(), nodes: [] })).rejects.toMatchObject({ exitCode: 2, subject: 'nodes' });
    await expect(startSandbox({ ...options(), nodes: [node('a'), node('a')] })).rejects.toThrow('named twice');
    const many = Array.from({ length: 65 }, (_, place) => node(`n-${place}`));
    await expect(startSandbox({ ...options(), nodes: many })).rejects.toThrow('1 to 64');
    expect(await readdir(root)).toEqual([]);
  });

  it('is refused: the directory of another site', async () => {
    await new StateStore(root, { ...empty, site: 'linjiang' }).setBinaries({});
    await expect(startSandbox(options())).rejects.toThrow('belongs to the site linjiang, not binhe');
  });

  it('is refused: a kubeconfig of a network that has no control plane', async () => {
    await expect(kubeconfigFor(root, 'court-net', 'admin')).rejects.toMatchObject({ exitCode: 2 });
  });

  it('is told what is missing where there are neither binaries nor Go', async () => {
    const environment = { PATH: join(root, 'nothing'), HOME: root };
    await expect(startSandbox({ ...options(), environment })).rejects.toMatchObject({ exitCode: 3 });
  });
});
