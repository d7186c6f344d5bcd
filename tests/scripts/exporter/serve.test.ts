import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gauge, Registry } from 'prom-client';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type ServeOptions, serveMetrics } from '../../../scripts/exporter/serve.ts';
import { servingOptions } from '../../../scripts/exporter/serving-files.ts';
import { createAuthority } from '../../../scripts/sandbox/pki/authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-serve-'));
const servers: (() => void)[] = [];
const registry = new Registry();
new Gauge({ name: 'fadun_test', help: 'h', registers: [registry] }).set(7);

afterEach(() => {
  for (const close of servers.splice(0)) close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(options: Partial<ServeOptions> = {}): Promise<string> {
  const { server, port } = await serveMetrics(registry, { port: 0, healthy: () => true, ...options });
  servers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
}

describe('the exporter over HTTP', () => {
  it('serves metrics in the exposition format', async () => {
    const answer = await fetch(`${await serve()}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain('fadun_test 7');
  });

  it('tells health from the looks, without a token', async () => {
    let healthy = true;
    const url = await serve({ healthy: () => healthy, token: 't'.repeat(32) });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    healthy = false;
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
  });

  it('serves nothing else, and no other method', async () => {
    const url = await serve();
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/metrics/../etc/passwd`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('asks for the whole token where there is one', async () => {
    const token = 'a1'.repeat(16);
    const url = await serve({ token });
    const status = async (authorization?: string) =>
      (await fetch(`${url}/metrics`, authorization ? { headers: { authorization } } : {})).status;
    expect(await status(`Bearer ${token}`)).toBe(200);
    const refused = [
      undefined,
      `Bearer ${token.slice(1)}`,
      `Bearer ${token}x`,
      `Basic ${token}`,
      'Bearer ',
      `bearer  ${token}`,
    ];
    for (const given of refused) expect(await status(given), String(given)).toBe(401);
    expect((await fetch(`${url}/metrics`)).headers.get('www-authenticate')).toBe('Bearer');
  });

  it('listens on loopback unless told otherwise', async () => {
    const { server, port } = await serveMetrics(registry, { port: 0, healthy: () => true });
    servers.push(() => server.close());
    expect(server.address()).toMatchObject({ address: '127.0.0.1', port });
  });

  it('drops a client that sends its request drop by drop', async () => {
    const { port } = new URL(await serve());
    const closed = new Promise<number>((resolve) => {
      const begun = performance.now();
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /metrics HTTP/1.1\r\nx: '));
      const drip = setInterval(() => socket.write('y'), 500);
      socket
        .on('error', () => {})
        .on('close', () => {
          clearInterval(drip);
          resolve((performance.now() - begun) / 1000);
        });
    });
    expect(await closed).toBeLessThan(20);
  });

  it('speaks TLS with the certificate it was given', async () => {
    const authority = await createAuthority('exporter-test', 600);
    const { certificate, key } = await authority.issue({
      commonName: 'exporter',
      ipAddresses: ['127.0.0.1'],
      usages: ['server'],
      ttlSeconds: 600,
    });
    const url = await serve({ tls: { certificate, key } });
    const status = (ca?: string) =>
      new Promise<number | string>((resolve) => {
        request(`${url}/metrics`, { ca }, (answer) => resolve(answer.resume().statusCode ?? 0))
          .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
          .end();
      });
    expect(await status(authority.pem.certificate)).toBe(200);
    expect(await status()).toMatch(/UNABLE_TO|SELF_SIGNED/);
  });
});

describe('how it is to be served', () => {
  const file = (name: string, content: string, mode = 0o600) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  };
  const certificateFile = file('c.pem', 'certificate', 0o644);
  const keyFile = file('k.pem', 'key');
  const tokenFile = file('token', `${'ab'.repeat(20)}\n`);

  it('is read from files', () => {
    expect(servingOptions({ host: '0.0.0.0', certificateFile, keyFile, tokenFile })).toEqual({
      host: '0.0.0.0',
      tls: { certificate: 'certificate', key: 'key' },
      token: 'ab'.repeat(20),
    });
    expect(servingOptions({ host: '127.0.0.2' })).toEqual({ host: '127.0.0.2' });
    expect(servingOptions({})).toEqual({});
  });

  it('is refused where anybody could read the posture, or a secret lies open', () => {
    expect(() => servingOptions({ host: '0.0.0.0' })).toThrow(/others could read the posture/);
    expect(() => servingOptions({ host: '10.0.0.1', tokenFile })).toThrow(/others could read the posture/);
    expect(() => servingOptions({ host: '127.evil.example', certificateFile, keyFile })).toThrow(/others could read/);
    expect(() => servingOptions({ certificateFile })).toThrow(/only one of them/);
    expect(() => servingOptions({ tokenFile: file('open', 'ab'.repeat(20), 0o644) })).toThrow(/lets others read it/);
    expect(() => servingOptions({ tokenFile: file('short', 'secret') })).toThrow(/32 to 512 characters/);
    expect(() => servingOptions({ tokenFile: join(folder, 'nowhere') })).toThrow(/cannot be read/);
    expect(() => servingOptions({ certificateFile, keyFile: file('open-key', 'key', 0o640) })).toThrow(/lets others/);
  });
});
