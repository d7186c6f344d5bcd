import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { TelemetryAttributes } from './attributes.ts';
import { instruments, tracer } from './instruments.ts';

/** Stages that commands are made of; the names of their spans. */
export type Stage =
  | 'synthesise'
  | 'render'
  | 'judge'
  | 'prove'
  | 'sandbox'
  | 'apply'
  | 'verify'
  | 'probe'
  | 'drift'
  | 'plan'
  | 'look';

/** Runs a stage of a command, at once or over time, as a span below whatever runs it. */
export function inStage<Result>(stage: Stage, attributes: TelemetryAttributes, work: (span: Span) => Result): Result {
  const begun = performance.now();
  return tracer().startActiveSpan(stage, { attributes }, (span) => {
    const end = (error?: unknown) => {
      if (error !== undefined) markFailed(span, error);
      span.end();
      const outcome = error === undefined ? 'done' : 'failed';
      instruments().stageDuration.record((performance.now() - begun) / 1000, {
        ...attributes,
        'fadun.stage': stage,
        'fadun.outcome': outcome,
      });
    };
    try {
      const result = work(span);
      if (!(result instanceof Promise)) {
        end();
        return result;
      }
      return result.then(
        (value: unknown) => {
          end();
          return value;
        },
        (error: unknown) => {
          end(error ?? new Error('unknown'));
          throw error;
        },
      ) as Result;
    } catch (error) {
      end(error ?? new Error('unknown'));
      throw error;
    }
  });
}

/** Marks a span as failed by the kind of the error; its message stays out, since it may name anything. */
export function markFailed(span: Span, error: unknown): void {
  span.setAttribute('error.type', errorTypeOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** A low-cardinality name of an error: its code where it has one, else its class. */
export function errorTypeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && /^[A-Za-z_-]{1,40}$/.test(code)) return code;
  return typeof name === 'string' ? name : 'Error';
}
