import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { Agent, request } from 'undici';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { clusterScopedKinds } from '../../policies/targets.ts';

/** What the API server said: admitted, or why not. */
export interface ServerAnswer {
  readonly status: number;
  readonly message: string;
  /** Texts of its warnings (RFC 7234 5.5, code 299). */
  readonly warnings: readonly string[];
  readonly body: KubernetesObject;
}

export interface ApiClient {
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ServerAnswer>;
  create(
    object: KubernetesObject,
    options?: { dryRun?: boolean; asUser?: string; asGroups?: readonly string[] },
  ): Promise<ServerAnswer>;
  /** What the API server exports, in Prometheus' text format. */
  metrics(): Promise<string>;
  close(): Promise<void>;
}

interface Kubeconfig {
  readonly clusters: readonly { cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { user: Readonly<Record<string, string>> }[];
}

/** A client that speaks as the kubeconfig's first user. */
export function apiClient(kubeconfig: string): ApiClient {
  const { clusters, users } = load(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const { cluster } = clusters[0]!;
  const { user } = users[0]!;
  const pem = (holder: Readonly<Record<string, string>>, name: string) => {
    const data = holder[`${name}-data`];
    return data ? Buffer.from(data, 'base64') : readFileSync(holder[name]!);
  };
  const agent = new Agent({
    connections: 8,
    connect: {
      ca: pem(cluster, 'certificate-authority'),
      cert: pem(user, 'client-certificate'),
      key: pem(user, 'client-key'),
    },
  });
  const send: ApiClient['send'] = async (method, path, body, headers = {}) => {
    const answer = await request(`${cluster.server}${path}`, {
      method: method as 'GET',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await answer.body.json()) as KubernetesObject & { message?: string };
    return {
      status: answer.statusCode,
      message: json.message ?? '',
      warnings: warningsOf(answer.headers.warning),
      body: json,
    };
  };
  return {
    send,
    create: (object, { dryRun = false, asUser, asGroups = [] } = {}) => {
      const query = dryRun ? '?dryRun=All' : '';
      const impersonation: Record<string, string> = asUser ? { 'impersonate-user': asUser } : {};
      if (asUser && asGroups[0]) impersonation['impersonate-group'] = asGroups[0];
      return send('POST', `${collectionPath(object)}${query}`, object, impersonation);
    },
    metrics: async () => (await request(`${cluster.server}/metrics`, { dispatcher: agent })).body.text(),
    close: () => agent.close(),
  };
}

function warningsOf(header: string | string[] | undefined): readonly string[] {
  return [header ?? []]
    .flat()
    .flatMap((line) => [...line.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!));
}

/** The path of an object's collection. */
export function collectionPath({ apiVersion, kind, metadata }: KubernetesObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = clusterScopedKinds.has(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${root}${scope}/${plural(kind)}`;
}

export function objectPath(object: KubernetesObject): string {
  return `${collectionPath(object)}/${object.metadata.name}`;
}

function plural(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower === 'endpoints') return lower;
  if (/(s|ss|x|ch)$/.test(lower)) return `${lower}es`;
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

/**
 * Makes a namespace `apps` with its default account, and accounts that may do everything in the cluster but what admission
 * keeps them from.
 */
export async function standTesters(client: ApiClient, accounts: readonly string[]): Promise<void> {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
  const subjects = accounts.map((name) => ({ apiGroup: roleRef.apiGroup, kind: 'User', name }));
  await client.create({
    ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'testers' } },
    ...{ roleRef, subjects },
  });
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'apps', labels: { 'fadun.io/tier': 'app' } },
  });
  await eventually('the service account of apps', async () => {
    return (await client.send('GET', '/api/v1/namespaces/apps/serviceaccounts/default')).status === 200;
  });
}

/** An object under another name, in the namespace `apps`. */
export function named(object: KubernetesObject, name: string, metadata: object = {}): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace: 'apps', ...metadata, name } };
}

/** Sends merge patches as other accounts. */
export function patching(client: ApiClient): (path: string, body: unknown, user: string) => Promise<ServerAnswer> {
  return (path, body, user) =>
    client.send('PATCH', path, body, { 'content-type': 'application/merge-patch+json', 'impersonate-user': user });
}

/** Waits until the check says true. @throws Error after the time is up */
export async function eventually(what: string, check: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Runs `work` over all items, `width` at a time, keeping their order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at]!);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
