import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveBinaries } from '../../scripts/sandbox/binaries/resolve.ts';
import { components } from '../../scripts/sandbox/layout.ts';
import { startSandbox } from '../../scripts/sandbox/start.ts';
import { readState } from '../../scripts/sandbox/state.ts';
import { sandboxStatus } from '../../scripts/sandbox/status.ts';
import { stopSandbox } from '../../scripts/sandbox/stop.ts';
import { controlPlaneAvailable, controlPlaneHookTimeout } from '../kit/control-plane.ts';

const unavailable = await controlPlaneAvailable();
const title = unavailable === undefined ? 'an interrupted start' : `an interrupted start (skipped: ${unavailable})`;
const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe.skipIf(unavailable !== undefined)(title, () => {
  let directory: string;
  const options = () => ({ site: 'test', networks: ['test-net'], directory });

  beforeAll(async () => {
    await resolveBinaries();
    directory = await mkdtemp(join(tmpdir(), 'fadun-interruption-'));
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await stopSandbox({ directory, purge: true });
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  /** Names of the binaries that run with a path of this sandbox in their arguments, however they came about. */
  async function running(): Promise<string[]> {
    const found: string[] = [];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const [binary = '', ...args] = command.split('\0');
      if (Number(pid) !== process.pid && args.some((argument) => argument.includes(`${directory}/`))) {
        found.push(binary.split('/').at(-1) ?? '');
      }
    }
    return found.sort();
  }

  function starter(): ChildProcess {
    const node =
      Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : fromRoot('node_modules/node/bin/node');
    const script = `
      const { startSandbox } = await import(${JSON.stringify(fromRoot('scripts/sandbox/start.ts'))});
      const onProgress = ({ step }) => console.log(step);
      await startSandbox({ ...${JSON.stringify(options())}, onProgress });
    `;
    return spawn(node, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  /** Starts in another process and kills that when it reports the step. */
  async function killAt(step: string): Promise<void> {
    const child = starter();
    const ended = once(child, 'exit');
    for await (const chunk of child.stdout ?? []) {
      if (String(chunk).split('\n').includes(step)) child.kill('SIGKILL');
    }
    expect((await ended)[1]).toBe('SIGKILL');
  }

  it.each(['keys', 'etcd', 'api-server', 'controllers', 'nodes'])(
    'by kill -9 at "%s" leaves nothing that the next start does not clean',
    async (step) => {
      await stopSandbox({ directory, purge: true });
      await killAt(step);
      expect((await sandboxStatus(directory)).networks[0]?.state).not.toBe('running');
      const status = await startSandbox(options());
      expect(status.networks[0]?.state).toBe('running');
      expect(await running()).toEqual([...components].sort());
    },
    120_000,
  );

  it('outlives its starter, and a stop leaves no process but keeps data and ports', async () => {
    await stopSandbox({ directory, purge: true });
    const [code] = await once(starter(), 'exit');
    expect(code).toBe(0);
    expect(await running()).toEqual([...components].sort());
    const before = await readState(directory);
    const report = await stopSandbox({ directory });
    expect(Object.values(report.networks[0]?.components ?? {})).toEqual(components.map(() => 'terminated'));
    expect(await running()).toEqual([]);
    expect((await sandboxStatus(directory)).networks[0]?.state).toBe('stopped');
    expect((await readState(directory))?.networks['test-net']?.ports).toEqual(before?.networks['test-net']?.ports);
  }, 120_000);

  it('by Ctrl-C stops what it has started', async () => {
    await stopSandbox({ directory, purge: true });
    const abort = new AbortController();
    const start = startSandbox({
      ...options(),
      signal: abort.signal,
      onProgress: (progress) => {
        if (progress.stage === 'network' && progress.step === 'controllers') setTimeout(() => abort.abort(), 100);
      },
    });
    await expect(start).rejects.toThrow(/abort/i);
    expect(await running()).toEqual([]);
    expect((await sandboxStatus(directory)).networks[0]?.state).toBe('stopped');
  }, 120_000);

  it('by a taken port names it and starts nothing', async () => {
    await stopSandbox({ directory, purge: true });
    await startSandbox(options());
    await stopSandbox({ directory });
    const port = (await readState(directory))?.networks['test-net']?.ports.apiServer;
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    const error = await startSandbox(options()).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ exitCode: 1, subject: `test-net: port ${port} (apiServer)` });
    expect(await running()).toEqual([]);
    squatter.close();
    await once(squatter, 'close');
    expect((await startSandbox(options())).networks[0]?.state).toBe('running');
  }, 120_000);

  it('by a component that cannot start tells the end of its log and stops the rest', async () => {
    await stopSandbox({ directory });
    await writeFile(join(directory, 'test-net', 'config', 'encryption.yaml'), 'kind: Nonsense\n');
    const error = await startSandbox(options()).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ exitCode: 4, subject: 'test-net: kube-apiserver' });
    expect(String(error)).toContain('Nonsense');
    expect(await running()).toEqual([]);
  }, 120_000);
});
