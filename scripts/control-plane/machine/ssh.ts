import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { ReceiverProcess } from './call.ts';
import { MachineError } from './error.ts';
import type { Machine } from './machine.ts';
import { machineOver } from './over-way.ts';
import type { Program } from './programs.ts';
import { receiver } from './receiver.ts';
import { type SshConfiguration, type SshEnd, writeSshConfiguration } from './ssh-configuration.ts';
import { sshFault } from './ssh-fault.ts';
import { turns } from './turns.ts';

/** A machine behind SSH and how it is reached. */
export interface SshTarget extends SshEnd {
  readonly name: string;
  /** Whether the user becomes root by sudo. @default false, the user is root */
  readonly becomesRoot?: boolean;
  /** The bastion on the way. */
  readonly via?: SshEnd;
  /** Paths of programs that are not on the path there. */
  readonly programs?: Readonly<Partial<Record<Program, string>>>;
}

/** What this side brings. */
export interface SshMeans {
  /** File of a private key. @default the agent's and the account's own */
  readonly identity?: string;
  /** Added to the environment of the client. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface SshMachine extends Machine {
  /** Ends the shared connection. */
  close(): Promise<void>;
}

/** Below the ten that a server lets one connection have (sshd_config(5), MaxSessions). */
const sessionsAtOnce = 6;
const openSeconds = 30;
/** The shared connection ends by itself after so long without use, whatever becomes of this program. */
const idleSeconds = 60;

/**
 * A machine behind the system's OpenSSH client: host keys as declared and no others, one connection that calls share,
 * and on the far side nothing but {@link receiver}. Nothing is sent before the first call.
 */
export function sshMachine(target: SshTarget, { identity, environment = {} }: SshMeans = {}): SshMachine {
  const { name, becomesRoot = false, via, programs = {} } = target;
  const configuration = writeSshConfiguration(target, via, identity);
  const command = `exec ${becomesRoot ? 'sudo -n ' : ''}/bin/sh -c '${receiver}'`;
  const client = (given: readonly string[]) =>
    spawn('ssh', ['-F', configuration.file, '-S', configuration.socket, ...given], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...clientEnvironment(), ...environment },
    });
  let opened: Promise<void> | undefined;
  const open = () => {
    opened ??= openShared(name, configuration, client).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const sessions = turns(sessionsAtOnce);
  const session = async (given: readonly string[]) => {
    await open();
    const giveBack = await sessions.take();
    const child = client(given);
    child.once('error', giveBack).once('exit', giveBack);
    return child;
  };
  const way = {
    name,
    begin: () => session(['-T', configuration.alias, command]),
    programPath: (program: Program) => programs[program] ?? program,
    fault: (code: number | undefined, said: string) => sshFault(name, code, said),
  };
  const machine = machineOver(way, async (address, port) => {
    const target = `${address.includes(':') ? `[${address}]` : address}:${port}`;
    return streamOf(await session(['-W', target, configuration.alias]));
  });
  return {
    ...machine,
    async close() {
      if (opened) await ended(client(['-O', 'exit', configuration.alias]));
      configuration.remove();
    },
  };
}

/** The first connection stays and is shared: `ssh` puts itself behind once it is authenticated. */
async function openShared(
  name: string,
  { alias }: SshConfiguration,
  client: (given: readonly string[]) => ChildProcess,
): Promise<void> {
  const { code, said } = await ended(client(['-M', '-N', '-f', '-o', `ControlPersist=${idleSeconds}`, alias]));
  if (code === 0) return;
  const fault = sshFault(name, 255, said);
  if (code === 255 && fault) throw fault;
  throw new MachineError({
    subject: `host ${name}`,
    fault:
      code === 'not-started'
        ? { zh: '本机没有 ssh。', en: 'there is no ssh on this machine.' }
        : { zh: `${openSeconds} 秒内未连通。`, en: `was not reached within ${openSeconds} s.` },
    remedy:
      code === 'not-started'
        ? { zh: '请安装 OpenSSH 客户端。', en: 'Install the OpenSSH client.' }
        : { zh: '请确认由此到该主机的通路已开放。', en: 'See that the way from here is open.' },
    kind: code === 'not-started' ? 'missing' : 'unreachable',
    said,
  });
}

/** The end of a client that says nothing but errors. The one that stays behind may keep the pipe: its exit counts. */
function ended(child: ChildProcess): Promise<{ readonly code: number | null | 'not-started'; readonly said: string }> {
  let said = '';
  child.stdin?.end();
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve) => {
    const end = (code: number | null | 'not-started') => {
      clearTimeout(timer);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve({ code, said });
    };
    const timer = setTimeout(() => kill(child), openSeconds * 1000);
    child.once('error', () => end('not-started'));
    // What it said arrives with the next turns of the loop.
    child.once('exit', (code) => setTimeout(end, 20, code));
  });
}

/**
 * What a client reads and writes as one stream. Its two pipes are joined by hand: a far side that closes after its
 * answer ends the client, and the end of one pipe must not take from the other what it still holds.
 */
function streamOf(child: ReceiverProcess): Duplex {
  const { stdin, stdout, stderr } = child;
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => {
      stdout.resume();
    },
    // A write that fails shows by the end of what is read.
    write: (chunk, _encoding, done) => {
      stdin.write(chunk, () => done());
    },
    final: (done) => {
      stdin.end(() => done());
    },
    destroy: (error, done) => {
      kill(child);
      done(error);
    },
  });
  stderr.resume();
  stdin.on('error', () => {});
  stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) stdout.pause();
  });
  stdout.once('end', () => stream.push(null));
  child.once('error', () => stream.destroy());
  // Whoever reads or writes sees its end; nobody else has to.
  stream.on('error', () => {});
  return stream;
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** What the client needs of this account, and no more. */
function clientEnvironment(): Record<string, string> {
  const taken = ['HOME', 'SSH_AUTH_SOCK'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', ...Object.fromEntries(taken) };
}
