import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourcedObject } from '../../kubernetes.ts';
import type { InputError } from '../errors.ts';
import { decodeManifest } from './decode.ts';
import { objectsOf } from './documents.ts';
import { type ParsedDocument, parseJson, parseYaml } from './parse.ts';

export interface ReadManifestsOptions {
  /** Network the objects belong to, where it is known. */
  readonly network?: string;
  /**
   * Bytes a single file may have.
   * @default 64 MiB
   */
  readonly maxFileBytes?: number;
}

/** What was read. Each of the `documents` is one of the objects or one of the errors; files that failed add errors. */
export interface ManifestResult {
  readonly objects: readonly SourcedObject[];
  readonly errors: readonly InputError[];
  readonly documents: number;
  readonly files: number;
  /** Files in given directories that are neither YAML nor JSON by their name. */
  readonly skipped: readonly string[];
}

const defaultMaxFileBytes = 64 * 1024 * 1024;
const yamlName = /\.ya?ml$/i;
const jsonName = /\.json$/i;

/**
 * Reads manifests from files and directories. Directories are read whole, in the order of their names, without hidden
 * ones. A file that is named outright is read whatever its name; by its first character it is JSON or YAML.
 */
export async function readManifests(
  paths: readonly string[],
  { network, maxFileBytes = defaultMaxFileBytes }: ReadManifestsOptions = {},
): Promise<ManifestResult> {
  const objects: SourcedObject[] = [];
  const errors: InputError[] = [];
  const skipped: string[] = [];
  let [documents, files] = [0, 0];
  for (const path of paths) {
    for await (const file of filesUnder(path, errors, skipped)) {
      files += 1;
      const parsed = await parseFile(file, maxFileBytes);
      if ('fault' in parsed) {
        errors.push({ source: { file }, path: '', ...parsed });
        continue;
      }
      const outcome = objectsOf(file, parsed.documents, network);
      documents += outcome.objects.length + outcome.errors.length;
      for (const object of outcome.objects) objects.push(object);
      for (const error of outcome.errors) errors.push(error);
    }
  }
  return { objects, errors, documents, files, skipped };
}

type Fault = Pick<InputError, 'fault' | 'remedy'>;

async function parseFile(file: string, maxBytes: number): Promise<{ documents: ParsedDocument[] } | Fault> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) {
      return { fault: `it has ${size} bytes, more than ${maxBytes}`, remedy: 'Split it into smaller files.' };
    }
    const decoded = decodeManifest(await readFile(file));
    if ('fault' in decoded) return decoded;
    const isJson = jsonName.test(file) || (!yamlName.test(file) && /^\s*[{[]/.test(decoded.text));
    return { documents: isJson ? parseJson(decoded.text) : parseYaml(decoded.text) };
  } catch (error) {
    return unreadable(error);
  }
}

async function* filesUnder(path: string, errors: InputError[], skipped: string[]): AsyncGenerator<string> {
  try {
    if (!(await stat(path)).isDirectory()) yield path;
    else yield* filesInDirectory(path, errors, skipped);
  } catch (error) {
    errors.push({ source: { file: path }, path: '', ...unreadable(error) });
  }
}

async function* filesInDirectory(path: string, errors: InputError[], skipped: string[]): AsyncGenerator<string> {
  const entries = await readdir(path, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const inner = join(path, entry.name);
    const isManifest = yamlName.test(entry.name) || jsonName.test(entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.')) yield* filesUnder(inner, errors, skipped);
    else if (!entry.isDirectory() && isManifest) yield inner;
    else skipped.push(inner);
  }
}

function unreadable(error: unknown): Fault {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { fault: 'there is no such file', remedy: 'Correct the path.' };
  if (code === 'EACCES') return { fault: 'it may not be read', remedy: 'Give read permission, or leave it out.' };
  return { fault: message, remedy: 'Give a readable file.' };
}
