import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ObjectVerdicts } from '../../policies/judge.ts';
import type { Part, PartKind } from '../../policies/parts.ts';
import type { Finding, VerdictCounts } from '../../policies/verdict.ts';

/** What one estate rule said, under the key that names what it depends on. */
export interface EstateVerdicts {
  readonly key: string;
  readonly counts: VerdictCounts;
  readonly findings: readonly Finding[];
}

/** A part with what the object rules said of it. */
export interface JudgedPart {
  readonly part: Part;
  readonly verdictsKey: string;
  readonly verdicts: ObjectVerdicts;
}

/** Everything that is kept from one check to the next. */
export interface KeptVerdicts {
  /** By the part's key. */
  readonly parts: ReadonlyMap<string, JudgedPart>;
  /** By rule. */
  readonly estate: ReadonlyMap<string, EstateVerdicts>;
  /** The rules' expressions as parsed by the program that `surroundings` name. */
  readonly trees?: { readonly surroundings: string; readonly bytes: Uint8Array };
}

export const nothingKept: KeptVerdicts = { parts: new Map(), estate: new Map() };

/** The lines of parts as they were read, to be written again as they are. */
const linesRead = new WeakMap<JudgedPart, Buffer>();

const newline = Buffer.from('\n');

/** Changes with the layout of the file. */
const magic = 'fadun-verdicts-3';

/** The first line: a part without its objects. */
interface PartLine {
  readonly key: string;
  readonly objects: number;
  readonly errors: Part['errors'];
  readonly livesIn: readonly string[];
  /** Kind and digest, in the order of the lines that follow. */
  readonly kinds: readonly (readonly [string, string])[];
  readonly verdictsKey: string;
  readonly verdicts: ObjectVerdicts;
}

/**
 * Reads what an earlier check kept. A file that is absent, cut, of another layout, or not signed with this user's key
 * (a repository may hold one that says all is well) is as good as none.
 */
export function readVerdicts(file: string, key: Buffer): KeptVerdicts {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf(0x0a);
    const [mark, mac = ''] = bytes.toString('latin1', 0, end).split(' ');
    const body = bytes.subarray(end + 1);
    const given = Buffer.from(mac, 'base64url');
    const wanted = macOf(key, [body]);
    if (mark !== magic || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return nothingKept;
    return decode(body);
  } catch {
    return nothingKept;
  }
}

function decode(body: Buffer): KeptVerdicts {
  let at = 0;
  const line = () => {
    const start = at;
    const end = body.indexOf(0x0a, at);
    at = end + 1;
    return body.subarray(start, end);
  };
  const estate = new Map(JSON.parse(line().toString()) as [string, EstateVerdicts][]);
  const [surroundings, trees = ''] = line().toString('latin1').split(' ');
  const parts = new Map<string, JudgedPart>();
  while (at < body.length) {
    const start = at;
    const { verdictsKey, verdicts, kinds, ...rest } = JSON.parse(line().toString()) as PartLine;
    const held = kinds.map(([kind, digest]): [string, KeptKind] => [kind, new KeptKind(digest, line(), line())]);
    const judged: JudgedPart = { part: { ...rest, kinds: new Map(held) }, verdictsKey, verdicts };
    linesRead.set(judged, body.subarray(start, at));
    parts.set(rest.key, judged);
  }
  return { parts, estate, ...(surroundings && { trees: { surroundings, bytes: Buffer.from(trees, 'base64') } }) };
}

/** Objects that stay bytes until somebody asks for them. */
class KeptKind implements PartKind {
  readonly digest: string;
  readonly bytes: Buffer;
  /** Empty where the outlines are the objects. */
  readonly outlineBytes: Buffer;

  constructor(digest: string, bytes: Buffer, outlineBytes: Buffer) {
    this.digest = digest;
    this.bytes = bytes;
    this.outlineBytes = outlineBytes;
  }

  json(): string {
    return this.bytes.toString();
  }

  outlines(): string {
    return this.#outlines.toString();
  }

  holds(text: string): boolean {
    return this.#outlines.includes(text);
  }

  get #outlines(): Buffer {
    return this.outlineBytes.length === 0 ? this.bytes : this.outlineBytes;
  }
}

/** Writes what is to be kept, whole or not at all. */
export function writeVerdicts(file: string, key: Buffer, { parts, estate, trees }: KeptVerdicts): void {
  const treesLine = trees ? `${trees.surroundings} ${Buffer.from(trees.bytes).toString('base64')}` : '';
  const body: Buffer[] = [Buffer.from(JSON.stringify([...estate])), newline, Buffer.from(treesLine), newline];
  for (const judged of parts.values()) body.push(...linesOfPart(judged));
  const head = Buffer.from(`${magic} ${macOf(key, body).toString('base64url')}\n`);
  const fresh = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeAll(fresh, [head, ...body]);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function linesOfPart(judged: JudgedPart): readonly Buffer[] {
  const read = linesRead.get(judged);
  if (read) return [read];
  const { part, verdictsKey, verdicts } = judged;
  const kinds = [...part.kinds];
  const line: PartLine = {
    key: part.key,
    objects: part.objects,
    errors: part.errors,
    livesIn: part.livesIn,
    kinds: kinds.map(([kind, { digest }]) => [kind, digest]),
    verdictsKey,
    verdicts,
  };
  const objects = kinds.flatMap(([, kind]) => linesOf(kind).flatMap((one) => [one, newline]));
  return [Buffer.from(JSON.stringify(line)), newline, ...objects];
}

/** The objects, and their outlines where these differ. */
function linesOf(kind: PartKind): readonly [Buffer, Buffer] {
  if (kind instanceof KeptKind) return [kind.bytes, kind.outlineBytes];
  const [json, outlines] = [kind.json(), kind.outlines()];
  return [Buffer.from(json), Buffer.from(outlines === json ? '' : outlines)];
}

/** Writes many small pieces, a megabyte or so at a time. */
function writeAll(file: string, pieces: readonly Buffer[]): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    let from = 0;
    let bytes = 0;
    for (const [at, { length }] of pieces.entries()) {
      bytes += length;
      if (bytes < 1 << 20 && at < pieces.length - 1) continue;
      writeFileSync(descriptor, Buffer.concat(pieces.slice(from, at + 1)));
      [from, bytes] = [at + 1, 0];
    }
  } finally {
    closeSync(descriptor);
  }
}

function macOf(key: Buffer, chunks: readonly Buffer[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const chunk of chunks) mac.update(chunk);
  return mac.digest();
}
