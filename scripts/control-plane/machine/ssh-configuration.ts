import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A machine that listens for SSH. Its host keys are all that is believed about who it is. */
export interface SshEnd {
  readonly address: string;
  /** @default 22 */
  readonly port?: number;
  readonly user: string;
  /** Public host keys, `type base64`, as in `/etc/ssh/ssh_host_*_key.pub`. */
  readonly hostKeys: readonly string[];
}

/** What one machine is reached with. */
export interface SshConfiguration {
  /** For `ssh -F`. */
  readonly file: string;
  /** The name of the machine in that file. */
  readonly alias: string;
  /** Where the shared connection listens. */
  readonly socket: string;
  remove(): void;
}

/**
 * Writes the client's configuration for one machine into a folder that only this user reads; nothing else of this
 * account's or this machine's configuration is used. No key is written: they stay with the agent or in their file.
 */
export function writeSshConfiguration(target: SshEnd, via?: SshEnd, identity?: string): SshConfiguration {
  const folder = mkdtempSync(join(tmpdir(), `fadun-ssh-${process.pid}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const [file, known, socket] = ['config', 'known_hosts', 's'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const ends = { 'fadun-target': target, ...(via ? { 'fadun-via': via } : {}) };
  const hosts = Object.entries(ends).map(([alias, end]) => hostBlock(alias, end));
  const jump = via ? ['Host fadun-target', '  ProxyJump fadun-via'] : [];
  writeFileSync(file, `${[...hosts.flat(), ...jump, ...common(known, identity)].join('\n')}\n`, { mode: 0o600 });
  const keys = Object.entries(ends).flatMap(([alias, { hostKeys }]) => hostKeys.map((key) => `${alias} ${key}`));
  writeFileSync(known, `${keys.join('\n')}\n`, { mode: 0o600 });
  return {
    file,
    alias: 'fadun-target',
    socket,
    remove: () => {
      process.off('exit', remove);
      remove();
    },
  };
}

function hostBlock(alias: string, { address, port = 22, user }: SshEnd): readonly string[] {
  return [`Host ${alias}`, `  HostName ${address}`, `  Port ${port}`, `  User ${user}`, `  HostKeyAlias ${alias}`];
}

function common(known: string, identity: string | undefined): readonly string[] {
  return [
    'Host *',
    '  BatchMode yes',
    '  StrictHostKeyChecking yes',
    `  UserKnownHostsFile ${quoted(known)}`,
    '  GlobalKnownHostsFile none',
    '  VerifyHostKeyDNS no',
    '  UpdateHostKeys no',
    '  CheckHostIP no',
    '  PreferredAuthentications publickey',
    '  PasswordAuthentication no',
    '  KbdInteractiveAuthentication no',
    '  ForwardAgent no',
    '  ForwardX11 no',
    '  PermitLocalCommand no',
    '  RequestTTY no',
    '  EscapeChar none',
    '  ConnectTimeout 10',
    '  ConnectionAttempts 1',
    '  ServerAliveInterval 5',
    '  ServerAliveCountMax 3',
    '  LogLevel ERROR',
    ...(identity ? [`  IdentityFile ${quoted(resolve(identity))}`, '  IdentitiesOnly yes'] : []),
  ];
}

/** ssh_config(5): double quotes hold spaces; `%` begins a token. */
function quoted(path: string): string {
  if (/["\n\\]/.test(path)) throw new RangeError(`${JSON.stringify(path)}: a quote or line break in a path.`);
  return `"${path.replaceAll('%', '%%')}"`;
}
