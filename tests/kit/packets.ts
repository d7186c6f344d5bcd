import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type LabHost, type LabService, nftRules, type RawPolicy } from './packets-rules.ts';

export type { LabHost, LabService, RawPolicy };

/** Where packets are sent, and from where. */
export interface PacketLab {
  /** Whether a connection from a host arrives. Ports without a listener count too, for TCP. */
  reaches(from: string, address: string, protocol: 'TCP' | 'UDP', port: number): Promise<boolean>;
  /**
   * The same, asked again up to twice where nothing arrived although it should: a busy machine may answer late.
   * What should not arrive is asked once, so that a leak is never asked away.
   */
  settles(from: string, address: string, protocol: 'TCP' | 'UDP', port: number, expected: boolean): Promise<boolean>;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly policies: readonly RawPolicy[];
  readonly services?: readonly LabService[];
  /** Ports on which every host answers. */
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

const timeoutMilliseconds = 400;
const gateway = '169.254.1.1';

/** Why this machine cannot send such packets, with the remedy; undefined where it can. */
export function packetsImpossible(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  const name = `fadun-probe-${process.pid}`;
  try {
    run('ip', ['netns', 'add', name]);
  } catch {
    return 'network namespaces are not permitted here: run as root with CAP_SYS_ADMIN and iproute2 installed';
  }
  try {
    run('ip', ['netns', 'exec', name, 'nft', 'add', 'table', 'inet', 'probe']);
    run('ip', ['netns', 'exec', name, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
    return undefined;
  } catch {
    return 'nftables is missing or not permitted here: install nftables and allow CAP_NET_ADMIN';
  } finally {
    run('ip', ['netns', 'del', name]);
  }
}

/** One network namespace for each host, joined by a router that enforces the policies. */
export async function packetLab(hosts: readonly LabHost[], options: LabOptions): Promise<PacketLab> {
  const router = `fadun-${process.pid}-router`;
  const namespaces = new Map(hosts.map(({ name }, i) => [name, `fadun-${process.pid}-${i}`]));
  const agents = new Map<string, Agent>();
  const close = async () => {
    await Promise.all([...agents.values()].map((agent) => agent.stop()));
    for (const namespace of [...namespaces.values(), router]) tryRun('ip', ['netns', 'del', namespace]);
  };
  try {
    run('ip', ['netns', 'add', router]);
    run('ip', ['netns', 'exec', router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
    hosts.forEach(({ name, address }, i) => {
      wire(router, namespaces.get(name)!, `host${i}`, address);
    });
    run('ip', ['netns', 'exec', router, 'nft', '-f', '-'], nftRules(hosts, options.policies, options.services ?? []));
    await Promise.all(
      hosts.map(async ({ name, address }) => {
        agents.set(name, await startAgent(namespaces.get(name)!, address, options));
      }),
    );
  } catch (error) {
    await close();
    throw error;
  }
  const reaches: PacketLab['reaches'] = (from, address, protocol, port) =>
    agents.get(from)!.ask(protocol, address, port);
  const settles: PacketLab['settles'] = async (from, address, protocol, port, expected) => {
    let reached = await reaches(from, address, protocol, port);
    for (let again = 0; expected && !reached && again < 2; again += 1)
      reached = await reaches(from, address, protocol, port);
    return reached;
  };
  return { reaches, settles, close };
}

function wire(router: string, namespace: string, link: string, address: string): void {
  run('ip', ['netns', 'add', namespace]);
  run('ip', ['link', 'add', 'eth0', 'netns', namespace, 'type', 'veth', 'peer', 'name', link, 'netns', router]);
  const inRouter = [
    `address add ${gateway}/32 dev ${link}`,
    `link set ${link} up`,
    `route add ${address}/32 dev ${link} scope link`,
  ];
  const inHost = [
    `address add ${address}/32 dev eth0`,
    'link set lo up',
    'link set eth0 up',
    `route add ${gateway}/32 dev eth0 scope link`,
    `route add default via ${gateway} dev eth0 src ${address}`,
  ];
  run('ip', ['-n', router, '-batch', '-'], inRouter.join('\n'));
  run('ip', ['-n', namespace, '-batch', '-'], inHost.join('\n'));
}

interface Agent {
  ask(protocol: string, host: string, port: number): Promise<boolean>;
  stop(): Promise<void>;
}

async function startAgent(namespace: string, address: string, { tcp, udp }: LabOptions): Promise<Agent> {
  const script = fileURLToPath(new URL('packets-agent.ts', import.meta.url));
  const settings = JSON.stringify({ address, tcp, udp, timeoutMilliseconds });
  const child: ChildProcessWithoutNullStreams = spawn('ip', [
    'netns',
    'exec',
    namespace,
    process.execPath,
    script,
    settings,
  ]);
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const waiting = new Map<number, (reached: boolean) => void>();
  let next = 0;
  const ready = Promise.withResolvers<void>();
  child.once('exit', (code) => ready.reject(new Error(`packet agent ended with ${code}: ${complaint}`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { ready?: true; id: number; reached: boolean };
    if (message.ready) ready.resolve();
    else waiting.get(message.id)?.(message.reached);
  });
  await ready.promise;
  return {
    ask(protocol, host, port) {
      const id = next;
      next += 1;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ id, protocol, host, port })}\n`);
      return promise;
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

function run(command: string, args: readonly string[], input?: string): void {
  execFileSync(command, args, { input, stdio: ['pipe', 'ignore', 'pipe'] });
}

function tryRun(command: string, args: readonly string[]): void {
  try {
    run(command, args);
  } catch {
    // Already gone.
  }
}
