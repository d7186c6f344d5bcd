import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from '../../scripts/sandbox/binaries/versions.ts';

/** A Prometheus that knows discovery by Kubernetes, pinned by go.mod and go.sum: Debian builds its own without. */
const moduleFolder = join(dirname(fileURLToPath(import.meta.url)), 'prometheus-discovery');
const flags = [
  '-trimpath',
  '-mod=readonly',
  '-tags=remove_all_sd,enable_kubernetes_sd,enable_dns_sd',
  '-ldflags=-s -w',
];
const source = 'github.com/prometheus/prometheus/cmd/prometheus';

/** Where one is built to, by its pins. */
function builtPath(): string {
  const digest = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) digest.update(readFileSync(join(moduleFolder, name)));
  digest.update(flags.join(' '));
  const named = process.env.XDG_CACHE_HOME;
  const root = named && isAbsolute(named) ? named : join(process.env.HOME || homedir(), '.cache');
  return join(root, 'fadun', `prometheus-${digest.digest('hex').slice(0, 16)}`, 'prometheus');
}

/** The prefix of the labels that discovery by Kubernetes gives stands in every binary that has it. */
function discovers(path: string): boolean {
  return readFileSync(path).includes('__meta_kubernetes_');
}

/** A Prometheus with discovery: that of PATH, or the one built here; what to do where there is none. */
export async function discoveringPrometheus(): Promise<{ readonly path?: string; readonly missing?: string }> {
  const own = builtPath();
  if (existsSync(own)) return { path: own };
  const found = await findOnPath('prometheus', process.env.PATH);
  if (found && discovers(found)) return { path: found };
  return {
    missing: 'needs a Prometheus with discovery by Kubernetes, which Debian leaves out: npm run build:prometheus',
  };
}

/** Builds it from the Go module proxy; a few minutes of two cores, once. @returns its path */
export function buildPrometheus(): string {
  const path = builtPath();
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  execFileSync('go', ['build', ...flags, '-o', unfinished, source], {
    cwd: moduleFolder,
    env: { ...process.env, GOWORK: 'off' },
    stdio: 'inherit',
  });
  renameSync(unfinished, path);
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(buildPrometheus());
