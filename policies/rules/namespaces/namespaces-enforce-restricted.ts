import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Namespaces enforce Pod Security restricted. Evidence for mlps3:8.2.4.3 a), cis:5.2.1, nsa:pod-security-enforcement. */
export const namespacesEnforceRestricted = rule({
  id: 'namespaces-enforce-restricted',
  title: { en: 'Namespaces enforce Pod Security restricted', zh: '命名空间强制受限级 Pod 安全标准' },
  reason: {
    en: 'The API server itself then refuses pods that could break out.',
    zh: '由 API 服务器直接拒绝可能逃逸的 Pod。',
  },
  severity: 'critical',
  controls: ['mlps3:8.2.4.3 a)', 'cis:5.2.1', 'nsa:pod-security-enforcement'],
  basis: 'object',
  targets: kinds('Namespace'),
  where: '!(object.metadata.name in ["kube-system", "kube-public", "kube-node-lease", "default"])',
  expression:
    '"pod-security.kubernetes.io/enforce" in labels && labels["pod-security.kubernetes.io/enforce"] == "restricted" && (!("pod-security.kubernetes.io/enforce-version" in labels) || labels["pod-security.kubernetes.io/enforce-version"] == "latest")',
  path: 'metadata.labels',
  message: 'the namespace does not enforce restricted',
  remedy: {
    en: 'Label the namespace with pod-security.kubernetes.io/enforce: restricted, at version latest.',
    zh: '添加标签 pod-security.kubernetes.io/enforce: restricted，版本为 latest。',
  },
  examples: {
    compliant: [
      object(
        'v1',
        'Namespace',
        {},
        {
          name: 'b',
          labels: {
            'pod-security.kubernetes.io/enforce': 'restricted',
            'pod-security.kubernetes.io/enforce-version': 'latest',
          },
        },
      ),
      object('v1', 'Namespace', {}, { name: 'a', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } }),
    ],
    violating: [
      object('v1', 'Namespace', {}, { name: 'kube-mine' }),
      object(
        'v1',
        'Namespace',
        {},
        {
          name: 'a',
          labels: {
            'pod-security.kubernetes.io/enforce': 'restricted',
            'pod-security.kubernetes.io/enforce-version': 'v1.24',
          },
        },
      ),
      object('v1', 'Namespace', {}, { name: 'a', labels: { a: 'b' } }),
      object('v1', 'Namespace', {}, { name: 'a', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } }),
    ],
  },
});
