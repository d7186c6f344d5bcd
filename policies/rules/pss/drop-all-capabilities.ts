import { pod, podWithInit, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Pod Security Standards, restricted, "Capabilities"; Windows pods are exempt since v1.25. */
export const dropAllCapabilities = rule({
  id: 'drop-all-capabilities',
  title: {
    en: 'Containers drop ALL capabilities and add only NET_BIND_SERVICE',
    zh: '容器移除全部 capability，仅可添加 NET_BIND_SERVICE',
  },
  reason: {
    en: 'A workload needs no capability of the default set but, at most, low ports.',
    zh: '业务容器不需要默认集合中的 capability，至多需要绑定低端口。',
  },
  severity: 'medium',
  controls: ['pss-restricted:capabilities', 'mlps3:8.2.4.3 a)', 'cis:5.2.8', 'cis:5.2.9', 'cis:5.2.10'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  where: '!has(podSpec.os) || podSpec.os.name != "windows"',
  items: 'podSpec.allContainers',
  holds:
    'has(item.securityContext) && has(item.securityContext.capabilities) && has(item.securityContext.capabilities.drop) && "ALL" in item.securityContext.capabilities.drop && (!has(item.securityContext.capabilities.add) || item.securityContext.capabilities.add.all(c, c == "NET_BIND_SERVICE"))',
  path: 'securityContext.capabilities',
  value: 'item.name',
  message: 'container "{value}" does not drop ALL capabilities, or adds others than NET_BIND_SERVICE',
  remedy: {
    en: 'Set capabilities.drop: ["ALL"]; add nothing but NET_BIND_SERVICE.',
    zh: '设置 capabilities.drop: ["ALL"]，除 NET_BIND_SERVICE 外不添加。',
  },
  examples: {
    compliant: [
      pod(),
      pod(securityContext({ capabilities: { drop: ['CHOWN', 'ALL'], add: ['NET_BIND_SERVICE'] } })),
      pod({ securityContext: undefined }, { os: { name: 'windows' } }),
    ],
    violating: [
      podWithInit(securityContext({ capabilities: {} })),
      pod(securityContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] } })),
      pod({ securityContext: undefined }),
      pod(securityContext({ capabilities: undefined })),
      pod(securityContext({ capabilities: { add: ['NET_BIND_SERVICE'] } })),
      pod(securityContext({ capabilities: { drop: ['CHOWN'] } }), { os: { name: 'linux' } }),
      pod(securityContext({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } })),
    ],
  },
});
