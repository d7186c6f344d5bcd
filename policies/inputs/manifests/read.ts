import type { SourcedObject } from '../../kubernetes.ts';
import type { InputError } from '../errors.ts';
import { manifestFiles } from './files.ts';
import { readObjects, unitsOf } from './units.ts';

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
  /** Files in given directories that are neither YAML nor JSON by their name, and hidden directories. */
  readonly skipped: readonly string[];
}

export const defaultMaxFileBytes = 64 * 1024 * 1024;

/**
 * Reads manifests from files and directories. Directories are read whole, in the order of their names, without hidden
 * directories. A file that is named outright is read whatever its name; by its first character it is JSON or YAML.
 */
export async function readManifests(
  paths: readonly string[],
  { network, maxFileBytes = defaultMaxFileBytes }: ReadManifestsOptions = {},
): Promise<ManifestResult> {
  const { files, errors: missing, skipped } = manifestFiles(paths);
  const objects: SourcedObject[] = [];
  const errors: InputError[] = [...missing];
  let documents = 0;
  for (const file of files) {
    const units = unitsOf(file, maxFileBytes);
    if ('fault' in units) {
      errors.push({ source: { file }, path: '', ...units });
      continue;
    }
    for (const unit of units) {
      const outcome = readObjects(unit, network);
      documents += outcome.objects.length + outcome.errors.length;
      for (const object of outcome.objects) objects.push(object);
      for (const error of outcome.errors) errors.push(error);
    }
  }
  return { objects, errors, documents, files: files.length, skipped };
}
