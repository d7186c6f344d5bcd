/** Which signals are sent, and in which encoding; where to and with which credential the exporters read by themselves. */
export interface TelemetrySettings {
  readonly traces: Encoding | null;
  readonly metrics: Encoding | null;
}

/** OTLP over HTTP as protobuf or as JSON. */
export type Encoding = 'http/protobuf' | 'http/json';

/**
 * Reads the variables of the OpenTelemetry specification. Telemetry is off until an endpoint is named: unlike in a
 * service, a default endpoint would have every command of every engineer knock on a port of the machine.
 * @returns null where it is off; a string where what was asked for cannot be had
 */
export function telemetrySettings(environment: NodeJS.ProcessEnv): TelemetrySettings | string | null {
  if (environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return null;
  const traces = encodingOf(environment, 'TRACES');
  const metrics = encodingOf(environment, 'METRICS');
  if (isProblem(traces)) return traces.problem;
  if (isProblem(metrics)) return metrics.problem;
  return traces === null && metrics === null ? null : { traces, metrics };
}

interface Problem {
  readonly problem: string;
}

function isProblem(value: Encoding | Problem | null): value is Problem {
  return typeof value === 'object' && value !== null;
}

function encodingOf(environment: NodeJS.ProcessEnv, signal: 'TRACES' | 'METRICS'): Encoding | Problem | null {
  const read = (name: string): [string, string] | undefined =>
    [`OTEL_EXPORTER_OTLP_${signal}_${name}`, `OTEL_EXPORTER_OTLP_${name}`].flatMap((variable) => {
      const value = environment[variable]?.trim();
      return value ? [[variable, value] as [string, string]] : [];
    })[0];
  if ((environment[`OTEL_${signal}_EXPORTER`]?.trim() || 'otlp') !== 'otlp') return null;
  const endpoint = read('ENDPOINT');
  if (!endpoint) return null;
  if (!isWebAddress(endpoint[1])) return { problem: `${endpoint[0]} is no http or https address` };
  const [variable, protocol] = read('PROTOCOL') ?? ['', 'http/protobuf'];
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  return { problem: `${variable}=${protocol.slice(0, 40)} is not spoken here; http/protobuf and http/json are` };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
