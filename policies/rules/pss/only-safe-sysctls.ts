import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const safe = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_notsent_lowat',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

/** Pod Security Standards, baseline, "Sysctls", the safe set as of v1.37. */
export const onlySafeSysctls = rule({
  id: 'only-safe-sysctls',
  title: { en: 'Pods set only safe sysctls', zh: 'Pod 仅设置安全的 sysctl' },
  reason: {
    en: 'Other sysctls disable protections or change the whole node.',
    zh: '其他 sysctl 会关闭安全机制，或影响整个节点。',
  },
  severity: 'high',
  controls: ['pss-baseline:sysctls'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'has(podSpec.securityContext) && has(podSpec.securityContext.sysctls) ? podSpec.securityContext.sysctls : []',
  holds: `item.name in ${JSON.stringify(safe)}`,
  path: 'name',
  value: 'item.name',
  message: 'sysctl "{value}" is not in the safe set',
  remedy: { en: 'Remove it, or set it on the node with the node team.', zh: '删除该项，或由节点管理员在节点上设置。' },
  examples: {
    compliant: [pod(), pod({}, { securityContext: { sysctls: safe.map((name) => ({ name, value: '1' })) } })],
    violating: [
      pod({}, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '65536' }] } }),
      pod(
        {},
        {
          securityContext: {
            sysctls: [
              { name: 'kernel.shm_rmid_forced', value: '1' },
              { name: 'net.core.somaxconn', value: '9' },
            ],
          },
        },
      ),
    ],
  },
});
