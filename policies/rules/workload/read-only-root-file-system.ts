import { pod, securityContext } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Containers cannot change their own image. Evidence for mlps3:8.1.4.2 f), mlps3:8.1.4.5, nsa:immutable-file-systems. */
export const readOnlyRootFileSystem = rule({
  id: 'read-only-root-file-system',
  title: { en: 'Containers cannot change their own image', zh: '容器根文件系统只读' },
  reason: {
    en: 'A new executable cannot be dropped into a read-only root.',
    zh: '只读根文件系统使入侵者无法落地可执行文件。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.2 f)', 'mlps3:8.1.4.5', 'nsa:immutable-file-systems'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.startingContainers',
  holds:
    'has(item.securityContext) && has(item.securityContext.readOnlyRootFilesystem) && item.securityContext.readOnlyRootFilesystem',
  path: 'securityContext.readOnlyRootFilesystem',
  value: 'item.name',
  message: 'container "{value}" has a writable root',
  remedy: {
    en: 'Set readOnlyRootFilesystem: true and mount what is written.',
    zh: '设置 readOnlyRootFilesystem: true，写入目录单独挂载。',
  },
  examples: {
    compliant: [pod()],
    violating: [
      pod(securityContext({ readOnlyRootFilesystem: false })),
      pod(securityContext({ readOnlyRootFilesystem: undefined })),
      pod({ securityContext: undefined }),
    ],
  },
});
