import { pod, podWithInit, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, restricted, "/proc Mount Type", user namespaces included. */
export const defaultProcMountAlways = rule({
  id: 'default-proc-mount-always',
  title: { en: '/proc is masked in every pod', zh: '所有 Pod 的 /proc 保持默认屏蔽' },
  reason: {
    en: 'The restricted profile keeps /proc masked even in a user namespace.',
    zh: '受限级在用户命名空间内同样要求屏蔽 /proc。',
  },
  severity: 'medium',
  controls: ['pss-restricted:proc-mount-type'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allContainers',
  holds:
    '!has(item.securityContext) || !has(item.securityContext.procMount) || item.securityContext.procMount == "Default"',
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
    ],
    violating: [
      podWithInit(securityContext({ procMount: 'Unmasked' }), { hostUsers: false }),
      pod(securityContext({ procMount: 'Unmasked' }), { hostUsers: false }),
    ],
  },
});
