import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Namespaces carry network, segment, system, owner, level and data class. Evidence for mlps3:8.1.2.1 c), mlps3:8.1.4.2 g), mlps3:8.1.10.2 a), mlps3:8.1.10.2 b), data:DSL 21. */
export const namespacesCarryIdentity = rule({
  id: 'namespaces-carry-identity',
  title: {
    en: 'Namespaces carry network, segment, system, owner, level and data class',
    zh: '命名空间标明网络、分区、系统、归口、等级与数据类别',
  },
  reason: { en: 'What has no mark cannot be protected by its importance.', zh: '未作标识的资产无法按重要程度保护。' },
  severity: 'high',
  controls: [
    'mlps3:8.1.2.1 c)',
    'mlps3:8.1.4.2 g)',
    'mlps3:8.1.10.2 a)',
    'mlps3:8.1.10.2 b)',
    'data:DSL 21',
    'cis:5.6.1',
  ],
  basis: 'declared',
  targets: kinds('Namespace'),
  where: '!(object.metadata.name in ["kube-system", "kube-public", "kube-node-lease", "default"])',
  expression:
    '["network", "segment", "system", "owner", "mlps-level", "data-class"].all(k, ("fadun.io/" + k) in labels)',
  path: 'metadata.labels',
  message: 'an identity label is missing',
  remedy: { en: 'Declare the system in the site; the labels follow.', zh: '在城市声明中登记该系统，标签随之生成。' },
  examples: {
    compliant: [
      object(
        'v1',
        'Namespace',
        {},
        {
          name: 'a',
          labels: {
            'fadun.io/network': 'court-net',
            'fadun.io/segment': 'app',
            'fadun.io/system': 'a',
            'fadun.io/owner': 'CRT',
            'fadun.io/mlps-level': '3',
            'fadun.io/data-class': 'important',
          },
        },
      ),
    ],
    violating: [
      object('v1', 'Namespace', {}, { name: 'kube-mine' }),
      object('v1', 'Namespace', {}, { name: 'a', labels: { 'fadun.io/network': 'court-net' } }),
      object(
        'v1',
        'Namespace',
        {},
        {
          name: 'a',
          labels: {
            'fadun.io/network': 'court-net',
            'fadun.io/segment': 'app',
            'fadun.io/system': 'a',
            'fadun.io/owner': 'CRT',
            'fadun.io/mlps-level': '3',
            x: 'y',
          },
        },
      ),
    ],
  },
});
