import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { SandboxError } from './errors.ts';

/** The listening sockets of one control plane, all on loopback. */
export const portNames = ['etcdClient', 'etcdPeer', 'apiServer', 'controllerManager', 'scheduler'] as const;

/** One listening socket. */
export type PortName = (typeof portNames)[number];

/** Port numbers by socket. */
export type Ports = Readonly<Record<PortName, number>>;

/**
 * Below Linux's range for outgoing connections (32768 and up, ip_local_port_range), so that no client socket takes a
 * recorded port while the sandbox is down; and below Kubernetes' node ports (30000).
 */
const firstPort = 20_000;
const lastPort = 29_999;

/** True when nothing listens on this loopback port. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Chooses free ports that are not in `taken` either. @throws SandboxError when the range is exhausted. */
export async function choosePorts(taken: ReadonlySet<number>): Promise<Ports> {
  const size = lastPort - firstPort + 1;
  const start = randomInt(size);
  const chosen: number[] = [];
  for (let step = 0; step < size && chosen.length < portNames.length; step++) {
    const port = firstPort + ((start + step) % size);
    if (!taken.has(port) && (await isFree(port))) chosen.push(port);
  }
  if (chosen.length < portNames.length) {
    throw new SandboxError({
      subject: `ports ${firstPort}–${lastPort} on 127.0.0.1`,
      fault: { zh: '空闲端口不足。', en: 'not enough of them are free.' },
      remedy: { zh: '请结束占用这些端口的进程，再重新启动。', en: 'End what listens there, then start again.' },
      exitCode: 3,
    });
  }
  return Object.fromEntries(portNames.map((name, place) => [name, chosen[place]])) as Ports;
}

/** @throws SandboxError naming the first recorded port that something else holds. */
export async function requireFree(network: string, ports: Partial<Ports>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if (await isFree(port)) continue;
    throw new SandboxError({
      subject: `${network}: port ${port} (${name})`,
      fault: {
        zh: '已记为本网络所用，但被其他进程占用。',
        en: 'is recorded for this network, but another process listens on it.',
      },
      remedy: {
        zh: '请结束该进程，或执行 `fadun sandbox down --purge` 后换端口重建沙箱。',
        en: 'End that process, or run `fadun sandbox down --purge` to make the sandbox anew on other ports.',
      },
      exitCode: 1,
    });
  }
}
