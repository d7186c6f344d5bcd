import { pod, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, restricted, "Running as Non-root user"; relaxed in user namespaces since v1.35 (KEP-127). */
export const runAsNonZeroUser = rule({
  id: 'run-as-non-zero-user',
  title: { en: 'No container is told to run as user 0', zh: '不以 UID 0 运行容器' },
  reason: { en: 'User 0 in the container is root.', zh: '容器内的 UID 0 即 root。' },
  severity: 'high',
  controls: ['pss-restricted:running-as-non-root-user'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  where: '!has(podSpec.hostUsers) || podSpec.hostUsers',
  items: 'podSpec.allSecurityContexts',
  holds: '!has(item.runAsUser) || item.runAsUser != 0',
  path: 'runAsUser',
  message: 'runAsUser is 0',
  remedy: { en: 'Set runAsUser to another number, or remove it.', zh: '将 runAsUser 设为其他数值，或删除。' },
  examples: {
    compliant: [
      pod(),
      pod(securityContext({ runAsUser: 10001 })),
      pod({ securityContext: { runAsUser: 0 } }, { hostUsers: false }),
    ],
    violating: [
      pod({ securityContext: { runAsUser: 0 } }),
      pod({}, { securityContext: { runAsUser: 0 }, hostUsers: true }),
    ],
  },
});
