import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { instruments, tracer } from './instruments.ts';
import { errorTypeOf, markFailed } from './stage.ts';

/** One request on the wire; each repetition is one of its own. */
export interface RequestFacts {
  readonly method: string;
  /** The path without names. */
  readonly template: string;
  readonly network: string | undefined;
  /** 0 for the first. */
  readonly attempt: number;
}

/**
 * Sends a request as a span and a measurement by the semantic conventions of HTTP clients. Of what these ask for,
 * `server.address` and `url.full` are left out: addresses and names of objects stay in their network.
 */
export async function measureRequest<Answer extends { readonly status: number }>(
  { method, template, network, attempt }: RequestFacts,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const begun = performance.now();
  const attributes = {
    'http.request.method': method,
    'url.template': template,
    ...(network !== undefined && { 'k8s.cluster.name': network }),
  };
  const options = {
    kind: SpanKind.CLIENT,
    attributes: { ...attributes, ...(attempt > 0 && { 'http.request.resend_count': attempt }) },
  };
  return tracer().startActiveSpan(`${method} ${template}`, options, async (span) => {
    const record = (more: { readonly [name: string]: string | number }) =>
      instruments().requestDuration.record((performance.now() - begun) / 1000, { ...attributes, ...more });
    try {
      const answer = await send();
      const code = { 'http.response.status_code': answer.status };
      const failed = answer.status >= 400 && { 'error.type': String(answer.status) };
      span.setAttributes({ ...code, ...failed });
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      record({ ...code, ...failed });
      return answer;
    } catch (error) {
      markFailed(span, error);
      record({ 'error.type': errorTypeOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
