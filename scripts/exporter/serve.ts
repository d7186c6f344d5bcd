import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/** How metrics are served. */
export interface ServeOptions {
  /** 0 lets the machine choose. */
  readonly port: number;
  /** @default loopback */
  readonly host?: string;
  /** PEM. @default plain HTTP */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** What `/metrics` asks for as a bearer token (RFC 6750). @default nothing */
  readonly token?: string;
  /** What `/healthz` tells. */
  readonly healthy: () => boolean;
}

/** Bounds on what a scraper may hold open: connections, and milliseconds for head and whole of a request. */
const bounds = { connections: 64, headers: 5_000, request: 10_000 } as const;

/** Serves `/metrics` and `/healthz` until closed. @returns the server and the port it got */
export async function serveMetrics(
  registry: Registry,
  { port, host = '127.0.0.1', tls, token, healthy }: ServeOptions,
): Promise<{ server: Server; port: number }> {
  const listener = answering(registry, token, healthy);
  const limits = {
    headersTimeout: bounds.headers,
    requestTimeout: bounds.request,
    connectionsCheckingInterval: bounds.headers,
  };
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

function answering(registry: Registry, token: string | undefined, healthy: () => boolean): RequestListener {
  return async (request, answer) => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET') answer.writeHead(405, { allow: 'GET' }).end();
    else if (path === '/healthz') answer.writeHead(healthy() ? 200 : 503).end(healthy() ? 'ok\n' : 'no recent look\n');
    else if (path !== '/metrics') answer.writeHead(404).end();
    else if (token !== undefined && !presents(request, token)) {
      answer.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    } else answer.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
  };
}

/** In constant time: digests have one length, whatever was sent. */
function presents({ headers }: IncomingMessage, token: string): boolean {
  const given = /^Bearer ([^\s]+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
