import { pod, podWithInit, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const podSays = '(has(podSpec.securityContext) && has(podSpec.securityContext.runAsNonRoot))';

/** Pod Security Standards, restricted, "Running as Non-root"; relaxed in user namespaces since v1.35 (KEP-127). */
export const runAsNonRoot = rule({
  id: 'run-as-non-root',
  title: { en: 'Containers must run as non-root', zh: '容器必须以非 root 用户运行' },
  reason: {
    en: 'A process that is root in the container is root on the node once it escapes.',
    zh: '容器内的 root 进程一旦逃逸即为节点上的 root。',
  },
  severity: 'high',
  controls: [
    'pss-restricted:running-as-non-root',
    'mlps3:8.1.4.2 f)',
    'cis:5.2.7',
    'nsa:non-root-and-unprivileged',
    'cis:5.6.3',
  ],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  where: '!has(podSpec.hostUsers) || podSpec.hostUsers',
  items: 'podSpec.allContainers',
  holds: `!(${podSays} && !podSpec.securityContext.runAsNonRoot) && (has(item.securityContext) && has(item.securityContext.runAsNonRoot) ? item.securityContext.runAsNonRoot : ${podSays} && podSpec.securityContext.runAsNonRoot)`,
  path: 'securityContext.runAsNonRoot',
  value: 'item.name',
  message: 'container "{value}" may run as root',
  remedy: {
    en: 'Set runAsNonRoot: true on the pod, and nowhere false.',
    zh: '在 Pod 上设置 runAsNonRoot: true，且任何位置不得为 false。',
  },
  examples: {
    compliant: [
      pod(),
      pod({ securityContext: undefined }, { securityContext: { runAsNonRoot: true } }),
      pod({ securityContext: {} }, { securityContext: { runAsNonRoot: true } }),
      pod({ securityContext: undefined }, { hostUsers: false }),
    ],
    violating: [
      podWithInit(securityContext({ runAsNonRoot: false })),
      pod({ securityContext: undefined }),
      pod(securityContext({ runAsNonRoot: undefined }), { hostUsers: true }),
      pod(securityContext({ runAsNonRoot: false }), { securityContext: { runAsNonRoot: true } }),
      pod({}, { securityContext: { runAsNonRoot: false } }),
      pod({ securityContext: undefined }, { securityContext: { runAsNonRoot: false } }),
    ],
  },
});
