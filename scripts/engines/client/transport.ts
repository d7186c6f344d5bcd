import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
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

function aborted({ subject, verb, method, signal }: ClusterRequest, cause: unknown): ClusterError {
  if (signal?.reason instanceof ClusterError) return signal.reason;
  return new ClusterError('aborted', subject, `${verb ?? method} was stopped.`, 'Run the command again.', { cause });
}

function late({ subject, verb, method }: ClusterRequest, seconds: number, server: string, cause: unknown) {
  const fault = `${verb ?? method} had no answer from ${server} within ${seconds} s.`;
  return new ClusterError('deadline', subject, fault, 'Check the API server and the way to it, then try again.', {
    cause,
  });
}

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code ?? '';
}

/** Fault and remedy by the code of a connection error; TLS codes are those of OpenSSL as Node names them. */
const connectionFaults: Readonly<Record<string, readonly ['unreachable' | 'certificate', string, string]>> = {
  ECONNREFUSED: ['unreachable', 'the connection was refused.', 'Start the API server, or correct the address.'],
  ENOTFOUND: ['unreachable', 'the name does not resolve.', 'Correct the address in the kubeconfig.'],
  EHOSTUNREACH: ['unreachable', 'the host cannot be reached.', 'Check the route and the firewall.'],
  ENETUNREACH: ['unreachable', 'the network cannot be reached.', 'Check the route and the firewall.'],
  ETIMEDOUT: ['unreachable', 'the connection timed out.', 'Check the route and the firewall.'],
  UND_ERR_CONNECT_TIMEOUT: ['unreachable', 'the connection timed out.', 'Check the route and the firewall.'],
  CERT_HAS_EXPIRED: ['certificate', 'the server certificate has expired.', 'Renew the certificates of this server.'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'certificate',
    'the server certificate is for another name.',
    'Correct the address or set tls-server-name in the kubeconfig.',
  ],
};

const untrusted = [
  'certificate',
  'the server certificate is not signed by the authority in the kubeconfig.',
  'Check that this kubeconfig belongs to this network; if the authority was renewed, fetch it again.',
] as const;

const refusedCertificate = [
  'certificate',
  'the TLS handshake failed: the server or this client refused the other’s certificate.',
  'Check that certificate, key and authority in the kubeconfig belong together.',
] as const;

function connectionError(error: unknown, server: string): ClusterError {
  const code = codeOf(error);
  const known =
    connectionFaults[code] ??
    (/CERT|UNABLE_TO|SELF_SIGNED/.test(code) ? untrusted : undefined) ??
    (/^ERR_(SSL|TLS|OSSL)/.test(code) ? refusedCertificate : undefined);
  if (known !== undefined) return new ClusterError(known[0], server, known[1], known[2], { cause: error });
  const said = error instanceof Error ? error.message : String(error);
  const remedy = 'Check the API server and the way to it, then try again.';
  return new ClusterError('unreachable', server, `the connection failed: ${code} ${said}`, remedy, { cause: error });
}
