import type { Estate, EstateFinding } from '../../estate.ts';
import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { autoscaler, estates, namespaceOf, web } from './examples.ts';
import { type Standing, standingKinds, standingWorkloads } from './standing.ts';

const data = namespaceOf({ 'fadun.io/mlps-level': '3', 'fadun.io/segment': 'data' });

const traces = (role: string) =>
  object('v1', 'Namespace', {}, { name: 'traces', labels: { 'fadun.io/mlps-level': '3', 'fadun.io/role': role } });
const store = (dataClass: string) => ({
  ...web({ replicas: 1 }, 'StatefulSet'),
  metadata: { name: 'store', namespace: 'traces', labels: { 'fadun.io/data-class': dataClass } },
});

/** Level 3 systems run at least twice, their data tiers three times (a quorum). Evidence for mlps3:8.1.2.1 e), 8.1.4.9 c). */
export const importantWorkloadsKeepReplicas = rule({
  id: 'important-workloads-keep-replicas',
  title: {
    en: 'Level 3 workloads run in two copies, data tiers in three',
    zh: '三级系统负载不少于两副本，数据层不少于三副本',
  },
  reason: { en: 'One copy is an outage at the next node failure.', zh: '单副本在节点故障时必然中断。' },
  severity: 'high',
  controls: ['mlps3:8.1.2.1 e)', 'mlps3:8.1.4.9 c)'],
  basis: 'object',
  remedy: { en: 'Raise replicas, or the autoscaler’s minReplicas.', zh: '提高 replicas，或自动伸缩的 minReplicas。' },
  reads: standingKinds,
  evaluate(whole: Estate) {
    const important = standingWorkloads(whole)
      .filter((one) => !isExpendable(one))
      .filter(({ namespaceLabels }) => Number(namespaceLabels['fadun.io/mlps-level'] ?? 0) >= 3);
    const findings = important.flatMap((one): EstateFinding[] => {
      const wanted = leastOf(one);
      if (one.replicas >= wanted) return [];
      const object = one.autoscaler ?? one.source;
      const path = one.autoscaler ? 'spec.minReplicas' : 'spec.replicas';
      return [{ object, path, value: one.replicas, message: `${one.replicas} of at least ${wanted} replicas` }];
    });
    return { judged: important.length, findings };
  },
  examples: {
    compliant: estates(
      [namespaceOf(), web({ replicas: 2 })],
      [namespaceOf(), web({ replicas: undefined }), autoscaler({})],
      [data, web({ replicas: 3 }, 'StatefulSet')],
      [traces('operations'), store('general'), namespaceOf(), web({ replicas: 2 })],
    ),
    violating: estates(
      [namespaceOf(), web({ replicas: 1 })],
      [namespaceOf(), web({ replicas: undefined })],
      [namespaceOf(), web({ replicas: 4 }), autoscaler({ minReplicas: 1 })],
      [data, web({ replicas: 2 }, 'StatefulSet')],
      [traces('operations'), store('important')],
      [traces('workload'), store('general')],
    ),
  },
});

/** What operations keep for themselves and can lose, such as sampled traces: the platform’s own, of general data. */
function isExpendable({ source, namespaceLabels }: Standing): boolean {
  const dataClass = source.object.metadata.labels?.['fadun.io/data-class'];
  return namespaceLabels['fadun.io/role'] === 'operations' && dataClass === 'general';
}

function leastOf({ source, namespaceLabels }: Standing): number {
  return source.object.kind === 'StatefulSet' && namespaceLabels['fadun.io/segment'] === 'data' ? 3 : 2;
}
