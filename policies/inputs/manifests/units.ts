import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { decodeManifest } from './decode.ts';
import { type DocumentOutcome, objectsOf } from './documents.ts';
import { attempt, type Fault, jsonName, yamlName } from './files.ts';
import { parseJson, parseYaml } from './parse.ts';

/** A part of a file that can be read and parsed by itself: whole documents, or all of a small file or of a JSON file. */
export interface ManifestUnit {
  readonly file: string;
  /** Offset in bytes. */
  readonly from: number;
  /** In bytes; to the end of the file without. */
  readonly length?: number;
  /** Line of the file on which it starts. */
  readonly line: number;
  /** The content of what can be read only once, such as a pipe. */
  readonly bytes?: Uint8Array;
}

/** The least bytes of a unit; a smaller file is one. */
const unitBytes = 64 * 1024;

/**
 * The units of a file.
 * @param maxBytes bytes the file may have
 */
export function unitsOf(file: string, maxBytes: number): readonly ManifestUnit[] | Fault {
  let result: readonly ManifestUnit[] | Fault = [];
  const fault = attempt(() => {
    const status = statSync(file);
    const bytes = status.isFile() ? undefined : readStream(file, maxBytes);
    const size = bytes?.length ?? status.size;
    const whole: ManifestUnit = { file, from: 0, line: 1, ...(bytes && { bytes }) };
    if (size > maxBytes) {
      const fault = bytes ? `it has more than ${maxBytes} bytes` : `it has ${size} bytes, more than ${maxBytes}`;
      result = { fault, remedy: 'Split it into smaller files.' };
    } else result = size <= unitBytes || bytes || isJson(file, readUnit(whole)) ? [whole] : split(whole);
  });
  return fault ?? result;
}

/** The bytes of what has no size of its own, such as a pipe: to its end, or one more than may be. */
function readStream(file: string, maxBytes: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.min(unitBytes, maxBytes + 1 - size));
      const read = chunk.length === 0 ? 0 : readSync(descriptor, chunk);
      if (read === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, read));
      size += read;
    }
  } finally {
    closeSync(descriptor);
  }
}

function isJson(file: string, bytes: Uint8Array): boolean {
  return (
    jsonName.test(file) || (!yamlName.test(file) && /^\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 1024))))
  );
}

/** Cuts where a line starts with `---`: the same places at which the parser separates documents. */
function split(whole: ManifestUnit): readonly ManifestUnit[] | Fault {
  const bytes = readUnit(whole);
  const decoded = decodeManifest(bytes);
  if ('fault' in decoded) return decoded;
  const units: ManifestUnit[] = [];
  let [from, line] = [0, 1];
  for (let at = bytes.indexOf('\n---'); at >= 0; at = bytes.indexOf('\n---', at + 1)) {
    const next = bytes[at + 4];
    const isMarker = next === undefined || next === 0x20 || next === 0x09 || next === 0x0a || next === 0x0d;
    if (!isMarker || at + 1 - from < unitBytes) continue;
    units.push({ ...whole, from, length: at + 1 - from, line });
    line += newlines(bytes, from, at + 1);
    from = at + 1;
  }
  return [...units, { ...whole, from, length: bytes.length - from, line }];
}

function newlines(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a, from); at >= 0 && at < to; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}

/**
 * Bytes of a unit, as they are now.
 * @throws where the file system refuses
 */
export function readUnit({ file, from, length, bytes }: ManifestUnit): Buffer {
  if (bytes) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (length === undefined) return readFileSync(file);
  const descriptor = openSync(file, 'r');
  try {
    const part = Buffer.allocUnsafe(length);
    let done = 0;
    for (let read = 1; done < length && read > 0; done += read) {
      read = readSync(descriptor, part, done, length - done, from + done);
    }
    return part.subarray(0, done);
  } finally {
    closeSync(descriptor);
  }
}

/** Objects and errors of a unit's bytes; its addresses are lines of the whole file. */
export function parseUnit({ file, line }: ManifestUnit, bytes: Uint8Array, network?: string): DocumentOutcome {
  const decoded = decodeManifest(bytes);
  if ('fault' in decoded) {
    const { fault, remedy } = decoded;
    return { objects: [], errors: [{ source: { file }, path: '', fault, remedy }] };
  }
  const documents = line === 1 && isJson(file, bytes) ? parseJson(decoded.text) : parseYaml(decoded.text, line);
  return objectsOf(file, documents, network);
}

/** Reads and parses a unit; what the file system refuses is an error of the outcome. */
export function readObjects(unit: ManifestUnit, network?: string): DocumentOutcome & { readonly bytes: Uint8Array } {
  let bytes: Uint8Array = new Uint8Array();
  const fault = attempt(() => {
    bytes = readUnit(unit);
  });
  if (fault) return { objects: [], errors: [{ source: { file: unit.file }, path: '', ...fault }], bytes };
  return { ...parseUnit(unit, bytes, network), bytes };
}
