import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['nodes/proxy'];

/** No role reaches the kubelet past the audit log. Evidence for mlps3:8.1.4.2 d), mlps3:8.2.5.1 b), cis:5.1.10. */
export const noNodeProxy = rule({
  id: 'no-node-proxy',
  title: { en: 'No role reaches the kubelet past the audit log', zh: '角色不得经代理直达 kubelet' },
  reason: {
    en: 'nodes/proxy runs commands in any pod of the node, unaudited.',
    zh: 'nodes/proxy 可在节点任意 Pod 内执行命令且不留审计。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.4.2 d)', 'mlps3:8.2.5.1 b)', 'cis:5.1.10'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn('!(has(item.resources) && "nodes/proxy" in item.resources)', words),
  path: 'verbs',
  message: 'the rule reaches the kubelet',
  remedy: {
    en: 'Take the right out of the role; break-glass is for emergencies.',
    zh: '从角色中移除该权限；紧急情况走应急通道。',
  },
  examples: {
    compliant: [
      ...builtInExamples(words),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
        { name: 'example' },
      ),
    ],
    violating: [
      ...borrowedNames({ apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] }] },
        { name: 'example' },
      ),
    ],
  },
});
