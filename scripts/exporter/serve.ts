import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/** Serves `/metrics` and `/healthz` on loopback until closed. @returns the server and the port it got */
export async function serveMetrics(
  registry: Registry,
  { port, host = '127.0.0.1', healthy }: { port: number; host?: string; healthy: () => boolean },
): Promise<{ server: Server; port: number }> {
  const server = createServer(async ({ url, method }, answer) => {
    if (method !== 'GET') answer.writeHead(405).end();
    else if (url === '/metrics') {
      answer.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
    } else if (url === '/healthz') answer.writeHead(healthy() ? 200 : 503).end(healthy() ? 'ok\n' : 'no recent look\n');
    else answer.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}
