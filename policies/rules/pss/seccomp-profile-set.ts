import { pod, podWithInit, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const podSets = '(has(podSpec.securityContext) && has(podSpec.securityContext.seccompProfile))';
const podAllowed = '(podSpec.securityContext.seccompProfile.type in ["RuntimeDefault", "Localhost"])';

/** Pod Security Standards, restricted, "Seccomp"; Windows pods are exempt since v1.25. */
export const seccompProfileSet = rule({
  id: 'seccomp-profile-set',
  title: { en: 'Every container has a seccomp profile', zh: '每个容器均设置 Seccomp 配置' },
  reason: {
    en: 'Where no profile is named the runtime may apply none, and every system call is open.',
    zh: '未指定配置时运行时可能不启用 Seccomp，系统调用全部开放。',
  },
  severity: 'medium',
  controls: ['pss-restricted:seccomp', 'mlps3:8.2.4.3 a)', 'mlps3:8.1.4.2 g)', 'cis:5.6.2', 'nsa:seccomp'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  where: '!has(podSpec.os) || podSpec.os.name != "windows"',
  items: 'podSpec.allContainers',
  holds: `!(${podSets} && !${podAllowed}) && (has(item.securityContext) && has(item.securityContext.seccompProfile) ? item.securityContext.seccompProfile.type in ["RuntimeDefault", "Localhost"] : ${podSets} && ${podAllowed})`,
  path: 'securityContext.seccompProfile.type',
  value: 'item.name',
  message: 'container "{value}" has no RuntimeDefault or Localhost seccomp profile',
  remedy: {
    en: 'Set securityContext.seccompProfile.type: RuntimeDefault on the pod.',
    zh: '在 Pod 上设置 securityContext.seccompProfile.type: RuntimeDefault。',
  },
  examples: {
    compliant: [
      pod(securityContext({ seccompProfile: { type: 'Localhost', localhostProfile: 'app.json' } })),
      pod(
        { securityContext: undefined },
        { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'app.json' } } },
      ),
      pod(),
      pod({ securityContext: undefined }, { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
      pod({ securityContext: {} }, { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
      pod({ securityContext: undefined }, { os: { name: 'windows' } }),
    ],
    violating: [
      podWithInit(securityContext({ seccompProfile: undefined })),
      pod({ securityContext: undefined }),
      pod(securityContext({ seccompProfile: undefined }), { os: { name: 'linux' } }),
      pod(securityContext({ seccompProfile: { type: 'Unconfined' } })),
      pod({}, { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
      pod({ securityContext: undefined }, { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    ],
  },
});
