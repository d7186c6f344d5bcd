import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SshTarget } from '../../scripts/control-plane/machine/ssh.ts';

const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));

/** Why no SSH server can be had on this machine; undefined where it can. */
export const sshdLacking = program === undefined ? 'there is no sshd here; install openssh-server' : undefined;

/** A real SSH server on loopback of which this user may log in with one key. */
export interface TestSshd {
  readonly target: SshTarget;
  /** Private key of the user. */
  readonly identity: string;
  readonly folder: string;
  /** Public half of another host key, which the server does not have. */
  readonly foreignHostKey: string;
  /** Ids of the server's processes: the listener and the sessions below it. */
  processes(): readonly number[];
  /** Makes another key of a user, that is authorised nowhere. */
  strangerKey(): string;
  log(): string;
  stop(): Promise<void>;
}

/** @param options lines for `sshd_config`, before the others */
export async function startSshd(options: readonly string[] = []): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'fadun-sshd-'));
  // The server refuses to run as root without it; the system's own start script makes it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const key = (name: string) => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
    return readFileSync(join(folder, `${name}.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  };
  const [hostKey, foreignHostKey, userKey] = [key('host'), key('foreign'), key('user')];
  writeFileSync(join(folder, 'authorized_keys'), `${userKey}\n`, { mode: 0o600 });
  const port = await freePort();
  const lines = [
    ...options,
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${join(folder, 'host')}`,
    `PidFile ${join(folder, 'pid')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 100',
    'LogLevel VERBOSE',
    // What an account's shell reads when it starts is not under test, and may take longer than all else.
    `SetEnv HOME=${folder}`,
  ];
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`);
  const log = join(folder, 'log');
  const child = spawn(program!, ['-D', '-f', join(folder, 'sshd_config'), '-E', log], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    for (const id of descendants(child.pid!).toReversed()) process.kill(id, 'SIGKILL');
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(port, () => child.exitCode !== null);
  } catch (error) {
    const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
    await stop();
    throw new Error(`sshd did not start: ${said}`, { cause: error });
  }
  return {
    target: { name: 'loopback', address: '127.0.0.1', port, user: userInfo().username, hostKeys: [hostKey] },
    identity: join(folder, 'user'),
    folder,
    foreignHostKey,
    processes: () => [child.pid!, ...descendants(child.pid!)],
    strangerKey: () => {
      if (!existsSync(join(folder, 'stranger'))) key('stranger');
      return join(folder, 'stranger');
    },
    log: () => readFileSync(log, 'utf8'),
    stop,
  };
}

/** Ids of all processes below one, parents first. */
export function descendants(id: number): readonly number[] {
  const path = `/proc/${id}/task/${id}/children`;
  const children = existsSync(path) ? readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number) : [];
  return children.flatMap((child) => [child, ...descendants(child)]);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answers(port: number, gone: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !gone(); attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('error', () => resolve(false));
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
    });
    if (open) return;
    await delay(50);
  }
  throw new Error(`nothing listens on ${port}`);
}
