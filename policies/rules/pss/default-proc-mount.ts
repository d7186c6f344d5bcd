import { pod, podWithInit, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, baseline, "/proc Mount Type"; relaxed in user namespaces since v1.35 (KEP-127). */
export const defaultProcMount = rule({
  id: 'default-proc-mount',
  title: {
    en: '/proc is masked, unless the pod has its own user namespace',
    zh: '/proc 保持默认屏蔽（用户命名空间内除外）',
  },
  reason: { en: "An unmasked /proc exposes the node's kernel.", zh: '未屏蔽的 /proc 会暴露节点内核信息。' },
  severity: 'high',
  controls: ['pss-baseline:proc-mount-type'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allContainers',
  holds:
    '(has(podSpec.hostUsers) && !podSpec.hostUsers) || !has(item.securityContext) || !has(item.securityContext.procMount) || item.securityContext.procMount == "Default"',
  path: 'securityContext.procMount',
  value: 'item.securityContext.procMount',
  message: 'procMount is "{value}"',
  remedy: { en: 'Remove procMount, or set it to Default.', zh: '删除 procMount，或设为 Default。' },
  examples: {
    compliant: [
      pod(),
      pod({ securityContext: undefined }),
      pod({ securityContext: {} }),
      pod(securityContext({ procMount: 'Default' })),
      pod(securityContext({ procMount: 'Unmasked' }), { hostUsers: false }),
    ],
    violating: [
      podWithInit(securityContext({ procMount: 'Unmasked' })),
      pod(securityContext({ procMount: 'Unmasked' })),
      pod(securityContext({ procMount: 'Unmasked' }), { hostUsers: true }),
    ],
  },
});
