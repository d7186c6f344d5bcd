import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../scripts/sandbox/lock.ts';
import {
  isAlive,
  parseRecord,
  parseStat,
  recordedIdentity,
  selfRecord,
} from '../../../scripts/sandbox/process/identity.ts';
import { launch } from '../../../scripts/sandbox/process/launch.ts';
import { stopProcess, stopRecorded } from '../../../scripts/sandbox/process/stop.ts';
import { claimThenExec, issueTicket, voidTicket } from '../../../scripts/sandbox/process/ticket.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fadun-processes-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const start = (command: string) =>
  launch({
    binary: '/bin/sh',
    arguments: ['-c', command],
    environment: { PATH: '/usr/bin:/bin', MARK: 'kept' },
    workingDirectory: root,
    log: join(root, 'log'),
    record: join(root, 'run', 'it.process'),
  });

const self = async () => parseRecord(await selfRecord())!;

describe('process identity', () => {
  it('reads the start time behind a command name with spaces and parentheses', () => {
    const line = `42 (a) b (c)) S 1 42 42 0 -1 4194304 101 0 0 0 0 0 0 0 20 0 1 0 77207 3133440 410`;
    expect(parseStat(line)).toEqual({ pid: 42, state: 'S', startTicks: 77207 });
  });

  it.each(['', '42', '42 (x) S 1', 'x (y) S', '-1 (x) S 1 1 1 0 -1 1 1 1 1 1 1 1 1 1 1 20 0 1 0 7'])(
    'finds no identity in a cut or foreign record: %j',
    (line) => {
      expect(parseStat(line)).toBeUndefined();
      expect(parseRecord(`boot\n${line}`)).toBeUndefined();
    },
  );

  it('tells a living process from one with the same id that started at another time or in another boot', async () => {
    const identity = await self();
    expect(await isAlive(identity)).toBe(true);
    expect(await isAlive({ ...identity, startTicks: identity.startTicks + 1 })).toBe(false);
    expect(await isAlive({ ...identity, bootId: '00000000-0000-0000-0000-000000000000' })).toBe(false);
  });
});

describe('launching', () => {
  it('records the very process that becomes the binary, with its own environment only', async () => {
    const { identity, ended } = await start('echo "$$ $MARK $HOME"; exec sleep 60');
    expect(await recordedIdentity(join(root, 'run', 'it.process'))).toEqual(identity);
    expect(await isAlive(identity)).toBe(true);
    await expect.poll(() => readFile(join(root, 'log'), 'utf8')).toBe(`${identity.pid} kept \n`);
    await stopProcess(identity, 5000);
    expect(await ended).toBe('ended by SIGTERM');
  });

  it('tells how a process ended that did not stay', async () => {
    const { ended } = await start('exit 7');
    expect(await ended).toBe('exited with code 7');
  });
});

describe('a launch that is called off', () => {
  const record = () => join(root, 'run', 'it.process');
  const child = () => spawn('/bin/sh', ['-c', claimThenExec, record(), '/bin/sleep', '60'], { stdio: 'ignore' });

  it('does not run once its ticket is void, so that no process is left that no record names', async () => {
    await issueTicket(record());
    await voidTicket(record());
    const [code] = await once(child(), 'exit');
    expect(code).not.toBe(0);
    expect(await readdir(join(root, 'run'))).toEqual([]);
  });

  it('is either recorded and stopped, or never runs, however the two meet', async () => {
    for (let delay = 0; delay < 12; delay++) {
      await issueTicket(record());
      const late = child();
      const ended = once(late, 'exit');
      await new Promise((resolve) => setTimeout(resolve, delay / 2));
      await stopRecorded(record(), 1000);
      await ended;
      expect(await readdir(join(root, 'run'))).toEqual([]);
    }
  });
});

describe('stopping', () => {
  it('kills what ignores SIGTERM once the grace is over, and removes the record', async () => {
    const { identity } = await start("trap '' TERM; echo ready; while :; do sleep 0.05; done");
    while (!(await readFile(join(root, 'log'), 'utf8')).includes('ready')) await new Promise((r) => setTimeout(r, 10));
    expect(await stopRecorded(join(root, 'run', 'it.process'), 200)).toBe('killed');
    expect(await isAlive(identity)).toBe(false);
    expect(await recordedIdentity(join(root, 'run', 'it.process'))).toBeUndefined();
  });

  it('never signals a process that merely has the recorded id', async () => {
    const bystander = spawn('sleep', ['60']);
    await once(bystander, 'spawn');
    const stat = await readFile(`/proc/${bystander.pid}/stat`, 'utf8');
    const mine = parseRecord(`${(await self()).bootId}\n${stat}`)!;
    expect(await stopProcess({ ...mine, startTicks: mine.startTicks - 1 }, 50)).toBe('absent');
    expect(await isAlive(mine)).toBe(true);
    bystander.kill('SIGKILL');
    await once(bystander, 'exit');
  });
});

describe('the lock', () => {
  const options = { subject: 'sandbox', waitMilliseconds: 5000 };

  it('lets one worker in at a time', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 4 }, () =>
        withLock(join(root, 'lock'), options, async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 20));
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
  });

  it('is void when its holder no longer runs, though the process id does', async () => {
    const record = await selfRecord();
    const { pid, startTicks } = await self();
    await writeFile(join(root, 'lock'), record.replace(` ${startTicks} `, ` ${startTicks - 5} `));
    expect(await withLock(join(root, 'lock'), options, async () => pid)).toBe(process.pid);
  });

  it('is refused while its holder runs, naming it', async () => {
    await writeFile(join(root, 'lock'), await selfRecord());
    const waiting: number[] = [];
    const work = withLock(
      join(root, 'lock'),
      { subject: 'sandbox here', waitMilliseconds: 50, onWait: (pid) => waiting.push(pid) },
      async () => 'never',
    );
    await expect(work).rejects.toMatchObject({ subject: 'sandbox here', exitCode: 1 });
    expect(waiting).toEqual([process.pid]);
  });

  it('is given back when the work fails', async () => {
    const failing = withLock(join(root, 'lock'), options, () => Promise.reject(new Error('inside')));
    await expect(failing).rejects.toThrow('inside');
    await expect(readFile(join(root, 'lock'))).rejects.toThrow('ENOENT');
  });
});
