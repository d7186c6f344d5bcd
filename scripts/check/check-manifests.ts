import { statSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { keptTrees, useKeptTrees } from '../../policies/cel/trees.ts';
import type { InputError } from '../../policies/inputs/errors.ts';
import { type ManifestFiles, manifestFiles } from '../../policies/inputs/manifests/files.ts';
import { defaultMaxFileBytes } from '../../policies/inputs/manifests/read.ts';
import { type ManifestUnit, readUnit, unitsOf } from '../../policies/inputs/manifests/units.ts';
import type { Judgement, ObjectVerdicts } from '../../policies/judge.ts';
import type { Part } from '../../policies/parts.ts';
import { Helper, type HelperData, takeUnit } from './helper.ts';
import type { Portion, PortionRequest } from './portion.ts';
import { type JudgedPart, type KeptVerdicts, nothingKept } from './verdict-file.ts';

/** What of a check is kept for the next. */
export interface Keeping {
  /** Digest of the program and of what was asked: kept verdicts count only where it is the same. */
  readonly surroundings: string;
  read(): KeptVerdicts;
  write(kept: KeptVerdicts): void;
}

export interface ManifestJudgement {
  readonly judgement: Judgement;
  readonly errors: readonly InputError[];
  /** Files in folders that are no manifests by their names, and hidden folders. */
  readonly skipped: readonly string[];
  /** Units that were parsed; the others were known. */
  readonly parsed: number;
}

/** Bytes from which a second thread pays. */
const worthAThread = 512 * 1024;

/**
 * Judges manifests: reads, parses and judges on two threads, and takes from what an earlier check kept whatever nothing
 * has changed for. The outcome is the same with and without what was kept, and with one thread or two.
 */
export async function checkManifests(
  paths: readonly string[],
  {
    request,
    keeping,
    threads = availableParallelism(),
  }: {
    request: PortionRequest;
    keeping?: Keeping | undefined;
    /** @default as many as the machine runs at once; more than two are not used */
    threads?: number;
  },
): Promise<ManifestJudgement> {
  const found = manifestFiles(paths);
  const { units, errors } = allUnits(found);
  const kept = keeping?.read() ?? nothingKept;
  if (kept.trees && kept.trees.surroundings === keeping?.surroundings) useKeptTrees(kept.trees.bytes);
  const known = await knownParts(units, kept);
  const missing = units.map((_, index) => index).filter((index) => !known.has(index));
  const data: HelperData = {
    units: missing.map((index) => units[index]!),
    next: new Int32Array(new SharedArrayBuffer(4)),
    request,
    compiledCode: getCompileCacheDir(),
  };
  const helper = threads > 1 && bytesOf(data.units) > worthAThread ? new Helper(data) : undefined;
  try {
    const { Portion } = await import('./portion.ts');
    const portion = new Portion(request);
    const { parts, helped } = await parse({ units, missing, known, data, portion, helper });
    const { judgeParts } = await import('./judge-parts.ts');
    const { judgement, keep } = await judgeParts(parts, {
      request,
      surroundings: keeping?.surroundings ?? '',
      kept,
      judgeFresh: (namespaces, stale) => judgeFresh({ namespaces, stale, missing, portion, helper, helped }),
    });
    if (keeping && keep) {
      keeping.write({ ...keep, trees: { surroundings: keeping.surroundings, bytes: keptTrees() } });
    }
    return {
      judgement,
      errors: [...errors, ...parts.flatMap((part) => part.errors)],
      skipped: found.skipped,
      parsed: missing.length,
    };
  } finally {
    await helper?.stop();
  }
}

function allUnits({ files, errors: missing }: ManifestFiles): { units: ManifestUnit[]; errors: InputError[] } {
  const units: ManifestUnit[] = [];
  const errors: InputError[] = [...missing];
  for (const file of files) {
    const found = unitsOf(file, defaultMaxFileBytes);
    if ('fault' in found) errors.push({ source: { file }, path: '', ...found });
    else units.push(...found);
  }
  return { units, errors };
}

/** Parts that an earlier check kept and whose content is still the same, by index. */
async function knownParts(units: readonly ManifestUnit[], { parts }: KeptVerdicts): Promise<Map<number, JudgedPart>> {
  const known = new Map<number, JudgedPart>();
  if (parts.size === 0) return known;
  const { unitKey } = await import('./portion.ts');
  for (const [index, unit] of units.entries()) {
    const part = parts.get(keyIfReadable(unit, unitKey) ?? '');
    if (part) known.set(index, part);
  }
  return known;
}

/** What cannot be read is left to the parsing, which says so. */
function keyIfReadable(
  unit: ManifestUnit,
  keyOf: (unit: ManifestUnit, bytes: Uint8Array) => string,
): string | undefined {
  try {
    return keyOf(unit, readUnit(unit));
  } catch {
    return undefined;
  }
}

function bytesOf(units: readonly ManifestUnit[]): number {
  return units.reduce(
    (sum, { file, length }) => sum + (length ?? statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

interface Parsing {
  readonly units: readonly ManifestUnit[];
  readonly missing: readonly number[];
  readonly known: ReadonlyMap<number, JudgedPart>;
  readonly data: HelperData;
  readonly portion: Portion;
  readonly helper: Helper | undefined;
}

/** Every part in the order of the units; `helped` are positions in `missing` that the helper holds. */
async function parse({ units, missing, known, data, portion, helper }: Parsing) {
  const fresh = new Map<number, Part>();
  for (let at = takeUnit(data); at !== undefined; at = takeUnit(data)) {
    fresh.set(missing[at]!, portion.parse(at, data.units[at]!));
  }
  const helped = (await helper?.parsed()) ?? new Map<number, Part>();
  for (const [at, part] of helped) fresh.set(missing[at]!, part);
  const parts = units.map((_, index) => fresh.get(index) ?? known.get(index)!.part);
  return { parts, helped };
}

interface Judging {
  readonly namespaces: Parameters<Portion['know']>[0];
  /** Objects of parts that were kept and whose verdicts no longer hold, by index. */
  readonly stale: ReadonlyMap<number, Parameters<Portion['judge']>[0]>;
  readonly missing: readonly number[];
  readonly portion: Portion;
  readonly helper: Helper | undefined;
  readonly helped: ReadonlyMap<number, Part>;
}

/** Verdicts on what was parsed and on what is stale, by index. */
async function judgeFresh({ namespaces, stale, missing, portion, helper, helped }: Judging) {
  helper?.judge(namespaces);
  portion.know(namespaces);
  const verdicts = new Map<number, ObjectVerdicts>();
  for (const [at, index] of missing.entries()) if (!helped.has(at)) verdicts.set(index, portion.judgeParsed(at));
  for (const [index, objects] of stale) verdicts.set(index, portion.judge(objects));
  return {
    verdicts,
    rest: async () => new Map([...((await helper?.judged()) ?? [])].map(([at, one]) => [missing[at]!, one])),
  };
}
