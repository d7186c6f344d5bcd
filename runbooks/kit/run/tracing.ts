import { type Attributes, metrics, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';

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
  const begun = performance.now();
  return tracer.startActiveSpan(name, { attributes: { ...attributes } satisfies Attributes }, async (span) => {
    let outcome = 'error';
    try {
      const result = await work();
      outcome = outcomeOf(result);
      return result;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.setAttribute('fadun.outcome', outcome);
      span.end();
      measure(name, attributes, outcome, (performance.now() - begun) / 1000);
    }
  });
}

/** Durations in seconds of runs, steps and actions: `runbook.run.duration`, `runbook.step.duration`, … */
function measure(name: string, attributes: RunAttributes, outcome: string, seconds: number): void {
  const histogram = metrics.getMeter('fadun.runbooks').createHistogram(`fadun.${name}.duration`, {
    description: 'Time that a run, a step or an action of a runbook took, by how it ended.',
    unit: 's',
    advice: { explicitBucketBoundaries: [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800] },
  });
  histogram.record(seconds, { ...attributes, 'fadun.outcome': outcome });
}
