import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { expect } from 'vitest';

/** Why real monitoring cannot run here; undefined where it can. */
export function missingMonitoring(): string | undefined {
  const missing = ['prometheus', 'prometheus-alertmanager'].filter((name) => {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length === 0) return undefined;
  return `needs ${missing.join(' and ')} (Debian: apt-get install --no-install-recommends ${missing.join(' ')})`;
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await listening(server);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}

/** One alert as Alertmanager hands it to a webhook. */
export interface ReceivedAlert {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Takes what Alertmanager sends; the path names the receiver. */
export async function alertWebhook() {
  const received: ReceivedAlert[] = [];
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { alerts: Omit<ReceivedAlert, 'receiver'>[] };
    received.push(...body.alerts.map((alert) => ({ ...alert, receiver: request.url!.slice(1) })));
    answer.writeHead(200).end();
  });
  await listening(server);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, received, close: () => closed(server) };
}

/** Exposes what a test sets, in the exposition format: stands where a business front-end would. */
export async function exposer(text: () => string) {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text());
  });
  await listening(server);
  return { target: `127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** What real monitoring is started with. */
export interface MonitoringOptions {
  readonly folder: string;
  readonly ruleFiles: Readonly<Record<string, string>>;
  readonly alertmanager: unknown;
  /** Targets by job. */
  readonly targets: Readonly<Record<string, string>>;
  readonly scrapeSeconds: number;
}

/** Real Prometheus and Alertmanager on loopback, and a way to ask Prometheus. */
export async function startMonitoring({ folder, ruleFiles, alertmanager, targets, scrapeSeconds }: MonitoringOptions) {
  const [own, alerts] = [await freePort(), await freePort()];
  mkdirSync(join(folder, 'rules'), { recursive: true });
  for (const [name, text] of Object.entries(ruleFiles)) writeFileSync(join(folder, 'rules', name), text);
  const write = (name: string, value: unknown) => {
    writeFileSync(join(folder, name), dump(value));
    return join(folder, name);
  };
  const configuration = write('prometheus.yaml', {
    global: {
      scrape_interval: `${scrapeSeconds}s`,
      scrape_timeout: `${scrapeSeconds}s`,
      evaluation_interval: `${scrapeSeconds}s`,
    },
    rule_files: [join(folder, 'rules', '*.yaml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alerts}`] }] }] },
    scrape_configs: Object.entries(targets).map(([job, target]) => ({
      job_name: job,
      static_configs: [{ targets: [target] }],
    })),
  });
  const children = [
    launch('prometheus-alertmanager', [
      `--config.file=${write('alertmanager.yaml', alertmanager)}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${alerts}`,
      '--cluster.listen-address=',
    ]),
    launch('prometheus', [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${own}`,
      '--rules.alert.resend-delay=2s',
      '--log.level=warn',
    ]),
  ];
  const urls = [`http://127.0.0.1:${alerts}/-/ready`, `http://127.0.0.1:${own}/-/ready`];
  for (const [index, url] of urls.entries()) {
    const ready = async () => {
      if (children[index]!.process.exitCode !== null) throw new Error(children[index]!.said());
      return fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
    };
    await expect.poll(ready, { timeout: 60_000 }).toBe(true);
  }
  return {
    /** Values of an instant query. */
    async query(expression: string): Promise<number[]> {
      const answer = await fetch(`http://127.0.0.1:${own}/api/v1/query?query=${encodeURIComponent(expression)}`);
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result.map(({ value }) => Number(value[1]));
    },
    stop: () => Promise.all(children.map(({ process }) => ended(process))),
  };
}

/** Prometheus alone, by a configuration of its own. */
export async function startPrometheus(binary: string, configuration: string, storage: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = launch(binary, [
    `--config.file=${configuration}`,
    `--storage.tsdb.path=${storage}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
  ]);
  const ready = async () => {
    if (child.process.exitCode !== null) throw new Error(child.said());
    return fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await expect.poll(ready, { timeout: 60_000, interval: 200 }).toBe(true);
  return { url, said: child.said, stop: () => ended(child.process) };
}

function launch(name: string, words: readonly string[]) {
  const child = spawn(name, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000);
  });
  return { process: child as ChildProcess, said: () => `${name}: ${text}` };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
