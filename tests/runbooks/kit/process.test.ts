import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endLeftovers } from '../../../runbooks/kit/leftovers.ts';
import { type ProcessOptions, runProcess } from '../../../runbooks/kit/process.ts';
import { createRedactor } from '../../../runbooks/kit/redaction/redactor.ts';

const shell = (script: string) => ({ program: '/bin/sh', arguments: ['-c', script] });
const options = (overrides: Partial<ProcessOptions> = {}): ProcessOptions => ({
  deadlineSeconds: 10,
  environment: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
  redactor: createRedactor(),
  ...overrides,
});
/** Runs still: a zombie that its init has not collected is dead. */
const isAlive = (id: number) => {
  try {
    process.kill(id, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync('/proc/self/stat');
  }
};

describe('a process', () => {
  it('gives its code and both outputs', async () => {
    const result = await runProcess(shell('echo out; echo err >&2; exit 3'), options());
    expect(result).toMatchObject({ ended: 'exited', code: 3, stdout: 'out\n', stderr: 'err\n', omitted: 0 });
  });

  it('that ignores SIGTERM is dead at its deadline, and its children with it', async () => {
    const started = performance.now();
    const result = await runProcess(
      shell("trap '' TERM; (trap '' TERM; while :; do sleep 0.1; done) & echo $!; wait; while :; do sleep 0.1; done"),
      options({ deadlineSeconds: 1, graceSeconds: 0.5 }),
    );
    expect(result.ended).toBe('deadline');
    expect(performance.now() - started).toBeLessThan(2_500);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAlive(Number(result.stdout))).toBe(false);
  });

  it('that obeys SIGTERM may clean up before its deadline', async () => {
    const result = await runProcess(
      shell("trap 'echo cleaned; exit 7' TERM; while :; do sleep 0.05; done"),
      options({ deadlineSeconds: 3, graceSeconds: 2.5 }),
    );
    expect(result).toMatchObject({ ended: 'exited', code: 7, stdout: 'cleaned\n' });
  });

  it('does not wait for a grandchild that holds the pipe in another session', async () => {
    const started = performance.now();
    const result = await runProcess(shell('setsid sleep 5 & echo started'), options());
    expect(result).toMatchObject({ ended: 'exited', code: 0, stdout: 'started\n' });
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('has its output redacted, secrets split over writes included, and bounded', async () => {
    const seen: string[] = [];
    const script =
      "printf 'tel 138001'; sleep 0.1; printf '38000\\n'; echo password=hunter2 >&2; head -c 100000 /dev/zero | tr '\\0' 'x' | fold -w 100";
    const result = await runProcess(
      shell(script),
      options({ longestOutput: 1_000, onOutput: (_, text) => seen.push(text) }),
    );
    expect(result.stdout).toMatch(/^tel \[redacted:mobile-number\]\nx+/);
    expect(result.stderr).toBe('password=[redacted:named-secret]\n');
    expect(result.stdout).toHaveLength(1_000);
    expect(result.omitted).toBeGreaterThan(99_000);
    expect(seen.join('')).not.toMatch(/hunter2|13800138000/);
  });

  it('inherits nothing, gets its input, and no shell reads its arguments', async () => {
    process.env.FADUN_TEST_SECRET = 'leak';
    const inherited = await runProcess(shell('echo "[$FADUN_TEST_SECRET]"; cat'), options({ input: 'from stdin' }));
    delete process.env.FADUN_TEST_SECRET;
    expect(inherited.stdout).toBe('[]\nfrom stdin');
    const literal = await runProcess({ program: 'printf', arguments: ['%s', '$(id); --x `y`'] }, options());
    expect(literal.stdout).toBe('$(id); --x `y`');
  });

  it('that does not exist, or dies by a signal, says so', async () => {
    expect(await runProcess({ program: 'no-such-program', arguments: [] }, options())).toMatchObject({
      ended: 'not-started',
    });
    expect(await runProcess(shell('kill -9 $$'), options())).toMatchObject({ ended: 'signalled', signal: 'SIGKILL' });
  });
});

describe.skipIf(!existsSync('/proc/self/environ'))(
  'leftovers of a killed run (skipped without /proc: end them by hand)',
  () => {
    it('are found by their mark, ended, and nobody else with them', async () => {
      const mark = `run-${process.pid}`;
      const left = runProcess(shell('sleep 30'), options({ mark }));
      const other = runProcess(shell('sleep 1; echo lived'), options({ mark: `${mark}-other` }));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await endLeftovers(mark))?.length).toBeGreaterThan(0);
      expect(await left).toMatchObject({ ended: 'signalled', signal: 'SIGKILL' });
      expect((await other).stdout).toBe('lived\n');
      expect(await endLeftovers(mark)).toEqual([]);
    });
  },
);
