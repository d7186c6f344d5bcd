import type { InspectionContext, InspectionFinding, Observed } from '../kit/inspection.ts';
import { type Listed, listed, nameOf } from './sources.ts';

type Context = InspectionContext<unknown>;

const kinds = [
  ['Deployment', '/apis/apps/v1/deployments', 'availableReplicas'],
  ['StatefulSet', '/apis/apps/v1/statefulsets', 'readyReplicas'],
] as const;

/** Gateways, exchange front-ends and all other workloads: as many replicas as wanted. */
export async function workloadLook(context: Context): Promise<Observed> {
  const findings: InspectionFinding[] = [];
  const facts: Record<string, string> = {};
  const rows: string[][] = [];
  for (const [kind, path, field] of kinds) {
    const all = await listed(context, path);
    const lacking = all.filter((workload) => readyOf(workload, field) < wantedOf(workload));
    facts[`${kind}s`] = String(all.length);
    facts[`${kind}s short of replicas`] = String(lacking.length);
    rows.push([kind, String(all.length), String(lacking.length)]);
    for (const workload of lacking) {
      findings.push({
        subject: `${kind} ${nameOf(workload)}`,
        fault: {
          zh: `就绪 ${readyOf(workload, field)}，应为 ${wantedOf(workload)}`,
          en: `${readyOf(workload, field)} of ${wantedOf(workload)} replicas serve`,
        },
        remedy: { zh: '查看其 Pod 事件与节点。', en: 'Look at the events of its pods, and at the nodes.' },
      });
    }
  }
  return {
    findings,
    tables: [
      {
        title: { zh: '工作负载', en: 'Workloads' },
        columns: [
          { zh: '种类', en: 'kind' },
          { zh: '总数', en: 'all' },
          { zh: '副本不足', en: 'short' },
        ],
        rows,
      },
    ],
    facts,
  };
}

function wantedOf({ spec }: Listed): number {
  return Number(spec?.replicas ?? 1);
}

function readyOf({ status }: Listed, field: string): number {
  return Number(status?.[field] ?? 0);
}
