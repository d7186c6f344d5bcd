import { pod, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, baseline, "SELinux", types as of v1.31. */
export const allowedSelinuxOptions = rule({
  id: 'allowed-selinux-options',
  title: { en: 'SELinux keeps container types, default user and role', zh: 'SELinux 仅用容器类型，不改用户与角色' },
  reason: {
    en: 'A custom SELinux user, role or type can lift the confinement of the container.',
    zh: '自定义 SELinux 用户、角色或类型会解除容器的强制访问控制。',
  },
  severity: 'high',
  controls: ['pss-baseline:selinux', 'mlps3:8.1.4.2 g)'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allSecurityContexts',
  holds: [
    '!has(item.seLinuxOptions)',
    [
      '(!has(item.seLinuxOptions.type) || item.seLinuxOptions.type in ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"])',
      '!has(item.seLinuxOptions.user)',
      '!has(item.seLinuxOptions.role)',
    ].join(' && '),
  ].join(' || '),
  path: 'seLinuxOptions',
  message: 'SELinux options set a user, a role or a type that is not a container type',
  remedy: {
    en: 'Remove user and role; use container_t, container_init_t, container_kvm_t or container_engine_t.',
    zh: '删除 user 与 role；类型仅用 container_t、container_init_t、container_kvm_t 或 container_engine_t。',
  },
  examples: {
    compliant: [
      pod(securityContext({ seLinuxOptions: { type: 'container_init_t', user: '', role: '' } })),
      pod(securityContext({ seLinuxOptions: { type: 'container_kvm_t' } })),
      pod(),
      pod(securityContext({ seLinuxOptions: { type: 'container_t', level: 's0:c1,c2' } })),
      pod({}, { securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }),
    ],
    violating: [
      pod(securityContext({ seLinuxOptions: { type: 'spc_t' } })),
      pod({}, { securityContext: { seLinuxOptions: { user: 'system_u' } } }),
      pod(securityContext({ seLinuxOptions: { role: 'sysadm_r' } })),
    ],
  },
});
