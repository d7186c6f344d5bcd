import type { Span } from '@opentelemetry/api';
import type { TelemetryAttributes } from './attributes.ts';
import { instruments } from './instruments.ts';

/** What an apply did, in numbers. */
interface AppliedObjects {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly pruned: readonly unknown[];
}

/** Counts the objects of an apply by what became of them. */
export function countObjects(span: Span, attributes: TelemetryAttributes, result: AppliedObjects): void {
  const { created, changed, unchanged, pruned } = result;
  const by = { created, changed: changed - created, unchanged, pruned: pruned.length };
  for (const [change, count] of Object.entries(by)) {
    if (count > 0) instruments().objects.add(count, { ...attributes, 'fadun.change': change });
  }
  span.setAttribute('fadun.objects', changed + unchanged);
}
