import { setTimeout as sleep } from 'node:timers/promises';
import { metricsRegistry } from '../exporter/registry.ts';
import { samplesOf } from '../exporter/samples.ts';
import { serveMetrics } from '../exporter/serve.ts';
import { servingOptions } from '../exporter/serving-files.ts';
import { watchCity } from '../exporter/watch.ts';
import { buildCity } from '../pipeline/city.ts';
import { selectSite } from '../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Positional } from './context.ts';
import { positiveInteger, siteOptions } from './options.ts';

/**
 * `fadun export-metrics`: watches the clusters and journals of a site and serves `/metrics` and `/healthz` until it is
 * stopped. JSON, printed when it stops: `{site, looks, port}`.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const everySeconds = positiveInteger('--every', options.every ?? '60');
  const serving = servingOptions({
    host: textOption(options.host),
    certificateFile: textOption(options.tlsCert),
    keyFile: textOption(options.tlsKey),
    tokenFile: textOption(options.tokenFile),
  });
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, chosen.networks);
  const look = watchCity(city, {
    kubeconfig: chosen.kubeconfig,
    operations: textOption(options.operations),
    environment: context.environment,
  });
  const metrics = metricsRegistry();
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let [looks, lastLook] = [0, 0];
  const healthy = () => Date.now() - lastLook < 3 * everySeconds * 1000;
  const { server, port } = await serveMetrics(metrics.registry, { ...serving, port: portOf(options.port), healthy });
  context.complain(`${serving.tls ? 'https' : 'http'}://${serving.host ?? '127.0.0.1'}:${port}/metrics`);
  while (!stop.signal.aborted) {
    metrics.record(samplesOf(await look()));
    [looks, lastLook] = [looks + 1, Date.now()];
    await sleep(everySeconds * 1000, undefined, { signal: stop.signal }).catch(() => {});
  }
  server.close();
  server.closeAllConnections();
  return { exitCode: 0, data: { site: city.site.id, looks, port }, human: () => `${looks} looks` };
}

function textOption(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** 0 lets the machine choose. */
function portOf(value: unknown): number {
  return value === undefined ? 9464 : value === '0' ? 0 : positiveInteger('--port', value);
}
