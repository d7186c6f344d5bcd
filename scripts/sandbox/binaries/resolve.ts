import { join } from 'node:path';
import { withLock } from '../lock.ts';
import { type BuildProgress, buildBinary } from './build.ts';
import { cacheDirectory, cacheState } from './cache.ts';
import { type BinaryName, binaryNames, type Pins, readPins } from './catalogue.ts';
import { findOnPath, isExecutable, reportedVersion } from './versions.ts';

/** Where a binary was found. */
export type BinaryOrigin = 'KUBEBUILDER_ASSETS' | 'PATH' | 'cache' | 'built';

/** A binary that can be run. */
export interface ResolvedBinary {
  readonly name: BinaryName;
  readonly path: string;
  /** As it reports itself or as pinned, `v1.37.2`; `unknown` for one from KUBEBUILDER_ASSETS that says nothing. */
  readonly version: string;
  readonly origin: BinaryOrigin;
}

/** All binaries, or which are missing and what to do about it. */
export type BinaryResolution =
  | {
      readonly ok: true;
      readonly binaries: Readonly<Record<BinaryName, ResolvedBinary>>;
      /** What was seen and passed over, with the reason. */
      readonly notes: readonly string[];
    }
  | {
      readonly ok: false;
      readonly missing: readonly BinaryName[];
      readonly notes: readonly string[];
      readonly fault: string;
      readonly remedy: string;
    };

/** What is found without building anything. */
export interface BinarySurvey {
  readonly found: readonly ResolvedBinary[];
  readonly missing: readonly BinaryName[];
  readonly notes: readonly string[];
  /** The `go` command that can build what is missing. */
  readonly go: string | undefined;
  readonly pins: Pins;
  readonly cache: string;
}

/** How to look. */
export interface ResolveOptions {
  /** @default all of them */
  readonly names?: readonly BinaryName[];
  /** Reads KUBEBUILDER_ASSETS, PATH, XDG_CACHE_HOME and HOME; passed on to Go. @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
  readonly onProgress?: (progress: BuildProgress) => void;
  readonly signal?: AbortSignal;
}

/** Looks for the binaries without building: KUBEBUILDER_ASSETS → PATH (pinned version only) → cache (checksum). */
export async function surveyBinaries(options: ResolveOptions = {}): Promise<BinarySurvey> {
  const environment = options.environment ?? process.env;
  const pins = await readPins();
  const cache = cacheDirectory(pins, environment);
  const notes: string[] = [];
  const found: ResolvedBinary[] = [];
  const missing: BinaryName[] = [];
  for (const name of options.names ?? binaryNames) {
    const binary =
      (await fromAssets(name, environment)) ??
      (await fromPath(name, environment, pins, notes)) ??
      (await fromCache(name, cache, pins, notes));
    if (binary) found.push(binary);
    else missing.push(name);
  }
  return { found, missing, notes, go: await findOnPath('go', environment.PATH), pins, cache };
}

/**
 * Finds every binary, building what is missing from the Go module proxy, one at a time; a lock keeps two processes
 * from building twice. Takes about 10 minutes cold on two cores, once.
 * @throws SandboxError (exit code 3) when a build fails; what is merely missing is a value.
 */
export async function resolveBinaries(options: ResolveOptions = {}): Promise<BinaryResolution> {
  const environment = options.environment ?? process.env;
  const survey = await surveyBinaries(options);
  if (survey.missing.length === 0) return resolved(survey.found, survey.notes);
  const go = survey.go;
  if (go === undefined) return { ok: false, ...absence(survey), missing: survey.missing, notes: survey.notes };
  const lock = {
    subject: survey.cache,
    waitMilliseconds: 60 * 60_000,
    signal: options.signal,
  };
  return withLock(join(survey.cache, '.lock'), lock, async () => {
    const built: ResolvedBinary[] = [];
    const notes = [...survey.notes];
    for (const [place, name] of survey.missing.entries()) {
      if ((await cacheState(survey.cache, name)) === 'whole') {
        built.push({ name, path: join(survey.cache, name), version: survey.pins.versions[name], origin: 'cache' });
        continue;
      }
      const started = performance.now();
      let packages = 0;
      const tell = () =>
        options.onProgress?.({
          binary: name,
          index: place + 1,
          of: survey.missing.length,
          packages,
          seconds: (performance.now() - started) / 1000,
        });
      tell();
      const ticker = setInterval(tell, 1000);
      try {
        const request = { go, pins: survey.pins, cache: survey.cache, environment, signal: options.signal };
        await buildBinary(request, name, (count) => {
          packages = count;
        });
      } finally {
        clearInterval(ticker);
      }
      built.push({ name, path: join(survey.cache, name), version: survey.pins.versions[name], origin: 'built' });
    }
    return resolved([...survey.found, ...built], notes);
  });
}

/** What to tell someone who has neither the binaries nor Go. */
export function absence(survey: BinarySurvey): { fault: string; remedy: string } {
  return {
    fault: `${survey.missing.join(', ')} ${survey.missing.length === 1 ? 'is' : 'are'} not on this machine, and neither is Go to build ${survey.missing.length === 1 ? 'it' : 'them'}.`,
    remedy: `Install Go 1.26 or newer (Kubernetes ${survey.pins.versions['kube-apiserver']} is then built once, in about 10 minutes), or point KUBEBUILDER_ASSETS to a folder that has the binaries.`,
  };
}

function resolved(found: readonly ResolvedBinary[], notes: readonly string[]): BinaryResolution {
  const binaries = Object.fromEntries(found.map((binary) => [binary.name, binary]));
  return { ok: true, binaries: binaries as Record<BinaryName, ResolvedBinary>, notes };
}

async function fromAssets(name: BinaryName, environment: NodeJS.ProcessEnv): Promise<ResolvedBinary | undefined> {
  const directory = environment.KUBEBUILDER_ASSETS;
  if (!directory) return undefined;
  const path = join(directory, name);
  if (!(await isExecutable(path))) return undefined;
  return { name, path, version: (await reportedVersion(name, path)) ?? 'unknown', origin: 'KUBEBUILDER_ASSETS' };
}

async function fromPath(
  name: BinaryName,
  environment: NodeJS.ProcessEnv,
  pins: Pins,
  notes: string[],
): Promise<ResolvedBinary | undefined> {
  const path = await findOnPath(name, environment.PATH);
  if (path === undefined) return undefined;
  const version = await reportedVersion(name, path);
  if (version === pins.versions[name]) return { name, path, version, origin: 'PATH' };
  notes.push(`${path} is ${version ?? 'of unknown version'}; the sandbox is pinned to ${pins.versions[name]}.`);
  return undefined;
}

async function fromCache(
  name: BinaryName,
  cache: string,
  pins: Pins,
  notes: string[],
): Promise<ResolvedBinary | undefined> {
  const path = join(cache, name);
  const state = await cacheState(cache, name);
  if (state === 'whole') return { name, path, version: pins.versions[name], origin: 'cache' };
  if (state === 'damaged') notes.push(`${path} does not match its recorded checksum and is built again.`);
  return undefined;
}
