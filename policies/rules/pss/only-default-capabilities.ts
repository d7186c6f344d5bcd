import { pod, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** What container runtimes give by default, and Pod Security baseline lets be added. */
const defaultSet = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** Pod Security Standards, baseline, "Capabilities". */
export const onlyDefaultCapabilities = rule({
  id: 'only-default-capabilities',
  title: { en: 'Containers add no capability beyond the default set', zh: '容器不添加默认集合以外的 capability' },
  reason: {
    en: 'Capabilities beyond the default set let a process escape its container or listen to traffic of others.',
    zh: '默认集合以外的 capability 可使进程逃逸容器，或窃听其他流量。',
  },
  severity: 'high',
  controls: ['pss-baseline:capabilities'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allContainers',
  holds: [
    '!has(item.securityContext) || !has(item.securityContext.capabilities) || !has(item.securityContext.capabilities.add)',
    `item.securityContext.capabilities.add.all(c, c in ${JSON.stringify(defaultSet)})`,
  ].join(' || '),
  path: 'securityContext.capabilities.add',
  value: 'item.securityContext.capabilities.add.join(", ")',
  message: 'capabilities beyond the default set are among those added: {value}',
  remedy: {
    en: 'Drop what is not needed; keep only capabilities of the default set.',
    zh: '删除不需要的 capability，仅保留默认集合内的。',
  },
  examples: {
    compliant: [
      pod(),
      pod({ securityContext: undefined }),
      pod({ securityContext: {} }),
      pod(securityContext({ capabilities: { add: defaultSet } })),
    ],
    violating: [
      pod(securityContext({ capabilities: { add: ['NET_RAW'] } })),
      pod(
        {},
        { initContainers: [{ name: 'init', image: 'a', securityContext: { capabilities: { add: ['KILL', 'BPF'] } } }] },
      ),
    ],
  },
});
