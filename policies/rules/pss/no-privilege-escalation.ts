import { pod, podWithInit, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, restricted, "Privilege Escalation"; Windows pods are exempt since v1.25. */
export const noPrivilegeEscalation = rule({
  id: 'no-privilege-escalation',
  title: { en: 'Containers cannot gain privileges', zh: '容器禁止提升权限' },
  reason: {
    en: 'Without the setting a set-user-ID program can give a process more rights than it started with.',
    zh: '未设置时，带 set-user-ID 的程序可使进程获得高于启动时的权限。',
  },
  severity: 'high',
  controls: ['pss-restricted:privilege-escalation', 'mlps3:8.2.4.3 a)', 'cis:5.2.6'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  where: '!has(podSpec.os) || podSpec.os.name != "windows"',
  items: 'podSpec.allContainers',
  holds:
    'has(item.securityContext) && has(item.securityContext.allowPrivilegeEscalation) && !item.securityContext.allowPrivilegeEscalation',
  path: 'securityContext.allowPrivilegeEscalation',
  value: 'item.name',
  message: 'container "{value}" does not set allowPrivilegeEscalation to false',
  remedy: {
    en: 'Set securityContext.allowPrivilegeEscalation: false.',
    zh: '设置 securityContext.allowPrivilegeEscalation: false。',
  },
  examples: {
    compliant: [pod(), pod({ securityContext: undefined }, { os: { name: 'windows' } })],
    violating: [
      podWithInit(securityContext({ allowPrivilegeEscalation: true })),
      pod({ securityContext: undefined }),
      pod(securityContext({ allowPrivilegeEscalation: undefined })),
      pod(securityContext({ allowPrivilegeEscalation: true }), { os: { name: 'linux' } }),
    ],
  },
});
