import type { KubernetesObject, SourcedObject } from '../../kubernetes.ts';
import type { InputError } from '../errors.ts';
import type { ParsedDocument } from './parse.ts';

type Json = Record<string, unknown>;

/** What a file's documents are: objects and errors, together as many as the documents. */
export interface DocumentOutcome {
  readonly objects: SourcedObject[];
  readonly errors: InputError[];
}

/**
 * Turns parsed documents into objects. Lists are flattened, and each of their items counts as a document. The source's
 * address is the line where the document starts, with the item's index in a list.
 */
export function objectsOf(file: string, documents: readonly ParsedDocument[], network?: string): DocumentOutcome {
  const outcome: DocumentOutcome = { objects: [], errors: [] };
  for (const document of documents) {
    const address = `line ${document.line}`;
    if ('fault' in document) {
      const { fault, remedy } = document;
      outcome.errors.push({ source: { file, address }, path: '', fault, remedy });
    } else addDocument(outcome, document.value, file, address, network);
  }
  return outcome;
}

function addDocument(outcome: DocumentOutcome, value: unknown, file: string, address: string, network?: string): void {
  const items = itemsOf(value);
  if (items) {
    items.forEach((item, index) => {
      addDocument(outcome, item, file, `${address}, item ${index}`, network);
    });
    return;
  }
  const source = { file, address };
  const faults = faultsOf(value);
  if (faults) outcome.errors.push({ source, ...faults });
  else outcome.objects.push({ object: value as KubernetesObject, source, ...(network ? { network } : {}) });
}

/** The items of `kind: List` and of typed lists as the API serves them, whose items leave out their own kind. */
function itemsOf(value: unknown): unknown[] | undefined {
  if (!isRecord(value) || typeof value.kind !== 'string' || !value.kind.endsWith('List')) return undefined;
  if (!Array.isArray(value.items) || (isRecord(value.metadata) && value.metadata.name !== undefined)) return undefined;
  if (value.kind === 'List') return value.items;
  const { apiVersion } = value;
  const kind = value.kind.slice(0, -'List'.length);
  return value.items.map((item) => (isRecord(item) ? { apiVersion, kind, ...item } : item));
}

function faultsOf(value: unknown): Omit<InputError, 'source'> | undefined {
  if (!isRecord(value)) {
    return { path: '', fault: 'it is not an object', remedy: 'Give a Kubernetes object with apiVersion and kind.' };
  }
  for (const path of ['apiVersion', 'kind']) if (!isText(value[path])) return notText(path, value[path]);
  if (!isRecord(value.metadata)) return notText('metadata.name', undefined);
  const { name, namespace, generateName } = value.metadata;
  if (!isText(name) && generateName !== undefined) {
    return { path: 'metadata.name', fault: 'the server would generate the name', remedy: 'Name the object.' };
  }
  if (!isText(name)) return notText('metadata.name', name);
  return namespace === undefined || isText(namespace) ? undefined : notText('metadata.namespace', namespace);
}

function notText(path: string, value: unknown): Omit<InputError, 'source'> {
  const fault = value === undefined ? 'it is missing' : 'it is not text';
  return { path, fault, remedy: value === undefined ? `Set ${path}.` : `Quote the value of ${path}.` };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
