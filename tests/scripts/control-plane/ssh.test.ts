import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { receiver } from '../../../scripts/control-plane/machine/receiver.ts';
import {
  type SshMachine,
  type SshMeans,
  type SshTarget,
  sshMachine,
} from '../../../scripts/control-plane/machine/ssh.ts';
import { descendants, sshdLacking, startSshd, type TestSshd } from '../../kit/sshd.ts';

const title = sshdLacking === undefined ? 'a machine behind SSH' : `a machine behind SSH (skipped: ${sshdLacking})`;

it('is spoken to by a script that stands in single quotes', () => {
  expect(receiver).not.toMatch(/['\\\n]/);
});

describe.skipIf(sshdLacking !== undefined)(title, () => {
  let server: TestSshd;
  let folder: string;
  const open: SshMachine[] = [];
  const machine = (target: Partial<SshTarget> = {}, means: SshMeans = {}) => {
    const made = sshMachine({ ...server.target, ...target }, { identity: server.identity, ...means });
    open.push(made);
    return made;
  };

  beforeAll(async () => {
    server = await startSshd();
    folder = mkdtempSync(join(tmpdir(), 'fadun-ssh-test-'));
  });

  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  afterAll(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('is not spoken to when it shows another host key than is declared', async () => {
    const other = machine({ hostKeys: [server.foreignHostKey] });
    const writing = other.write(join(folder, 'owned'), 'x');
    await expect(writing).rejects.toMatchObject({ kind: 'refused', exitCode: 1 });
    await expect(other.read('/etc/hostname')).rejects.toThrow(/host loopback: shows a host key that is not declared/);
    expect(readdirSync(folder)).toEqual([]);
    expect(server.log()).not.toMatch(/Accepted publickey/);
  });

  it('is believed by any of several declared host keys', async () => {
    const either = machine({ hostKeys: [server.foreignHostKey, ...server.target.hostKeys] });
    expect(await either.read('/etc/hostname')).toBe(readFileSync('/etc/hostname', 'utf8'));
  });

  it('says when it takes none of the keys, when nothing listens, and when a name is unknown', async () => {
    const stranger = machine({}, { identity: server.strangerKey() });
    await expect(stranger.read('/etc/hostname')).rejects.toThrow(/takes none of the keys[\s\S]*--ssh-identity/);
    await expect(machine({ port: 1 }).read('/etc/hostname')).rejects.toMatchObject({
      kind: 'unreachable',
      exitCode: 4,
    });
    const nowhere = machine({ address: 'nowhere.invalid' });
    await expect(nowhere.read('/etc/hostname')).rejects.toThrow(/no name service knows/);
  });

  it('is given up where it accepts connections and says nothing', async () => {
    const silent: Server = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const started = performance.now();
    await expect(machine({ port }).read('/etc/hostname')).rejects.toMatchObject({ kind: 'unreachable' });
    expect(performance.now() - started).toBeLessThan(25_000);
    silent.close();
  }, 40_000);

  it('is reached through a bastion, whose host key is declared as well', async () => {
    const via = { ...server.target };
    expect(await machine({ via }).read('/etc/hostname')).toBe(readFileSync('/etc/hostname', 'utf8'));
    const wrong = machine({ via: { ...via, hostKeys: [server.foreignHostKey] } });
    await expect(wrong.read('/etc/hostname')).rejects.toMatchObject({ name: 'MachineError' });
  }, 20_000);

  it('shows nothing of a call in the command lines of this side, and no key in any', async () => {
    const held = machine().hold('tail', ['-f', '--', '/etc/hostname'], { deadlineSeconds: 60 });
    await until(() => tails().length === 1);
    const clients = descendants(process.pid)
      .map(commandLine)
      .filter((line) => line.startsWith('ssh\0'));
    expect(clients.length).toBeGreaterThan(0);
    expect(clients.join('\n')).not.toMatch(/hostname|ssh-ed25519|PRIVATE/);
    await held.letGo();
  });

  it('kills what it runs when this side is killed, and when the connection breaks', async () => {
    const first = machine();
    const running = first.run('tail', ['-f', '--', '/etc/hostname'], { deadlineSeconds: 60 });
    const failed = expect(running).rejects.toMatchObject({ name: 'MachineError' });
    await until(() => tails().length === 1);
    for (const id of descendants(process.pid)) if (commandLine(id).startsWith('ssh\0')) process.kill(id, 'SIGKILL');
    await failed;
    await until(() => tails().length === 0);

    const second = machine();
    const broken = second.run('tail', ['-f', '--', '/etc/hostname'], { deadlineSeconds: 60 });
    const unreachable = expect(broken).rejects.toMatchObject({ kind: 'unreachable' });
    await until(() => tails().length === 1);
    // The server's own processes for the connection, not what they run.
    for (const id of server.processes().slice(1)) if (commandLine(id).startsWith('sshd')) process.kill(id, 'SIGKILL');
    await unreachable;
    await until(() => tails().length === 0);
  }, 40_000);

  it('runs nothing of a command that was cut off', () => {
    const input = `=held\n=5\n=touch\n=${join(folder, 'owned')}\n`;
    const cut = spawnSync('/bin/sh', ['-c', receiver], { input });
    expect(cut.status).toBe(125);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });

  it('leaves neither a connection nor a file behind', async () => {
    const before = leftFolders();
    const closing = machine();
    await closing.read('/etc/hostname');
    const made = leftFolders().filter((name) => !before.includes(name));
    expect(made).toHaveLength(1);
    const kept = ['config', 'known_hosts'].map((name) => readFileSync(join(tmpdir(), made[0]!, name), 'utf8')).join('');
    expect(kept).not.toMatch(/PRIVATE KEY/);
    await open.pop()!.close();
    expect(leftFolders()).toEqual(before);
    await until(() => server.processes().length === 1);
  });
});

/** Of this process: other tests run beside. */
const leftFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`fadun-ssh-${process.pid}-`));

const tails = () =>
  readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && commandLine(Number(name)).startsWith('tail\0-f\0--\0/etc/hostname'),
  );

function commandLine(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (holds()) return;
    await delay(50);
  }
  throw new Error('not within 15 s');
}
