import type { Estate, EstateFinding } from '../../estate.ts';
import { asObject } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { autoscaler, budget, estates, namespaceOf, web } from './examples.ts';
import { standingKinds, standingWorkloads } from './standing.ts';

/**
 * Each workload of several replicas has one budget, which keeps some of it standing and lets a node be drained. Two
 * budgets over one pod refuse every eviction. Evidence for mlps3:8.1.2.1 e).
 */
export const disruptionBudgetsProtectAndYield = rule({
  id: 'disruption-budgets-protect-and-yield',
  title: {
    en: 'Each workload has one disruption budget, which lets one pod go',
    zh: '每个多副本负载有且仅有一个中断预算，且允许驱逐',
  },
  reason: {
    en: 'Without a budget a drain takes all; with one that yields nothing, patching stops.',
    zh: '无预算则排空节点会带走全部副本；预算不放行则无法打补丁。',
  },
  severity: 'medium',
  controls: ['mlps3:8.1.2.1 e)', 'mlps3:8.1.4.9 c)'],
  basis: 'object',
  remedy: {
    en: 'Declare one PodDisruptionBudget with maxUnavailable: 1.',
    zh: '声明一个 maxUnavailable: 1 的 PodDisruptionBudget。',
  },
  reads: standingKinds,
  evaluate(whole: Estate) {
    const several = standingWorkloads(whole).filter(({ replicas }) => replicas > 1);
    const findings = several.flatMap(({ source, budgets, replicas }): EstateFinding[] => {
      const [first, second] = budgets;
      if (!first)
        return [
          { object: source, path: 'spec.template.metadata.labels', message: 'no disruption budget selects its pods' },
        ];
      if (second)
        return [
          {
            object: second,
            path: 'spec.selector',
            message: `two budgets select the pods of ${source.object.metadata.name}`,
          },
        ];
      const spec = asObject(first.object.spec);
      const allowed = disruptionsAllowed(spec, replicas);
      if (allowed < 1) return [{ object: first, path: 'spec', message: `of ${replicas} pods none may be evicted` }];
      if (allowed >= replicas)
        return [{ object: first, path: 'spec', message: `all ${replicas} pods may be evicted at once` }];
      return [];
    });
    return { judged: several.length, findings };
  },
  examples: {
    compliant: estates(
      [namespaceOf(), web({ replicas: 2 }), budget({ maxUnavailable: 1 })],
      [namespaceOf(), web({ replicas: 3 }), budget({ minAvailable: 2 })],
      [namespaceOf(), web({ replicas: 4 }), budget({ minAvailable: '50%' })],
      [namespaceOf(), web({ replicas: undefined }), autoscaler({}), budget({ maxUnavailable: '25%' })],
    ),
    violating: estates(
      [namespaceOf(), web({ replicas: 2 })],
      [namespaceOf(), web({ replicas: 2 }), budget({ maxUnavailable: 0 })],
      [namespaceOf(), web({ replicas: 2 }), budget({ minAvailable: 2 })],
      [namespaceOf(), web({ replicas: 2 }), budget({ minAvailable: '100%' })],
      [namespaceOf(), web({ replicas: 2 }), budget({ maxUnavailable: 2 })],
      [namespaceOf(), web({ replicas: 2 }), budget({ maxUnavailable: 1 }), budget({ maxUnavailable: 1 }, 'again')],
      [namespaceOf(), web({ replicas: 2 }), budget({ maxUnavailable: 1, selector: { matchLabels: { app: 'other' } } })],
    ),
  },
});

/** Evictions that the budget permits while all replicas are healthy; percentages round up, as the controller does. */
function disruptionsAllowed(
  { maxUnavailable, minAvailable }: Readonly<Record<string, unknown>>,
  replicas: number,
): number {
  if (maxUnavailable !== undefined) return scaled(maxUnavailable, replicas);
  return replicas - scaled(minAvailable ?? 1, replicas);
}

function scaled(value: unknown, total: number): number {
  return typeof value === 'string' ? Math.ceil((Number.parseInt(value, 10) / 100) * total) : Number(value);
}
