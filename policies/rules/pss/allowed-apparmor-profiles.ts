import { pod, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, baseline, "AppArmor", the fields. */
export const allowedAppArmorProfiles = rule({
  id: 'allowed-apparmor-profiles',
  title: { en: 'AppArmor stays on', zh: '不关闭 AppArmor' },
  reason: {
    en: "The runtime's AppArmor profile limits what a compromised process can reach on the node.",
    zh: '运行时的 AppArmor 配置限制被入侵进程在节点上的可达范围。',
  },
  severity: 'high',
  controls: ['pss-baseline:apparmor', 'mlps3:8.1.4.2 g)'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allSecurityContexts',
  holds: '!has(item.appArmorProfile) || item.appArmorProfile.type in ["RuntimeDefault", "Localhost"]',
  path: 'appArmorProfile.type',
  value: 'item.appArmorProfile.type',
  message: 'AppArmor profile "{value}" is not allowed',
  remedy: {
    en: 'Use RuntimeDefault or a Localhost profile, or leave the field out.',
    zh: '使用 RuntimeDefault 或 Localhost 配置，或不设置该字段。',
  },
  examples: {
    compliant: [
      pod(),
      pod(securityContext({ appArmorProfile: { type: 'RuntimeDefault' } })),
      pod({}, { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'app' } } }),
    ],
    violating: [
      pod(securityContext({ appArmorProfile: { type: 'Unconfined' } })),
      pod({}, { securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
    ],
  },
});
