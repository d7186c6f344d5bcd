import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanInterruptedBuild } from '../../../scripts/sandbox/binaries/build.ts';
import { cacheDirectory, cacheState, recordChecksum, sha256OfFile } from '../../../scripts/sandbox/binaries/cache.ts';
import { type BinaryName, binaryNames, readPins } from '../../../scripts/sandbox/binaries/catalogue.ts';
import { resolveBinaries, surveyBinaries } from '../../../scripts/sandbox/binaries/resolve.ts';
import { SandboxError } from '../../../scripts/sandbox/errors.ts';

let root: string;
let environment: NodeJS.ProcessEnv;
const pins = await readPins();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fadun-binaries-'));
  environment = { PATH: join(root, 'path'), HOME: root, XDG_CACHE_HOME: join(root, 'cache') };
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** An executable that prints one line, as a server binary prints its version. */
async function executable(path: string, line: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho '${line}'\n`);
  await chmod(path, 0o755);
  return path;
}

async function cached(name: BinaryName): Promise<string> {
  const directory = cacheDirectory(pins, environment);
  const path = await executable(join(directory, name), `cached ${name}`);
  await recordChecksum(directory, name, await sha256OfFile(path));
  return path;
}

/** A compiler for the test: notes each call, says a package name, and writes an executable where -o points. */
async function compiler(body = 'printf "#!/bin/sh\\n" > "$out"; chmod 755 "$out"'): Promise<string> {
  const script = `#!/bin/sh
echo "$@" >> '${root}/calls'
while [ $# -gt 0 ]; do if [ "$1" = -o ]; then out="$2"; fi; shift; done
echo example.org/package >&2
${body}
`;
  const path = join(root, 'path', 'go');
  await mkdir(join(root, 'path'), { recursive: true });
  await writeFile(path, script);
  await chmod(path, 0o755);
  environment.PATH = `${join(root, 'path')}:/usr/bin:/bin`;
  return path;
}

const find = async (name: BinaryName) => (await surveyBinaries({ names: [name], environment })).found[0];

describe('pins', () => {
  it('take the versions from go.mod, one for each binary', () => {
    expect(Object.keys(pins.versions)).toEqual(binaryNames);
    expect(pins.versions.kubectl).toBe(pins.versions['kube-apiserver']);
    expect(pins.versions.etcdutl).toBe(pins.versions.etcd);
    expect(pins.versions.kwok).toMatch(/^v\d+\.\d+\.\d+$/);
  });

  it('get another digest when go.sum changes, so that a cache never serves other sources', async () => {
    await writeFile(
      join(root, 'go.mod'),
      await readFile(new URL('../../../scripts/sandbox/binaries/go.mod', import.meta.url)),
    );
    await writeFile(join(root, 'go.sum'), 'example.org/x v1.0.0 h1:changed\n');
    const other = await readPins(root);
    expect(other.versions).toEqual(pins.versions);
    expect(other.digest).not.toBe(pins.digest);
  });
});

describe('looking for a binary', () => {
  it('takes KUBEBUILDER_ASSETS before PATH and cache, and notes a version that is not the pinned one', async () => {
    await executable(join(root, 'path', 'kube-apiserver'), `Kubernetes ${pins.versions['kube-apiserver']}`);
    await cached('kube-apiserver');
    const asset = await executable(join(root, 'assets', 'kube-apiserver'), 'Kubernetes v1.2.3');
    environment.KUBEBUILDER_ASSETS = join(root, 'assets');
    const survey = await surveyBinaries({ names: ['kube-apiserver'], environment });
    expect(survey.found[0]).toMatchObject({ path: asset, origin: 'KUBEBUILDER_ASSETS', version: 'v1.2.3' });
    expect(survey.notes.join()).toContain('v1.2.3');
  });

  it('looks further when KUBEBUILDER_ASSETS lacks the binary', async () => {
    environment.KUBEBUILDER_ASSETS = join(root, 'assets');
    const path = await cached('kwok');
    expect(await find('kwok')).toMatchObject({ path, origin: 'cache' });
  });

  it('takes one from PATH when its version is the pinned one', async () => {
    const path = await executable(join(root, 'path', 'etcd'), `etcd Version: ${pins.versions.etcd.slice(1)}`);
    await cached('etcd');
    expect(await find('etcd')).toMatchObject({ path, origin: 'PATH', version: pins.versions.etcd });
  });

  it('passes over one on PATH of another version, says which, and takes the cache', async () => {
    const path = await executable(join(root, 'path', 'etcd'), 'etcd Version: 3.5.0');
    await cached('etcd');
    const survey = await surveyBinaries({ names: ['etcd'], environment });
    expect(survey.found[0]?.origin).toBe('cache');
    expect(survey.notes).toEqual([`${path} is v3.5.0; the sandbox is pinned to ${pins.versions.etcd}.`]);
  });

  it('does not trust a cached binary that differs from its checksum, nor one without', async () => {
    const path = await cached('etcd');
    await writeFile(path, `${await readFile(path, 'utf8')}# one byte more\n`);
    expect(await find('etcd')).toBeUndefined();
    const directory = cacheDirectory(pins, environment);
    await executable(join(directory, 'kwok'), 'unrecorded');
    expect(await cacheState(directory, 'kwok')).toBe('damaged');
  });

  it('says what is missing and what to do where neither binaries nor Go are there', async () => {
    await cached('etcd');
    const result = await resolveBinaries({ environment });
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.missing).toEqual(binaryNames.filter((name) => name !== 'etcd'));
    expect(result.fault).toContain('kube-apiserver');
    expect(result.remedy).toMatch(/Install Go .*KUBEBUILDER_ASSETS/);
  });
});

describe('building', () => {
  it('builds what is missing, in order, with progress, and finds it in the cache the next time', async () => {
    await compiler();
    await cached('etcd');
    const progress: string[] = [];
    const result = await resolveBinaries({
      environment,
      onProgress: (step) => progress.push(`${step.index}/${step.of} ${step.binary}`),
    });
    expect(result.ok && result.binaries.kwok.origin).toBe('built');
    expect(result.ok && result.binaries.etcd.origin).toBe('cache');
    expect([...new Set(progress)]).toEqual(
      binaryNames.slice(1).map((name, place) => `${place + 1}/${binaryNames.length - 1} ${name}`),
    );
    expect((await surveyBinaries({ environment })).missing).toEqual([]);
  });

  it('builds once when two processes want the same', async () => {
    await compiler('sleep 0.2; printf "#!/bin/sh\\n" > "$out"; chmod 755 "$out"');
    const names = { names: ['etcd', 'kwok'] as const, environment };
    const [first, second] = await Promise.all([resolveBinaries(names), resolveBinaries(names)]);
    expect(first.ok && second.ok).toBe(true);
    expect((await readFile(join(root, 'calls'), 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('leaves nothing in the cache when a build fails, and tells what the compiler said', async () => {
    await compiler('echo half > "$out"; echo "verifying module: checksum mismatch" >&2; exit 1');
    const error = await resolveBinaries({ names: ['etcd'], environment }).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(SandboxError);
    expect(error).toMatchObject({ exitCode: 3, subject: 'etcd' });
    expect(String(error)).toContain('checksum mismatch');
    expect(await cacheState(cacheDirectory(pins, environment), 'etcd')).toBe('absent');
  });

  it('stops the compiler when it is aborted', async () => {
    await compiler('echo $$ > "$out.pid"; sleep 60');
    const abort = new AbortController();
    const work = resolveBinaries({ names: ['etcd'], environment, signal: abort.signal });
    setTimeout(() => abort.abort(), 300);
    await expect(work).rejects.toThrow(/abort/i);
  });

  it('ends the build that a killed process left running, and removes its unfinished output', async () => {
    const cache = join(root, 'interrupted');
    await mkdir(cache);
    await writeFile(join(cache, 'etcd.123.building'), 'half');
    const record = join(cache, '.build.process');
    const script = 'cat /proc/sys/kernel/random/boot_id "/proc/$$/stat" > "$0"; echo ready; exec sleep 60';
    const orphan = spawn('/bin/sh', ['-c', script, record], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(orphan, 'exit');
    await once(orphan.stdout, 'data');
    await cleanInterruptedBuild(cache);
    expect((await ended)[1]).toBe('SIGKILL');
    await expect(readFile(join(cache, 'etcd.123.building'))).rejects.toThrow('ENOENT');
  });
});
