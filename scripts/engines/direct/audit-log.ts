import { open } from 'node:fs/promises';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';

/** A write that the API server accepted, as its audit log has it. */
export interface AuditedWrite {
  readonly user: string;
  readonly verb: string;
  /** RFC 3339 with fractions of a second. */
  readonly time: string;
  /** The field manager that the request named, or else the one that the server takes from the client's name. */
  readonly manager: string | null;
}

/** The writes to some objects, newest first. */
export type AuditedWrites = (object: KubernetesObject) => readonly AuditedWrite[];

/** Options of {@link readAuditLog}. */
export interface AuditLogOptions {
  /** Bytes read from the end of the file, where what matters is. @default 64 MiB */
  readonly tailBytes?: number;
}

interface AuditEvent {
  readonly stage?: string;
  readonly verb?: string;
  readonly requestURI?: string;
  readonly user?: { readonly username?: string };
  readonly impersonatedUser?: { readonly username?: string };
  readonly objectRef?: {
    readonly resource?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly apiGroup?: string;
    readonly subresource?: string;
  };
  readonly userAgent?: string;
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp?: string;
}

const writes = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** Subresources whose writes reach what people declare; the others write status, or nothing of the object. */
const declaring: ReadonlySet<string> = new Set(['', 'scale', 'ephemeralcontainers', 'resize']);

/**
 * Reads the end of an audit log (`audit.k8s.io/v1`, JSON lines, level Metadata or more).
 * @param resourceOf plural resource name of an object, as paths and audit events have it
 * @throws Error of the file system when the file cannot be read
 */
export async function readAuditLog(
  file: string,
  resourceOf: (object: KubernetesObject) => string | undefined,
  { tailBytes = 64 * 1024 * 1024 }: AuditLogOptions = {},
): Promise<AuditedWrites> {
  const byTarget = new Map<string, AuditedWrite[]>();
  for (const line of (await tailOf(file, tailBytes)).split('\n')) {
    const entry = acceptedWrite(line);
    if (entry === undefined) continue;
    const found = byTarget.get(entry.target);
    if (found === undefined) byTarget.set(entry.target, [entry.write]);
    else found.push(entry.write);
  }
  return (object) => {
    const { namespace = '', name } = object.metadata;
    const group = object.apiVersion.includes('/') ? object.apiVersion.slice(0, object.apiVersion.indexOf('/')) : '';
    const target = (name: string) => `${group}/${resourceOf(object)} ${namespace}/${name}`;
    // A deletecollection names no object.
    const found = [...(byTarget.get(target(name)) ?? []), ...(byTarget.get(target('')) ?? [])];
    return found.sort((a, b) => (a.time < b.time ? 1 : -1));
  };
}

function acceptedWrite(line: string): { target: string; write: AuditedWrite } | undefined {
  // Most lines are reads; they are not worth parsing.
  if (!/"verb":"(create|update|patch|delete|deletecollection)"/.test(line)) return undefined;
  const event = parsed(line);
  const { objectRef, responseStatus, verb = '' } = event ?? {};
  const isAccepted = event?.stage === 'ResponseComplete' && (responseStatus?.code ?? 500) < 300;
  if (!isAccepted || objectRef === undefined || !writes.has(verb)) return undefined;
  const query = new URLSearchParams(event?.requestURI?.split('?')[1] ?? '');
  if (query.has('dryRun')) return undefined;
  const { apiGroup = '', resource, namespace = '', name = '', subresource = '' } = objectRef;
  if (!declaring.has(subresource)) return undefined;
  return {
    // A namespace is its own namespace in audit events.
    target: `${apiGroup}/${resource} ${resource === 'namespaces' ? '' : namespace}/${name}`,
    write: {
      user: event?.impersonatedUser?.username ?? event?.user?.username ?? 'unknown',
      verb,
      time: event?.requestReceivedTimestamp ?? '',
      manager: query.get('fieldManager') ?? managerOf(event?.userAgent),
    },
  };
}

/** KEP-555: without a name, the manager is the client's name up to its version: `kubectl/v1.37 (…)` is `kubectl`. */
function managerOf(userAgent: string | undefined): string | null {
  const [name = ''] = (userAgent ?? '').split('/');
  return name === '' ? null : name.slice(0, 128);
}

function parsed(line: string): AuditEvent | undefined {
  try {
    return JSON.parse(line) as AuditEvent;
  } catch {
    return undefined;
  }
}

/** Reads up to `bytes` from the end; a line cut at the start fails to parse and is left out. */
async function tailOf(file: string, bytes: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, bytes);
    const buffer = Buffer.alloc(length);
    await handle.read(buffer, 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}
