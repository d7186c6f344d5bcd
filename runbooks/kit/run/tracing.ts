import { type Attributes, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';

/** All attributes that a span of a run may carry: ids of the model and of code, nothing that names an object or a person. */
export interface RunAttributes {
  readonly 'fadun.site': string;
  readonly 'fadun.network': string;
  readonly 'fadun.runbook.id': string;
  readonly 'fadun.step.id'?: string;
  readonly 'fadun.direction'?: 'act' | 'undo';
  readonly 'fadun.action.kind'?: string;
}

/** The tracer of whichever SDK the program has set up; without one, spans cost nothing. */
export function runbookTracer(): Tracer {
  return trace.getTracer('fadun.runbooks');
}

/**
 * Runs work in a span. The outcome becomes an attribute; an error's message stays out, since it may name anything.
 * @param outcomeOf names the outcome of a result that is no error
 */
export async function inSpan<Result>(
  tracer: Tracer,
  name: string,
  attributes: RunAttributes,
  work: () => Promise<Result>,
  outcomeOf: (result: Result) => string,
): Promise<Result> {
  return tracer.startActiveSpan(name, { attributes: { ...attributes } satisfies Attributes }, async (span) => {
    try {
      const result = await work();
      span.setAttribute('fadun.outcome', outcomeOf(result));
      return result;
    } catch (error) {
      span.setAttribute('fadun.outcome', 'error');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
