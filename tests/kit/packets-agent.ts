/**
 * Runs inside one network namespace: answers on the ports it is given and connects where it is told.
 * Argument: JSON `{address, tcp: number[], udp: number[], timeoutMilliseconds}`.
 * Input: lines `{id, protocol, host, port}`; output: `{ready: true}` once, then lines `{id, reached}`.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

interface Settings {
  readonly address: string;
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
  readonly timeoutMilliseconds: number;
}

const settings = JSON.parse(process.argv[2]!) as Settings;

await Promise.all([...settings.tcp.map(answerTcp), ...settings.udp.map(answerUdp)]);
say({ ready: true });

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, protocol, host, port } = JSON.parse(line) as {
      id: number;
      protocol: string;
      host: string;
      port: number;
    };
    say({ id, reached: await (protocol === 'TCP' ? reachesTcp : reachesUdp)(host, port) });
  })
  .on('close', () => process.exit(0));

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function answerTcp(port: number): Promise<void> {
  const server = createServer((socket) => socket.on('error', () => {}).end()).listen(port, settings.address);
  await once(server, 'listening');
}

async function answerUdp(port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => socket.send(message, from.port, from.address));
  socket.bind(port, settings.address);
  await once(socket, 'listening');
}

/** A refused connection has arrived too: the policy let it through to a port where nobody listens. */
function reachesTcp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, localAddress: settings.address, timeout: settings.timeoutMilliseconds });
    const done = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket
      .on('connect', () => done(true))
      .on('timeout', () => done(false))
      .on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED'));
  });
}

function reachesUdp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => done(false), settings.timeoutMilliseconds);
    const done = (reached: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(reached);
    };
    socket.on('message', () => done(true)).on('error', () => done(false));
    socket.bind(0, settings.address, () => socket.send('probe', port, host));
  });
}
