import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';
import { ClusterError } from './errors.ts';

/** How to reach one API server, and as whom. Certificates and keys are PEM text. */
export interface Credentials {
  /** `https://host:port`, with a path prefix where the server has one. */
  readonly server: string;
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly token?: string;
  /** Name expected in the server's certificate, where it differs from the host. */
  readonly serverName?: string;
}

/** What a kubeconfig can ask for that this client does not do, with what to do instead. */
const unsupported = {
  exec: 'Name a client certificate or a token; credential plugins are not run.',
  'auth-provider': 'Name a client certificate or a token; credential plugins are not run.',
  username: 'Name a client certificate or a token; Kubernetes has no password authentication any more.',
  impersonate: 'Use credentials of your own; acting as another account hides who acted.',
  'as-user': 'Use credentials of your own; acting as another account hides who acted.',
} as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a kubeconfig file.
 * @param context the context to use; the file's current one when left out
 * @throws ClusterError `kubeconfig` when the file cannot be read, or lacks or asks for what cannot be had
 */
export function readKubeconfig(file: string, context?: string): Credentials {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw fault(file, 'the file cannot be read.', 'Give the path of a readable kubeconfig.', cause);
  }
  return parseKubeconfig(text, { file, context });
}

/** As {@link readKubeconfig}, from text; paths inside it are resolved against the folder of `file`. */
export function parseKubeconfig(text: string, { file, context }: { file: string; context?: string }): Credentials {
  let config: Fields;
  try {
    config = fieldsOf(load(text));
  } catch (cause) {
    throw fault(file, 'this is not YAML.', 'Give the path of a kubeconfig.', cause);
  }
  const contextName = context ?? String(config['current-context'] ?? '');
  const chosen = named(config, 'contexts', 'context', contextName, file);
  const cluster = named(config, 'clusters', 'cluster', String(chosen.cluster), file);
  const user = named(config, 'users', 'user', String(chosen.user), file);
  for (const [key, remedy] of Object.entries(unsupported)) {
    if (user[key] !== undefined) throw fault(file, `the user of context "${contextName}" has "${key}".`, remedy);
  }
  if (cluster['insecure-skip-tls-verify'] === true) {
    throw fault(file, 'the server certificate would not be verified.', 'Name the certificate authority instead.');
  }
  if (cluster['proxy-url'] !== undefined) {
    throw fault(file, 'the cluster names a proxy.', 'Run this where the API server is reached directly.');
  }
  const server = String(cluster.server ?? '');
  if (!/^https:\/\/[^/]+/.test(server)) {
    throw fault(file, `"${server}" is no https address.`, 'Give the cluster a server: https://host:port.');
  }
  const text64 = (fields: Fields, key: string) => pem(fields, key, file);
  return {
    server: server.replace(/\/+$/, ''),
    ca: text64(cluster, 'certificate-authority'),
    certificate: text64(user, 'client-certificate'),
    key: text64(user, 'client-key'),
    token: token(user, file),
    serverName: cluster['tls-server-name'] as string | undefined,
  };
}

function named(config: Fields, list: string, field: string, name: string, file: string): Fields {
  const entries = Array.isArray(config[list]) ? (config[list] as Fields[]) : [];
  const found = entries.find((entry) => entry.name === name)?.[field];
  if (found !== undefined) return fieldsOf(found);
  const names = entries.map((entry) => entry.name).join(', ') || 'none';
  throw fault(file, `there is no ${field} named "${name}".`, `Name one of these: ${names}.`);
}

function pem(fields: Fields, key: string, file: string): string | undefined {
  const inline = fields[`${key}-data`];
  if (typeof inline === 'string') return Buffer.from(inline, 'base64').toString('utf8');
  return typeof fields[key] === 'string' ? textOf(fields[key], file) : undefined;
}

function token(user: Fields, file: string): string | undefined {
  if (typeof user.token === 'string') return user.token;
  return typeof user.tokenFile === 'string' ? textOf(user.tokenFile, file).trim() : undefined;
}

function textOf(path: string, file: string): string {
  const absolute = resolve(dirname(file), path);
  try {
    return readFileSync(absolute, 'utf8');
  } catch (cause) {
    throw fault(file, `it refers to ${absolute}, which cannot be read.`, 'Correct the path or its permissions.', cause);
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function fault(file: string, what: string, remedy: string, cause?: unknown): ClusterError {
  return new ClusterError('kubeconfig', file, what, remedy, { cause });
}
