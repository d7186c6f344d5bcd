import type { KubernetesObject, SourcedObject } from '../../kubernetes.ts';
import { groupOf, isBuiltInGroup, meantKind, type TargetKind } from '../../targets.ts';
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
  const source = { file, address };
  const items = itemsOf(value);
  if (items && 'fault' in items) {
    outcome.errors.push({ source, ...items });
    return;
  }
  if (items) {
    items.forEach((item, index) => {
      addDocument(outcome, item, file, `${address}, item ${index}`, network);
    });
    return;
  }
  const faults = faultsOf(value);
  if (faults) outcome.errors.push({ source, ...faults });
  else outcome.objects.push({ object: value as KubernetesObject, source, ...(network ? { network } : {}) });
}

type DocumentFault = Omit<InputError, 'source'>;

/**
 * The items of what clients take for a list: `kind: List`, typed lists as the API serves them, whose items leave out their
 * own kind, and whatever else has items that are objects themselves, since `kubectl apply` writes those and not what
 * surrounds them. A name makes no difference; only a custom resource whose kind happens to end in List keeps its items.
 */
function itemsOf(value: unknown): readonly unknown[] | DocumentFault | undefined {
  if (!isRecord(value) || typeof value.kind !== 'string') return undefined;
  const { apiVersion, items } = value;
  if (!isList(value)) return Array.isArray(items) && items.some(isTyped) ? items : undefined;
  // Go writes an empty list as null.
  if (items === null) return [];
  if (!Array.isArray(items)) {
    return items === undefined
      ? { path: 'items', fault: 'it is missing', remedy: 'Give the objects of the list, [] for none.' }
      : { path: 'items', fault: 'it is not a list', remedy: 'Give the objects of the list, [] for none.' };
  }
  if (value.kind === 'List') return items;
  const kind = value.kind.slice(0, -'List'.length);
  return items.map((item) => (isRecord(item) ? { apiVersion, kind, ...item } : item));
}

function isList({ apiVersion, kind, items, metadata }: Json): boolean {
  if (!String(kind).endsWith('List')) return false;
  if (isBuiltInGroup(groupOf(apiVersion))) return true;
  return Array.isArray(items) && !(isRecord(metadata) && metadata.name !== undefined);
}

function isTyped(item: unknown): boolean {
  return isRecord(item) && isText(item.apiVersion) && isText(item.kind);
}

function faultsOf(value: unknown): DocumentFault | undefined {
  if (!isRecord(value)) {
    return { path: '', fault: 'it is not an object', remedy: 'Give a Kubernetes object with apiVersion and kind.' };
  }
  const { apiVersion, kind } = value;
  if (!isText(apiVersion)) return notText('apiVersion', apiVersion);
  if (!isText(kind)) return notText('kind', kind);
  const meant = meantKind(apiVersion, kind);
  if (meant) return notMeant(meant, apiVersion, kind);
  if (!isRecord(value.metadata)) return notText('metadata.name', undefined);
  const { name, namespace, generateName } = value.metadata;
  if (!isText(name) && generateName !== undefined) {
    return { path: 'metadata.name', fault: 'the server would generate the name', remedy: 'Name the object.' };
  }
  if (!isText(name)) return notText('metadata.name', name);
  return namespace === undefined || isText(namespace) ? undefined : notText('metadata.namespace', namespace);
}

function notMeant({ group, versions, kind: meant }: TargetKind, apiVersion: string, kind: string): DocumentFault {
  const version = group === '' ? versions[0] : `${group}/${versions[0]}`;
  return {
    path: kind === meant ? 'apiVersion' : 'kind',
    fault: `there is no kind ${kind} in ${apiVersion}, and no rule would look at it`,
    remedy: `Write kind ${meant} of ${version}.`,
  };
}

function notText(path: string, value: unknown): DocumentFault {
  const fault = value === undefined ? 'it is missing' : 'it is not text';
  return { path, fault, remedy: value === undefined ? `Set ${path}.` : `Quote the value of ${path}.` };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
