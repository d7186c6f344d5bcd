import { deployment } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Data tiers run on nodes of their own. Evidence for mlps3:8.1.2.1 d). */
export const dataTiersKeepTheirNodes = rule({
  id: 'data-tiers-keep-their-nodes',
  title: { en: 'Data tiers run on nodes of their own', zh: '数据层运行于专用节点' },
  reason: { en: 'A web tier on the node of a database shares its kernel.', zh: '与数据库同节点的前端共享其内核。' },
  severity: 'medium',
  controls: ['mlps3:8.1.2.1 d)'],
  basis: 'object',
  targets: kinds('StatefulSet', 'Deployment'),
  where: '"fadun.io/segment" in namespaceLabels && namespaceLabels["fadun.io/segment"] == "data"',
  expression:
    'has(object.spec.template.spec.nodeSelector) && "fadun.io/tier" in object.spec.template.spec.nodeSelector && object.spec.template.spec.nodeSelector["fadun.io/tier"] == "data"',
  path: 'spec.template.spec.nodeSelector',
  message: 'a data tier may land on any node',
  remedy: { en: 'Select nodes by fadun.io/tier=data.', zh: '以 fadun.io/tier=data 选择节点。' },
  examples: {
    compliant: [
      {
        object: deployment({}, { nodeSelector: { 'fadun.io/tier': 'data' } }),
        namespaceLabels: { 'fadun.io/segment': 'data' },
      },
    ],
    violating: [
      { object: deployment(), namespaceLabels: { 'fadun.io/segment': 'data' } },
      {
        object: deployment({}, { nodeSelector: { 'fadun.io/tier': 'web' } }),
        namespaceLabels: { 'fadun.io/segment': 'data' },
      },
      { object: deployment({}, { nodeSelector: { zone: 'a' } }), namespaceLabels: { 'fadun.io/segment': 'data' } },
    ],
  },
});
