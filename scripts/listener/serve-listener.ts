import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KnownAlert } from './register.ts';
import type { Taken } from './take-alerts.ts';
import { type ReceivedAlert, readNotification } from './webhook.ts';

export interface ListenOptions {
  /** 0 lets the machine choose. */
  readonly port: number;
  /** @default loopback */
  readonly host?: string;
  /** PEM. @default plain HTTP */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** What every request must present (RFC 6750). */
  readonly token: string;
  readonly take: (alerts: readonly ReceivedAlert[]) => Promise<Taken>;
  readonly known: () => readonly KnownAlert[];
  /** Told of alerts that could not be read. */
  readonly onUnread?: (faults: readonly string[]) => void;
  /** Notifications a minute; more are told to come later. @default 60 */
  readonly mostPerMinute?: number;
  readonly monotonicMilliseconds?: () => number;
}

/** Bounds on what a sender may hold open or send: connections, bytes, and milliseconds for head and whole of a request. */
const bounds = { connections: 32, bytes: 1 << 20, headers: 5_000, request: 10_000 } as const;

/**
 * Takes notifications at `POST /alerts` and tells what is known at `GET /alerts`, both only with the token. A bearer of
 * the token can have plans prepared and nothing else.
 */
export async function serveListener(options: ListenOptions): Promise<{ server: Server; port: number }> {
  const { port, host = '127.0.0.1', tls } = options;
  const limits = {
    headersTimeout: bounds.headers,
    requestTimeout: bounds.request,
    connectionsCheckingInterval: bounds.headers,
  };
  const listener = answering(options);
  const server: Server = tls
    ? createTlsServer({ ...limits, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }, listener)
    : createServer(limits, listener);
  server.maxConnections = bounds.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

function answering(options: ListenOptions): RequestListener {
  const { token, take, known, onUnread, mostPerMinute = 60, monotonicMilliseconds = () => performance.now() } = options;
  const expected = digest(token);
  const isWithinRate = rateLimit(mostPerMinute, monotonicMilliseconds);
  return async (request, answer) => {
    try {
      if (request.url !== '/alerts') return end(request, answer, 404);
      if (!presents(request, expected)) return end(request, answer, 401, { 'www-authenticate': 'Bearer' });
      if (request.method === 'GET') return endJson(answer, known());
      if (request.method !== 'POST') return end(request, answer, 405, { allow: 'GET, POST' });
      if (!isWithinRate()) return end(request, answer, 429, { 'retry-after': '60' });
      const body = await bodyOf(request);
      if (body === undefined) return end(request, answer, 413);
      const read = readNotification(body);
      if (typeof read === 'string') return endJson(answer, { error: read }, 400);
      const { alerts, faults } = read;
      if (faults.length > 0) onUnread?.(faults);
      const taken = await take(alerts);
      // Alertmanager sends again soon what is answered so, and what is answered well only after its repeat interval.
      return endJson(answer, { ...taken, unread: faults.length }, taken.deferred > 0 ? 503 : 200);
    } catch {
      return end(request, answer, 500);
    }
  };
}

/** Ends without reading on: what is left of a body is not waited for. */
function end(
  request: IncomingMessage,
  answer: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  answer.writeHead(status, { ...headers, connection: 'close' }).end(() => request.destroy());
}

function endJson(answer: ServerResponse, value: unknown, status = 200): void {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares digests, in a time that does not depend on where they differ. */
function presents({ headers }: IncomingMessage, expected: Buffer): boolean {
  const given = /^Bearer ([^\s]{1,4096})$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), expected);
}

/** The whole body; undefined where it is larger than a notification may be. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > bounds.bytes) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bounds.bytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A bucket that refills evenly. */
function rateLimit(perMinute: number, now: () => number): () => boolean {
  let tokens = perMinute;
  let last = now();
  return () => {
    const at = now();
    tokens = Math.min(perMinute, tokens + ((at - last) / 60_000) * perMinute);
    last = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
