import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';
import { borrowedNames, builtInExamples, holdsUnlessBuiltIn } from './built-in.ts';

const words = ['persistentvolumes'];

/** No role creates volumes of the host. Evidence for mlps3:8.1.4.2 d), cis:5.1.9. */
export const noVolumeCreation = rule({
  id: 'no-volume-creation',
  title: { en: 'No role creates volumes of the host', zh: '角色不得创建持久卷' },
  reason: { en: 'A PersistentVolume may be any path of a node.', zh: '持久卷可指向节点任意路径。' },
  severity: 'high',
  controls: ['mlps3:8.1.4.2 d)', 'cis:5.1.9'],
  basis: 'object',
  targets: kinds('Role', 'ClusterRole'),
  items: 'has(object.rules) ? object.rules : []',
  holds: holdsUnlessBuiltIn(
    '!(has(item.resources) && "persistentvolumes" in item.resources && item.verbs.exists(v, v in ["create", "update", "patch"]))',
    words,
  ),
  path: 'verbs',
  message: 'the rule creates volumes',
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
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['persistentvolumes'], verbs: ['get'] }] },
        { name: 'example' },
      ),
    ],
    violating: [
      ...borrowedNames({ apiGroups: [''], resources: ['persistentvolumes'], verbs: ['create'] }),
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ apiGroups: [''], resources: ['persistentvolumes'], verbs: ['create'] }] },
        { name: 'example' },
      ),
    ],
  },
});
