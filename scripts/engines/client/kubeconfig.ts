import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';
import type { Text } from '../../../stacks/model/vocabulary.ts';
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

const noPlugins = {
  zh: '给出客户端证书或令牌；不运行凭据插件。',
  en: 'Name a client certificate or a token; credential plugins are not run.',
};
const ownCredentials = {
  zh: '使用自己的凭据；冒用其他账号会掩盖操作人。',
  en: 'Use credentials of your own; acting as another account hides who acted.',
};

/** What a kubeconfig can ask for that this client does not do, with what to do instead. */
const unsupported = {
  exec: noPlugins,
  'auth-provider': noPlugins,
  username: {
    zh: '给出客户端证书或令牌；Kubernetes 已无口令认证。',
    en: 'Name a client certificate or a token; Kubernetes has no password authentication any more.',
  },
  impersonate: ownCredentials,
  'as-user': ownCredentials,
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
    throw fault(
      file,
      { zh: '文件无法读取。', en: 'the file cannot be read.' },
      { zh: '给出可读的 kubeconfig 路径。', en: 'Give the path of a readable kubeconfig.' },
      cause,
    );
  }
  return parseKubeconfig(text, { file, context });
}

/** As {@link readKubeconfig}, from text; paths inside it are resolved against the folder of `file`. */
export function parseKubeconfig(text: string, { file, context }: { file: string; context?: string }): Credentials {
  let config: Fields;
  try {
    config = fieldsOf(load(text));
  } catch (cause) {
    throw fault(
      file,
      { zh: '不是 YAML。', en: 'this is not YAML.' },
      { zh: '给出 kubeconfig 的路径。', en: 'Give the path of a kubeconfig.' },
      cause,
    );
  }
  const contextName = context ?? String(config['current-context'] ?? '');
  const chosen = named(config, 'contexts', 'context', contextName, file);
  const cluster = named(config, 'clusters', 'cluster', String(chosen.cluster), file);
  const user = named(config, 'users', 'user', String(chosen.user), file);
  for (const [key, remedy] of Object.entries(unsupported)) {
    if (user[key] !== undefined)
      throw fault(
        file,
        { zh: `上下文“${contextName}”的用户含“${key}”。`, en: `the user of context "${contextName}" has "${key}".` },
        remedy,
      );
  }
  if (cluster['insecure-skip-tls-verify'] === true) {
    throw fault(
      file,
      { zh: '不会核验服务器证书。', en: 'the server certificate would not be verified.' },
      { zh: '改为给出 CA 证书。', en: 'Name the certificate authority instead.' },
    );
  }
  if (cluster['proxy-url'] !== undefined) {
    throw fault(
      file,
      { zh: '集群指定了代理。', en: 'the cluster names a proxy.' },
      { zh: '请在能直接到达 API 服务器的机器上执行。', en: 'Run this where the API server is reached directly.' },
    );
  }
  const server = String(cluster.server ?? '');
  if (!/^https:\/\/[^/]+/.test(server)) {
    throw fault(
      file,
      { zh: `“${server}”不是 https 地址。`, en: `"${server}" is no https address.` },
      { zh: '为集群写明 server：https://host:port。', en: 'Give the cluster a server: https://host:port.' },
    );
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
  const names = entries.map((entry) => entry.name).join(', ');
  throw fault(
    file,
    { zh: `没有名为“${name}”的 ${field}。`, en: `there is no ${field} named "${name}".` },
    { zh: `指定其中之一：${names || '（无）'}。`, en: `Name one of these: ${names || 'none'}.` },
  );
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
    throw fault(
      file,
      { zh: `其引用的 ${absolute} 无法读取。`, en: `it refers to ${absolute}, which cannot be read.` },
      { zh: '更正路径或其权限。', en: 'Correct the path or its permissions.' },
      cause,
    );
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function fault(file: string, what: Text, remedy: Text, cause?: unknown): ClusterError {
  return new ClusterError('kubeconfig', file, what, remedy, { cause });
}
