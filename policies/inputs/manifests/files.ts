import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { InputError } from '../errors.ts';

/** Files to read, and what could not be looked into. */
export interface ManifestFiles {
  readonly files: readonly string[];
  readonly errors: readonly InputError[];
  /** What stands in the folders and is neither YAML nor JSON by its name, and hidden folders. */
  readonly skipped: readonly string[];
}

export type Fault = Pick<InputError, 'fault' | 'remedy'>;

export const yamlName = /\.ya?ml$/i;
export const jsonName = /\.json$/i;

/**
 * The files under the paths, folders read whole in the order of their names, links followed, once round a circle. Hidden
 * files are read, since kubectl applies them; hidden folders, such as those of git and Terraform, are not looked into. A
 * file that is named outright counts whatever its name.
 */
export function manifestFiles(paths: readonly string[]): ManifestFiles {
  const found = { files: [] as string[], errors: [] as InputError[], skipped: [] as string[] };
  for (const path of paths) {
    const fault = attempt(() => {
      if (statSync(path).isDirectory()) addFolder(found, path, []);
      else found.files.push(path);
    });
    if (fault) found.errors.push({ source: { file: path }, path: '', ...fault });
  }
  return found;
}

type Found = { readonly [Field in keyof ManifestFiles]: ManifestFiles[Field][number][] };

/** @param above real paths of the folders that lead here */
function addFolder(found: Found, folder: string, above: readonly string[]): void {
  const fault = attempt(() => {
    const real = realpathSync(folder);
    if (above.includes(real)) {
      const circle = { fault: 'it is a link to a folder that holds it', remedy: 'Remove the link.' };
      found.errors.push({ source: { file: folder }, path: '', ...circle });
      return;
    }
    const entries = readdirSync(folder, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) addEntry(found, join(folder, entry.name), entry, [...above, real]);
  });
  if (fault) found.errors.push({ source: { file: folder }, path: '', ...fault });
}

function addEntry(found: Found, path: string, entry: Dirent, above: readonly string[]): void {
  const what = whatIs(entry, path);
  const isManifest = yamlName.test(entry.name) || jsonName.test(entry.name);
  const isHidden = entry.name.startsWith('.');
  if (isHidden && (what === 'folder' || !isManifest)) found.skipped.push(path);
  else if (what === 'device') {
    const device = { fault: 'it is neither a file nor a folder', remedy: 'Remove it, or name what it stands for.' };
    found.errors.push({ source: { file: path }, path: '', ...device });
  } else if (what === 'folder') addFolder(found, path, above);
  else if (isManifest) found.files.push(path);
  else found.skipped.push(path);
}

/** What stands there, behind links; one that leads nowhere, or round in a circle, is a file that its name makes missed. */
function whatIs(entry: Dirent, path: string): 'file' | 'folder' | 'device' {
  let there: Pick<Dirent, 'isFile' | 'isDirectory'> = entry;
  if (entry.isSymbolicLink()) {
    try {
      there = statSync(path);
    } catch {
      return 'file';
    }
  }
  if (there.isDirectory()) return 'folder';
  return there.isFile() ? 'file' : 'device';
}

/** Runs `work`; what the file system refuses becomes a fault. */
export function attempt(work: () => void): Fault | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): Fault {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { fault: 'there is no such file', remedy: 'Correct the path.' };
  if (code === 'EACCES') return { fault: 'it may not be read', remedy: 'Give read permission, or leave it out.' };
  if (code === 'ELOOP') return { fault: 'its links lead in a circle', remedy: 'Remove the link.' };
  return { fault: message, remedy: 'Give a readable file.' };
}
