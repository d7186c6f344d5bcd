import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { measureRequest } from '../../telemetry/request.ts';
import { ClusterError } from './errors.ts';
import type { Credentials } from './kubeconfig.ts';
import { errorOfAnswer, isTransient, retryAfterOf } from './status.ts';
import { pathTemplate } from './template.ts';

/** One request to the API server. */
export interface ClusterRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** What the request is about, for errors. */
  readonly subject: string;
  /** What is tried, for errors. @default the method */
  readonly verb?: string;
  /** Whether sending it twice has the effect of sending it once. @default true for GET only */
  readonly idempotent?: boolean;
  /** @default 60 */
  readonly deadlineSeconds?: number;
  readonly signal?: AbortSignal;
}

/** Sends requests over kept-alive connections. */
export interface Transport {
  readonly server: string;
  /**
   * @returns the body of a successful answer
   * @throws ClusterError for anything else, after the retries that are safe
   */
  send(request: ClusterRequest): Promise<string>;
  close(): Promise<void>;
}

/** Options of {@link openTransport}. */
export interface TransportOptions {
  /** Connections at once. @default 16 */
  readonly connections?: number;
  readonly userAgent?: string;
  /** Id of the network, for telemetry; addresses stay out of it. */
  readonly network?: string;
}

/** Waits before the second, third, … attempt, in milliseconds; the server's Retry-After wins where longer. */
const backoff = [100, 250, 500, 1000, 2000, 4000] as const;

/** Faults of a connection that say nothing was wrong with the request. */
const brokenConnection = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_INFO']);

/** Opens connections to one API server: HTTP/1.1, mutual TLS, kept alive. */
export function openTransport(credentials: Credentials, options: TransportOptions = {}): Transport {
  const { origin, pathname } = new URL(credentials.server);
  const prefix = pathname === '/' ? '' : pathname;
  const pool = new Pool(origin, {
    connections: options.connections ?? 16,
    allowH2: false,
    keepAliveTimeout: 30_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      ca: credentials.ca,
      cert: credentials.certificate,
      key: credentials.key,
      timeout: 10_000,
      ...(credentials.serverName === undefined ? {} : { servername: credentials.serverName }),
    },
  });
  const common: Record<string, string> = { 'user-agent': options.userAgent ?? 'fadun' };
  if (credentials.token !== undefined) common.authorization = `Bearer ${credentials.token}`;

  function once(
    request: ClusterRequest,
    signal: AbortSignal,
    attempt: number,
  ): Promise<{ status: number; text: string }> {
    const { method, path } = request;
    const facts = { method, template: pathTemplate(path), network: options.network, attempt };
    return measureRequest(facts, () => sendOnce(request, signal));
  }

  async function sendOnce(request: ClusterRequest, signal: AbortSignal): Promise<{ status: number; text: string }> {
    const headers: Record<string, string> = { ...common, accept: request.accept ?? 'application/json' };
    if (request.body !== undefined) headers['content-type'] = request.contentType ?? 'application/json';
    const { method, body } = request;
    const answer = await pool.request({ method, path: prefix + request.path, headers, body, signal });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  async function send(request: ClusterRequest): Promise<string> {
    const seconds = request.deadlineSeconds ?? 60;
    const deadline = AbortSignal.timeout(seconds * 1000);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    const idempotent = request.idempotent ?? request.method === 'GET';
    for (let attempt = 0; ; attempt++) {
      const wait = backoff[attempt];
      try {
        const answer = await once(request, signal, attempt);
        if (answer.status < 400) return answer.text;
        const again = wait !== undefined && (answer.status === 429 || (idempotent && isTransient(answer)));
        if (!again) throw errorOfAnswer({ ...answer, subject: request.subject, verb: request.verb ?? request.method });
        await sleep(Math.max(wait, Math.min(retryAfterOf(answer.text) ?? 0, 5) * 1000), undefined, { signal });
      } catch (error) {
        if (error instanceof ClusterError) throw error;
        if (request.signal?.aborted) throw aborted(request, error);
        if (deadline.aborted) throw late(request, seconds, credentials.server, error);
        const again = wait !== undefined && idempotent && brokenConnection.has(codeOf(error));
        if (!again) throw connectionError(error, credentials.server);
        await sleep(wait);
      }
    }
  }

  return { server: credentials.server, send, close: () => pool.close() };
}

const checkServer = {
  zh: '检查 API 服务器及到它的通路，然后重试。',
  en: 'Check the API server and the way to it, then try again.',
};

function aborted({ subject, verb, method, signal }: ClusterRequest, cause: unknown): ClusterError {
  if (signal?.reason instanceof ClusterError) return signal.reason;
  return new ClusterError(
    'aborted',
    subject,
    { zh: `${verb ?? method} 已被中止。`, en: `${verb ?? method} was stopped.` },
    { zh: '请重新执行该命令。', en: 'Run the command again.' },
    { cause },
  );
}

function late({ subject, verb, method }: ClusterRequest, seconds: number, server: string, cause: unknown) {
  const fault = {
    zh: `${verb ?? method} 在 ${seconds} 秒内未得到 ${server} 的应答。`,
    en: `${verb ?? method} had no answer from ${server} within ${seconds} s.`,
  };
  return new ClusterError('deadline', subject, fault, checkServer, {
    cause,
  });
}

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code ?? '';
}

type ConnectionFault = readonly ['unreachable' | 'certificate', fault: Text, remedy: Text];

const checkRoute = { zh: '检查路由与防火墙。', en: 'Check the route and the firewall.' };
const timedOut = { zh: '连接超时。', en: 'the connection timed out.' };

/** Fault and remedy by the code of a connection error; TLS codes are those of OpenSSL as Node names them. */
const connectionFaults: Readonly<Record<string, ConnectionFault>> = {
  ECONNREFUSED: [
    'unreachable',
    { zh: '连接被拒绝。', en: 'the connection was refused.' },
    { zh: '启动 API 服务器，或更正地址。', en: 'Start the API server, or correct the address.' },
  ],
  ENOTFOUND: [
    'unreachable',
    { zh: '名称无法解析。', en: 'the name does not resolve.' },
    { zh: '更正 kubeconfig 中的地址。', en: 'Correct the address in the kubeconfig.' },
  ],
  EHOSTUNREACH: ['unreachable', { zh: '主机不可达。', en: 'the host cannot be reached.' }, checkRoute],
  ENETUNREACH: ['unreachable', { zh: '网络不可达。', en: 'the network cannot be reached.' }, checkRoute],
  ETIMEDOUT: ['unreachable', timedOut, checkRoute],
  UND_ERR_CONNECT_TIMEOUT: ['unreachable', timedOut, checkRoute],
  CERT_HAS_EXPIRED: [
    'certificate',
    { zh: '服务器证书已过期。', en: 'the server certificate has expired.' },
    { zh: '为该服务器换发证书。', en: 'Renew the certificates of this server.' },
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'certificate',
    { zh: '服务器证书属于其他名称。', en: 'the server certificate is for another name.' },
    {
      zh: '更正地址，或在 kubeconfig 中设置 tls-server-name。',
      en: 'Correct the address or set tls-server-name in the kubeconfig.',
    },
  ],
};

const untrusted: ConnectionFault = [
  'certificate',
  {
    zh: '服务器证书不是 kubeconfig 中的 CA 签发的。',
    en: 'the server certificate is not signed by the authority in the kubeconfig.',
  },
  {
    zh: '核对该 kubeconfig 属于本网络；CA 已更换的，重新获取。',
    en: 'Check that this kubeconfig belongs to this network; if the authority was renewed, fetch it again.',
  },
];

const refusedCertificate: ConnectionFault = [
  'certificate',
  {
    zh: 'TLS 握手失败：服务器或本客户端拒绝了对方的证书。',
    en: 'the TLS handshake failed: the server or this client refused the other’s certificate.',
  },
  {
    zh: '核对 kubeconfig 中的证书、私钥与 CA 相互匹配。',
    en: 'Check that certificate, key and authority in the kubeconfig belong together.',
  },
];

function connectionError(error: unknown, server: string): ClusterError {
  const code = codeOf(error);
  const known =
    connectionFaults[code] ??
    (/CERT|UNABLE_TO|SELF_SIGNED/.test(code) ? untrusted : undefined) ??
    (/^ERR_(SSL|TLS|OSSL)/.test(code) ? refusedCertificate : undefined);
  if (known !== undefined) return new ClusterError(known[0], server, known[1], known[2], { cause: error });
  const said = error instanceof Error ? error.message : String(error);
  return new ClusterError(
    'unreachable',
    server,
    { zh: `连接失败：${code} ${said}`, en: `the connection failed: ${code} ${said}` },
    checkServer,
    { cause: error },
  );
}
