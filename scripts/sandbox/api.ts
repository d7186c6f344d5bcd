import { readFile } from 'node:fs/promises';
import { Agent, type RequestOptions, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { KeyPairFiles } from './layout.ts';

/** An answer of a server, read to its end. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A client for one server of the sandbox, by client certificate; it speaks to loopback only and to no proxy. */
export interface SandboxClient {
  send(method: string, path: string, body?: unknown, options?: SendOptions): Promise<Answer>;
  /** Opens a watch and yields its events until the caller stops or the signal aborts. */
  watch(path: string, signal: AbortSignal): AsyncGenerator<{ type: string; object: unknown }>;
  close(): void;
}

/** Options of one request. */
interface SendOptions {
  readonly timeoutMilliseconds?: number;
  readonly contentType?: string;
}

/** Makes a client from PEM files. `certificate` undefined speaks without a client certificate. */
export async function connect(
  port: number,
  authority: string,
  files: KeyPairFiles | undefined,
): Promise<SandboxClient> {
  const [ca, cert, key] = await Promise.all([
    readFile(authority),
    files && readFile(files.certificate),
    files && readFile(files.key),
  ]);
  const agent = new Agent({ keepAlive: true, ca, cert, key, maxSockets: 8 });
  const base = { host: '127.0.0.1', port, agent };
  return {
    send: (method, path, body, options = {}) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        const headers = {
          accept: 'application/json',
          ...(payload !== undefined && {
            'content-type': options.contentType ?? 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
        };
        const timeout = options.timeoutMilliseconds ?? 30_000;
        const sent = request({ ...base, method, path, headers, signal: AbortSignal.timeout(timeout) }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
          );
        });
        sent.once('error', reject);
        sent.end(payload);
      }),
    watch: (path, signal) => watchLines({ ...base, path, signal, headers: { accept: 'application/json' } }),
    close: () => agent.destroy(),
  };
}

async function* watchLines(options: RequestOptions): AsyncGenerator<{ type: string; object: unknown }> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const sent = request(options, resolve);
    sent.once('error', reject);
    sent.end();
  });
  if (response.statusCode !== 200) {
    response.resume();
    throw new Error(`watch: the server answered ${response.statusCode}.`);
  }
  try {
    for await (const line of createInterface({ input: response })) {
      if (line) yield JSON.parse(line) as { type: string; object: unknown };
    }
  } finally {
    response.destroy();
  }
}
