import { dump } from 'js-yaml';
import type { KubernetesObject, SourcedObject } from '../../kubernetes.ts';
import type { InputError } from '../errors.ts';
import { isUnknown } from '../unknown.ts';

/** A file to write: a relative path with `/` between its parts, and the text. */
interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

export interface RenderResult {
  readonly files: readonly RenderedFile[];
  /** Objects that were not rendered, since a value in them is known only after apply. */
  readonly errors: readonly InputError[];
}

export interface RenderOptions {
  /** @default 'yaml' */
  readonly format?: 'yaml' | 'json';
}

/**
 * Renders objects to files, one a network, namespace and kind: `court-net/case-filing/deployment.apps.yaml`, with
 * `_cluster` for objects without namespace and without the first part where no network is known. The same objects in any
 * order give the same bytes: documents are sorted by name and keys alphabetically, after apiVersion, kind and metadata.
 */
export function renderObjects(objects: Iterable<SourcedObject>, { format = 'yaml' }: RenderOptions = {}): RenderResult {
  const errors: InputError[] = [];
  const byFile = new Map<string, KubernetesObject[]>();
  for (const { object, source, network } of objects) {
    const unknownPath = pathToUnknown(object);
    if (unknownPath !== undefined) {
      errors.push({ source, path: unknownPath, ...knownAfterApply });
      continue;
    }
    const path = filePath(object, network, format);
    const together = byFile.get(path);
    if (together) together.push(object);
    else byFile.set(path, [object]);
  }
  const files = [...byFile].map(([path, together]) => ({ path, text: renderFile(together, format) }));
  return { files: files.sort((a, b) => compare(a.path, b.path)), errors };
}

const knownAfterApply = {
  fault: 'the value is known only after apply',
  remedy: 'Declare the value, or apply this stack with Terraform.',
};

function renderFile(objects: readonly KubernetesObject[], format: 'yaml' | 'json'): string {
  const sorted = [...objects].sort((a, b) => compare(a.metadata.name, b.metadata.name)).map(orderedObject);
  if (format === 'yaml')
    return sorted.map((object) => `---\n${dump(object, { noRefs: true, lineWidth: -1 })}`).join('');
  const document = sorted.length === 1 ? sorted[0] : { apiVersion: 'v1', kind: 'List', items: sorted };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function orderedObject({ apiVersion, kind, metadata, ...rest }: KubernetesObject): unknown {
  return { apiVersion, kind, metadata: ordered(metadata), ...(ordered(rest) as object) };
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => compare(a, b)).map(([key, inner]) => [key, ordered(inner)]));
}

function filePath(
  { apiVersion, kind, metadata }: KubernetesObject,
  network: string | undefined,
  format: string,
): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  const name = `${segment(`${kind.toLowerCase()}${group}`)}.${format}`;
  const parts = [metadata.namespace ? segment(metadata.namespace) : '_cluster', name];
  return (network ? [segment(network), ...parts] : parts).join('/');
}

/** Names reach the file system; one such as `../..` must not lead out of it. */
function segment(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return name;
  return `%${encodeURIComponent(name).replaceAll('.', '%2E')}`;
}

function pathToUnknown(value: unknown): string | undefined {
  if (isUnknown(value)) return '';
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const path = pathToUnknown(inner);
    if (path !== undefined) return joinPath(Array.isArray(value) ? `[${key}]` : key, path);
  }
  return undefined;
}

function joinPath(head: string, tail: string): string {
  return tail === '' || tail.startsWith('[') ? `${head}${tail}` : `${head}.${tail}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
