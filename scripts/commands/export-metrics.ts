import { postureMetrics } from '../exporter/metrics.ts';
import { postureOf } from '../exporter/posture.ts';
import { serveMetrics } from '../exporter/serve.ts';
import { buildCity } from '../pipeline/city.ts';
import { selectSite } from '../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Positional } from './context.ts';
import { positiveInteger, siteOptions } from './options.ts';

/**
 * `fadun export-metrics`: watches the clusters of a site and serves `/metrics` and `/healthz` on loopback until it is
 * stopped. JSON, printed when it stops: `{site, looks, port}`.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const everySeconds = positiveInteger('--every', options.every ?? '60');
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  const metrics = postureMetrics();
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let [looks, lastLook] = [0, 0];
  const healthy = () => Date.now() - lastLook < 3 * everySeconds * 1000;
  const { server, port } = await serveMetrics(metrics.registry, { port: portOf(options.port), healthy });
  context.complain(`http://127.0.0.1:${port}/metrics`);
  while (!stop.signal.aborted) {
    metrics.record(await postureOf(city, new Date(), chosen.kubeconfig));
    [looks, lastLook] = [looks + 1, Date.now()];
    await pause(everySeconds * 1000, stop.signal);
  }
  server.close();
  server.closeAllConnections();
  return { exitCode: 0, data: { site: city.site.id, looks, port }, human: () => `${looks} looks` };
}

/** 0 lets the machine choose. */
function portOf(value: unknown): number {
  return value === undefined ? 9464 : value === '0' ? 0 : positiveInteger('--port', value);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
