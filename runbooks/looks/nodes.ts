import type { InspectionContext, InspectionFinding, Observed } from '../kit/inspection.ts';
import { type Listed, listed } from './sources.ts';

type Context = InspectionContext<unknown>;

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

function conditionsOf(node: Listed): readonly Condition[] {
  return (node.status?.conditions ?? []) as unknown as readonly Condition[];
}

/** Conditions that are not as they should be: Ready must be True, every pressure False. */
function badConditions(node: Listed): readonly Condition[] {
  return conditionsOf(node).filter(({ type, status }) => (type === 'Ready' ? status !== 'True' : status === 'True'));
}

/** Nodes: ready, without pressure, open to work, none missing since the last look. */
export async function nodeLook(context: Context): Promise<Observed> {
  const nodes = await listed(context, '/api/v1/nodes');
  const findings = nodes.flatMap((node): readonly InspectionFinding[] => [
    ...badConditions(node).map(({ type, status, reason }) => ({
      subject: `node ${node.metadata.name}`,
      fault: { zh: `${type}=${status}（${reason ?? ''}）`, en: `${type}=${status} (${reason ?? ''})` },
      remedy: {
        zh: '查看节点；不能恢复的用 quarantine-node 隔离。',
        en: 'Look at the node; quarantine it where it does not recover.',
      },
    })),
    ...(node.spec?.unschedulable === true
      ? [
          {
            subject: `node ${node.metadata.name}`,
            fault: { zh: '已停止调度', en: 'it is cordoned' },
            remedy: {
              zh: '核对是否有在办的处置；没有则恢复调度。',
              en: 'See whether a run holds it so; open it otherwise.',
            },
          },
        ]
      : []),
  ]);
  if (nodes.length === 0) {
    findings.push({
      subject: 'nodes',
      fault: { zh: '一个节点也没有', en: 'there is no node' },
      remedy: { zh: '核对集群与凭据。', en: 'Check the cluster and the credential.' },
    });
  }
  const bad = nodes.filter((node) => badConditions(node).length > 0).length;
  return {
    findings,
    tables: [
      {
        title: { zh: '节点', en: 'Nodes' },
        columns: [
          { zh: '节点', en: 'node' },
          { zh: '状态', en: 'state' },
          { zh: '版本', en: 'version' },
          { zh: '系统', en: 'system' },
        ],
        rows: nodes.map((node) => {
          const info = (node.status?.nodeInfo ?? {}) as Readonly<Record<string, string>>;
          const state =
            badConditions(node)
              .map(({ type }) => type)
              .join(',') || 'ready';
          return [node.metadata.name, state, info.kubeletVersion ?? '', info.osImage ?? ''];
        }),
      },
    ],
    facts: { nodes: String(nodes.length), 'nodes at fault': String(bad) },
  };
}
