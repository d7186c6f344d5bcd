import { pod, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, baseline, "Seccomp". */
export const noUnconfinedSeccomp = rule({
  id: 'no-unconfined-seccomp',
  title: { en: 'Seccomp is not turned off', zh: '不关闭 Seccomp' },
  reason: {
    en: 'Without seccomp every system call of the kernel is open to the container.',
    zh: '关闭 Seccomp 会使内核的全部系统调用对容器开放。',
  },
  severity: 'high',
  controls: ['pss-baseline:seccomp'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allSecurityContexts',
  holds: '!has(item.seccompProfile) || item.seccompProfile.type in ["RuntimeDefault", "Localhost"]',
  path: 'seccompProfile.type',
  value: 'item.seccompProfile.type',
  message: 'seccomp profile "{value}" is not allowed',
  remedy: { en: 'Use RuntimeDefault or a Localhost profile.', zh: '使用 RuntimeDefault 或 Localhost 配置。' },
  examples: {
    compliant: [
      pod(),
      pod(securityContext({ seccompProfile: undefined })),
      pod({}, { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'app.json' } } }),
    ],
    violating: [
      pod(securityContext({ seccompProfile: { type: 'Unconfined' } })),
      pod({}, { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    ],
  },
});
