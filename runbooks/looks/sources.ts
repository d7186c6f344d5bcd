import type { Text } from '../../stacks/model/vocabulary.ts';
import type { InspectionContext, InspectionFinding } from '../kit/inspection.ts';
import type { Sample } from '../kit/platform.ts';
import type { Json } from '../kit/signing/canonical-json.ts';

type Context = Pick<InspectionContext<unknown>, 'read' | 'platform' | 'target' | 'now'>;

/** An object as far as inspections look at it. */
export interface Listed {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string;
  };
  readonly spec?: { readonly [field: string]: Json };
  readonly status?: { readonly [field: string]: Json };
  readonly [field: string]: unknown;
}

/** Objects of a list path, all pages of it. */
export async function listed({ read }: Context, path: string): Promise<readonly Listed[]> {
  const items: Listed[] = [];
  let next = '';
  do {
    const page = (await read.get(`${path}?limit=500${next && `&continue=${encodeURIComponent(next)}`}`)) as unknown as
      | { readonly items?: readonly Listed[]; readonly metadata?: { readonly continue?: string } }
      | undefined;
    items.push(...(page?.items ?? []));
    next = page?.metadata?.continue ?? '';
  } while (next !== '');
  return items;
}

/** `namespace/name`, or the name alone. */
export function nameOf({ metadata }: Listed): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}

/** Said where a source gave no answer: never to be taken for a good one. */
export function unknownSource(subject: string, source: Text, remedy: Text): InspectionFinding {
  return {
    subject,
    fault: { zh: `没有数据：${source.zh}`, en: `no data: ${source.en}` },
    remedy,
    kind: 'unknown',
  };
}

const prometheusRemedy: Text = {
  zh: '用 --prometheus 给出本网络 Prometheus 的地址；已给出的，检查该指标是否在采集。',
  en: 'Name the network’s Prometheus with --prometheus; where it is named, see whether the metric is scraped.',
};

/**
 * Samples of a metric in the target network. Where Prometheus is not named, or has no series of it, `missing` says so.
 */
export async function samplesOf(
  { platform, target }: Context,
  metric: string,
  promql: (selector: string) => string = (selector) => selector,
): Promise<{ readonly samples: readonly Sample[]; readonly missing: readonly InspectionFinding[] }> {
  const samples = await platform.query(promql(`${metric}{network="${target.network}"}`));
  if (samples && samples.length > 0) return { samples, missing: [] };
  return { samples: [], missing: [unknownSource(metric, { zh: metric, en: metric }, prometheusRemedy)] };
}

/** Whole hours between a Unix time in seconds and now. */
export function hoursSince({ now }: Context, unixSeconds: number): number {
  return Math.floor((now().getTime() / 1000 - unixSeconds) / 3600);
}

/** Systems with a part in the target network. */
export function systemsHere({ platform, target }: Context) {
  return Object.entries(platform.site.systems).filter(([, { placements }]) =>
    Object.hasOwn(placements, target.network),
  );
}
