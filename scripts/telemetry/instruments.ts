import { type Counter, type Histogram, type MeterProvider, metrics, type Tracer, trace } from '@opentelemetry/api';

/** What Fadun measures of itself beside its spans. */
interface Instruments {
  readonly commandDuration: Histogram;
  readonly stageDuration: Histogram;
  readonly objects: Counter;
  /** As the semantic conventions of HTTP clients name it. */
  readonly requestDuration: Histogram;
}

const made = new WeakMap<MeterProvider, Instruments>();

/** Bounds in seconds; those of requests are the ones that the semantic conventions advise. */
const bounds = {
  request: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  command: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
} as const;

/** The instruments of whichever SDK the program has set up; without one, recording costs nothing. */
export function instruments(): Instruments {
  const provider = metrics.getMeterProvider();
  const known = made.get(provider);
  if (known) return known;
  const meter = provider.getMeter('fadun');
  const seconds = (name: string, description: string, explicitBucketBoundaries: readonly number[]) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: [...explicitBucketBoundaries] },
    });
  const fresh: Instruments = {
    commandDuration: seconds('fadun.command.duration', 'Time that a command took, by how it ended.', bounds.command),
    stageDuration: seconds('fadun.stage.duration', 'Time that a stage of a command took.', bounds.command),
    objects: meter.createCounter('fadun.objects', {
      description: 'Objects by what an apply did to them.',
      unit: '{object}',
    }),
    requestDuration: seconds('http.client.request.duration', 'Duration of HTTP client requests.', bounds.request),
  };
  made.set(provider, fresh);
  return fresh;
}

/** The tracer of whichever SDK the program has set up; without one, spans cost nothing. */
export function tracer(): Tracer {
  return trace.getTracer('fadun');
}
