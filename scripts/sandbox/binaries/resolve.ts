import { join } from 'node:path';
import type { SandboxError } from '../errors.ts';
import { withLock } from '../lock.ts';
import { type BuildProgress, buildBinary, cleanInterruptedBuild } from './build.ts';
import { cacheDirectory, cacheState } from './cache.ts';
import { type BinaryName, binaryNames, type Pins, readPins } from './catalogue.ts';
import { findOnPath, isExecutable, reportedVersion } from './versions.ts';

/** Where a binary was found. */
type BinaryOrigin = 'KUBEBUILDER_ASSETS' | 'PATH' | 'cache' | 'built';

/** A binary that can be run. */
interface ResolvedBinary {
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
      readonly words: Absence['words'];
    };

/** What to tell someone: in English, and in every language. */
type Absence = Pick<SandboxError, 'fault' | 'remedy' | 'words'>;

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
  /** Called when another process is building already. */
  readonly onWait?: (holderPid: number) => void;
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
      (await fromAssets(name, environment, pins, notes)) ??
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
  const survey = await surveyBinaries(options);
  if (survey.missing.length === 0) return resolved(survey.found, survey.notes);
  const go = survey.go;
  if (go === undefined) return { ok: false, ...absence(survey), missing: survey.missing, notes: survey.notes };
  const lock = {
    subject: survey.cache,
    waitMilliseconds: 60 * 60_000,
    signal: options.signal,
    onWait: options.onWait,
  };
  return withLock(join(survey.cache, '.lock'), lock, async () => {
    await cleanInterruptedBuild(survey.cache);
    const built: ResolvedBinary[] = [];
    for (const [place, name] of survey.missing.entries()) {
      built.push(await cachedOrBuilt(options, { ...survey, go }, name, place));
    }
    return resolved([...survey.found, ...built], survey.notes);
  });
}

/** Takes what another process has built meanwhile, or builds it, with a sign of life every second. */
async function cachedOrBuilt(
  options: ResolveOptions,
  survey: BinarySurvey & { readonly go: string },
  name: BinaryName,
  place: number,
): Promise<ResolvedBinary> {
  const binary = { name, path: join(survey.cache, name), version: survey.pins.versions[name] };
  if ((await cacheState(survey.cache, name)) === 'whole') return { ...binary, origin: 'cache' };
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
    const environment = options.environment ?? process.env;
    const { go, pins, cache } = survey;
    await buildBinary({ go, pins, cache, environment, signal: options.signal }, name, (count) => {
      packages = count;
    });
  } finally {
    clearInterval(ticker);
  }
  return { ...binary, origin: 'built' };
}

/** What to tell someone who has neither the binaries nor Go. */
export function absence({ missing, pins }: BinarySurvey): Absence {
  const version = pins.versions['kube-apiserver'];
  const words = {
    fault: {
      zh: `本机没有 ${missing.join('、')}，也没有可用来构建的 Go。`,
      en: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not on this machine, and neither is Go to build ${missing.length === 1 ? 'it' : 'them'}.`,
    },
    remedy: {
      zh: `请安装 Go 1.26 或更新版本（随后构建一次 Kubernetes ${version}，约 10 分钟），或将 KUBEBUILDER_ASSETS 指向含程序文件的目录。`,
      en: `Install Go 1.26 or newer (Kubernetes ${version} is then built once, in about 10 minutes), or point KUBEBUILDER_ASSETS to a folder that has the binaries.`,
    },
  };
  return { fault: words.fault.en, remedy: words.remedy.en, words };
}

function resolved(found: readonly ResolvedBinary[], notes: readonly string[]): BinaryResolution {
  const binaries = Object.fromEntries(found.map((binary) => [binary.name, binary]));
  return { ok: true, binaries: binaries as Record<BinaryName, ResolvedBinary>, notes };
}

async function fromAssets(
  name: BinaryName,
  environment: NodeJS.ProcessEnv,
  pins: Pins,
  notes: string[],
): Promise<ResolvedBinary | undefined> {
  const directory = environment.KUBEBUILDER_ASSETS;
  if (!directory) return undefined;
  const path = join(directory, name);
  if (!(await isExecutable(path))) return undefined;
  const version = (await reportedVersion(name, path)) ?? 'unknown';
  if (version !== pins.versions[name]) {
    notes.push(`${path} is ${version} and used because KUBEBUILDER_ASSETS names it; tested is ${pins.versions[name]}.`);
  }
  return { name, path, version, origin: 'KUBEBUILDER_ASSETS' };
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
