import { deployment, pod, podWithInit, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, baseline, "Privileged Containers". */
export const noPrivilegedContainers = rule({
  id: 'no-privileged-containers',
  title: { en: 'No container is privileged', zh: '容器不以特权模式运行' },
  reason: {
    en: 'A privileged container has the rights of the node: isolation between workloads ends there.',
    zh: '特权容器等同于拥有宿主机权限，工作负载之间的隔离随之失效。',
  },
  severity: 'critical',
  controls: ['pss-baseline:privileged-containers', 'mlps3:8.2.4.3 a)', 'cis:5.2.2', 'nsa:non-root-and-unprivileged'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allContainers',
  holds: '!has(item.securityContext) || !has(item.securityContext.privileged) || !item.securityContext.privileged',
  path: 'securityContext.privileged',
  value: 'item.name',
  message: 'container "{value}" is privileged',
  remedy: {
    en: 'Remove securityContext.privileged; add the single capability that is needed, if any.',
    zh: '删除 securityContext.privileged；确有需要时只添加所需的单项 capability。',
  },
  examples: {
    compliant: [pod(), pod({ securityContext: undefined }), pod({ securityContext: {} })],
    violating: [
      podWithInit(securityContext({ privileged: true, allowPrivilegeEscalation: undefined })),
      pod(securityContext({ privileged: true, allowPrivilegeEscalation: undefined })),
      deployment(securityContext({ privileged: true, allowPrivilegeEscalation: undefined })),
    ],
  },
});
