/**
 * All attributes that may leave this process with a span or a metric: names of the semantic conventions where they have
 * one, else of Fadun's own. None names an object, an address, a file or a person. What is not here is dropped.
 */
export const telemetryAttributes = [
  'error.type',
  'fadun.action.kind',
  'fadun.change',
  'fadun.command',
  'fadun.direction',
  'fadun.network',
  'fadun.objects',
  'fadun.outcome',
  'fadun.runbook.id',
  'fadun.site',
  'fadun.stage',
  'fadun.step.id',
  'http.request.method',
  'http.request.resend_count',
  'http.response.status_code',
  'k8s.cluster.name',
  'process.executable.name',
  'process.exit.code',
  'url.template',
] as const;

export type TelemetryAttribute = (typeof telemetryAttributes)[number];

/** Attributes of a span or of a recording. */
export type TelemetryAttributes = { readonly [Name in TelemetryAttribute]?: string | number };

/** Resource attributes that may leave: of the program, never of the machine or of who started it. */
export const resourceAttributes: ReadonlySet<string> = new Set([
  'deployment.environment.name',
  'process.runtime.name',
  'process.runtime.version',
  'service.instance.id',
  'service.name',
  'service.namespace',
  'service.version',
  'telemetry.sdk.language',
  'telemetry.sdk.name',
  'telemetry.sdk.version',
]);

const permitted: ReadonlySet<string> = new Set(telemetryAttributes);

/** Whether an attribute may leave this process. */
export function mayLeave(name: string): name is TelemetryAttribute {
  return permitted.has(name);
}
