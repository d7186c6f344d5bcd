import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type ApiResource, type Discovery, openDiscovery } from './discovery.ts';
import { ClusterError } from './errors.ts';
import type { NetworkGuard } from './guard.ts';
import { type Credentials, readKubeconfig } from './kubeconfig.ts';
import { type ListOptions, listObjects } from './list.ts';
import type { LiveObject } from './live.ts';
import { resourcePath } from './paths.ts';
import { openTransport, type Transport, type TransportOptions } from './transport.ts';

/** Options of {@link ClusterClient.apply}. */
interface ApplyOptions {
  readonly fieldManager: string;
  /** Let the server judge it and store nothing. */
  readonly dryRun?: boolean;
  /** Take what others hold. Only of an object with the resourceVersion that was looked at. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/** Speaks to the API server of one network. */
export interface ClusterClient extends Discovery {
  readonly network: string;
  readonly server: string;
  list(resource: ApiResource, options?: ListOptions): Promise<LiveObject[]>;
  /** Undefined when there is none. */
  get(resource: ApiResource, name: string, namespace?: string): Promise<LiveObject | undefined>;
  create(resource: ApiResource, object: KubernetesObject): Promise<LiveObject>;
  /** Replaces the object if its resourceVersion is still the given one. */
  replace(resource: ApiResource, object: KubernetesObject): Promise<LiveObject>;
  /** Server-side apply (KEP-555). */
  apply(resource: ApiResource, object: KubernetesObject, options: ApplyOptions): Promise<LiveObject>;
  /** Deletes the object with this uid; false when it was gone or another one bears its name. */
  delete(resource: ApiResource, object: LiveObject): Promise<boolean>;
  close(): Promise<void>;
}

/** What {@link openClient} needs. */
export interface ClientOptions extends TransportOptions {
  readonly network: string;
  /** A file, or credentials already read. */
  readonly kubeconfig: string | Credentials;
  /** @default the current context of the file */
  readonly context?: string;
  readonly guard: NetworkGuard;
}

/** Opens a client for one network; nothing is sent before its first use. */
export function openClient({ network, kubeconfig, context, guard, ...options }: ClientOptions): ClusterClient {
  const credentials = typeof kubeconfig === 'string' ? readKubeconfig(kubeconfig, context) : kubeconfig;
  guard.admit(network, credentials);
  const transport = openTransport(credentials, { ...options, network });
  return clientOver(network, transport);
}

function clientOver(network: string, transport: Transport): ClusterClient {
  const write = async (request: Parameters<Transport['send']>[0]) =>
    JSON.parse(await transport.send(request)) as LiveObject;
  return {
    network,
    server: transport.server,
    ...openDiscovery(transport),
    list: (resource, options) => listObjects(transport, resource, options),
    async get(resource, name, namespace) {
      const subject = subjectOf(resource.kind, name, namespace);
      const path = resourcePath(resource, namespace, name);
      return absentAsUndefined(write({ method: 'GET', path, subject, verb: 'get' }));
    },
    create(resource, object) {
      const path = resourcePath(resource, object.metadata.namespace);
      return write({
        method: 'POST',
        path,
        body: JSON.stringify(object),
        subject: subjectOfObject(object),
        verb: 'create',
      });
    },
    replace(resource, object) {
      const path = resourcePath(resource, object.metadata.namespace, object.metadata.name);
      return write({
        method: 'PUT',
        path,
        body: JSON.stringify(object),
        subject: subjectOfObject(object),
        verb: 'replace',
      });
    },
    apply(resource, object, { fieldManager, dryRun, force, signal }) {
      const query = `fieldManager=${encodeURIComponent(fieldManager)}&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}${force ? '&force=true' : ''}`;
      return write({
        method: 'PATCH',
        path: `${resourcePath(resource, object.metadata.namespace, object.metadata.name)}?${query}`,
        body: JSON.stringify(object),
        contentType: 'application/apply-patch+yaml',
        subject: subjectOfObject(object),
        verb: 'apply',
        // One version is forced, never the next that somebody has written.
        idempotent: !force,
        signal,
      });
    },
    async delete(resource, { kind, metadata: { name, namespace, uid } }) {
      const body = JSON.stringify({ propagationPolicy: 'Background', preconditions: { uid } });
      const path = resourcePath(resource, namespace, name);
      const subject = subjectOf(kind, name, namespace);
      try {
        await transport.send({ method: 'DELETE', path, body, subject, verb: 'delete', idempotent: true });
        return true;
      } catch (error) {
        if (error instanceof ClusterError && (error.status === 404 || error.status === 409)) return false;
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

/** `Deployment court/web`, as messages name an object. */
export function subjectOfObject({ kind, metadata }: KubernetesObject): string {
  return subjectOf(kind, metadata.name, metadata.namespace);
}

function subjectOf(kind: string, name: string, namespace?: string): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

async function absentAsUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return undefined;
    throw error;
  }
}
