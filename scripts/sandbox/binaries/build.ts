import { spawn } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SandboxError } from '../errors.ts';
import { isAlive, recordedIdentity } from '../process/identity.ts';
import { killGroup } from '../process/stop.ts';
import { claimThenExec, issueTicket, voidTicket } from '../process/ticket.ts';
import { recordChecksum, sha256OfFile } from './cache.ts';
import { type BinaryName, binarySources, buildFlags, moduleDirectory, type Pins } from './catalogue.ts';

/** A step of the build, about once a second. */
export interface BuildProgress {
  readonly binary: BinaryName;
  /** 1-based place among those to build. */
  readonly index: number;
  readonly of: number;
  /** Packages compiled so far for this binary; 0 when Go's own cache had them all. */
  readonly packages: number;
  readonly seconds: number;
}

/** What a build needs. */
export interface BuildRequest {
  readonly go: string;
  readonly pins: Pins;
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

function buildRecord(cache: string): string {
  return join(cache, '.build.process');
}

/** Ends the build that a killed process has left running, and removes its unfinished output. Call it under the lock. */
export async function cleanInterruptedBuild(cache: string): Promise<void> {
  await voidTicket(buildRecord(cache));
  const orphan = await recordedIdentity(buildRecord(cache));
  if (orphan && (await isAlive(orphan))) killGroup(orphan.pid);
  const leftovers = (await readdir(cache)).filter((name) => /\.(building|tmp)$/.test(name));
  await Promise.all([...leftovers, '.build.process'].map((name) => rm(join(cache, name), { force: true })));
}

/**
 * Builds one binary from the Go module proxy into the cache: sources are verified against go.sum by Go, the result
 * gets its name and checksum only when it is whole.
 * @throws SandboxError (exit code 3) with the end of Go's output.
 */
export async function buildBinary(
  request: BuildRequest,
  name: BinaryName,
  onPackage: (packages: number) => void,
): Promise<void> {
  const target = join(request.cache, name);
  const temporary = `${target}.${process.pid}.building`;
  await mkdir(request.cache, { recursive: true, mode: 0o755 });
  try {
    await runGo(request, name, temporary, onPackage);
    const checksum = await sha256OfFile(temporary);
    await rename(temporary, target);
    await recordChecksum(request.cache, name, checksum);
  } finally {
    await rm(temporary, { force: true });
    await voidTicket(buildRecord(request.cache));
    await rm(buildRecord(request.cache), { force: true });
  }
}

async function runGo(
  request: BuildRequest,
  name: BinaryName,
  output: string,
  onPackage: (packages: number) => void,
): Promise<void> {
  request.signal?.throwIfAborted();
  await issueTicket(buildRecord(request.cache));
  const flags = ['build', '-v', ...buildFlags(request.pins.versions), '-o', output, binarySources[name].package];
  const child = spawn('/bin/sh', ['-c', claimThenExec, buildRecord(request.cache), request.go, ...flags], {
    cwd: moduleDirectory,
    env: { ...request.environment, CGO_ENABLED: '0', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const stop = () => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  request.signal?.addEventListener('abort', stop, { once: true });
  const tail: string[] = [];
  let packages = 0;
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail.push(line);
    if (tail.length > 20) tail.shift();
    if (/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) onPackage(++packages);
  });
  const end = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `go build ended with ${signal ?? `code ${code}`}`));
  });
  request.signal?.removeEventListener('abort', stop);
  request.signal?.throwIfAborted();
  if (end === '') return;
  const source = binarySources[name].package;
  const lastLines = tail.map((line) => `    ${line}`).join('\n');
  throw new SandboxError({
    subject: name,
    fault: {
      zh: `无法由 ${source} 构建：${end}。\n${lastLines}`,
      en: `could not be built from ${source}: ${end}.\n${lastLines}`,
    },
    remedy: {
      zh: '请让 Go 能访问模块代理（GOPROXY）并留出约 6 GB 磁盘，或将 KUBEBUILDER_ASSETS 指向含程序文件的目录。',
      en: 'Let Go reach its module proxy (GOPROXY) and have about 6 GB of disk, or point KUBEBUILDER_ASSETS to a folder with the binaries.',
    },
    exitCode: 3,
  });
}
