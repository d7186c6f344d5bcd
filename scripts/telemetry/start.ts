import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, metrics, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { defaultResource, detectResources, envDetector, type Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createRedactor, type Redactor } from '../../runbooks/kit/redaction/redactor.ts';
import { version } from '../version.ts';
import { metricExporter, type Outlet, spanExporter } from './exporters.ts';
import { instruments, tracer } from './instruments.ts';
import { redactedResource } from './redact.ts';
import { type TelemetrySettings, telemetrySettings } from './settings.ts';
import { errorTypeOf, markFailed } from './stage.ts';

/** Telemetry of one run of the command line. */
export interface Telemetry {
  /** Runs a command as the root of a trace and measures it. The work gives its exit code. */
  inCommand(command: string, work: () => Promise<CommandEnd>): Promise<CommandEnd>;
  /**
   * Sends what is left, within the deadline.
   * @returns `lost` where some of it was refused or nobody answered; `late` where sending still goes on
   */
  end(): Promise<'delivered' | 'lost' | 'late'>;
}

/** How a command ended. */
export interface CommandEnd {
  readonly exitCode: number;
  /** What stopped it, where something did. */
  readonly error?: unknown;
}

/** An unreachable collector may keep a command this long and no longer, in milliseconds. */
const flushDeadline = 2000;

/** All of a large apply: a span a request. */
const mostSpansWaiting = 32_768;

/**
 * Sets up the SDK where the environment asks for it.
 * @returns null where telemetry is off; a string where it is asked for in a way that cannot be had
 */
export async function startTelemetry(environment: NodeJS.ProcessEnv): Promise<Telemetry | string | null> {
  const settings = telemetrySettings(environment);
  if (settings === null || typeof settings === 'string') return settings;
  const redactor = createRedactor();
  const fate = { lost: false };
  const outlet: Outlet = {
    redactor,
    resource: programResource(redactor),
    onResult: (delivered) => {
      if (!delivered) fate.lost = true;
    },
  };
  const { spans, meters } = await register(settings, outlet);
  return {
    inCommand,
    async end() {
      const sent = Promise.allSettled([spans?.shutdown(), meters?.shutdown()]).then((all) => {
        if (all.some(({ status }) => status === 'rejected')) fate.lost = true;
        return fate.lost ? 'lost' : 'delivered';
      });
      return Promise.race([sent, sleep(flushDeadline, 'late' as const, { ref: false })]);
    },
  };
}

/** Of the program: never of the machine, of whoever started it, or of what it was told on the command line. */
function programResource(redactor: Redactor): Resource {
  const { attributes: sdk } = defaultResource();
  const { attributes: stated } = detectResources({ detectors: [envDetector] });
  const own = {
    'service.name': 'fadun',
    'service.version': version,
    'service.instance.id': randomUUID(),
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
  };
  return redactedResource({ ...sdk, ...own, ...stated }, redactor);
}

async function register({ traces, metrics: measured }: TelemetrySettings, outlet: Outlet) {
  const { resource } = outlet;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spans =
    traces &&
    new TracerProvider({
      resource,
      spanProcessors: [
        new BatchSpanProcessor({ exporter: await spanExporter(traces, outlet), maxQueueSize: mostSpansWaiting }),
      ],
    });
  const meters =
    measured &&
    new MeterProvider({
      resource,
      readers: [new PeriodicExportingMetricReader({ exporter: await metricExporter(measured, outlet) })],
    });
  if (spans) trace.setGlobalTracerProvider(spans);
  if (meters) metrics.setGlobalMeterProvider(meters);
  return { spans, meters };
}

/** Span and attributes by the semantic conventions of command-line programs. */
async function inCommand(command: string, work: () => Promise<CommandEnd>): Promise<CommandEnd> {
  const begun = performance.now();
  const attributes = { 'process.executable.name': 'fadun', 'fadun.command': command };
  return tracer().startActiveSpan(`fadun ${command}`, { kind: SpanKind.INTERNAL, attributes }, async (span) => {
    const end = await work();
    const ended = { 'process.exit.code': end.exitCode, ...(end.exitCode !== 0 && { 'error.type': errorOf(end) }) };
    span.setAttributes(ended);
    if (end.error !== undefined) markFailed(span, end.error);
    span.end();
    instruments().commandDuration.record((performance.now() - begun) / 1000, { 'fadun.command': command, ...ended });
    return end;
  });
}

/** A command that found something is no failure of the command, and is yet told apart from one that found nothing. */
function errorOf({ exitCode, error }: CommandEnd): string {
  return error === undefined ? `exit-${exitCode}` : errorTypeOf(error);
}
