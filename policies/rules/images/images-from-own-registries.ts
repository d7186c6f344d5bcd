import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Images come from registries of the network. Evidence for xinchuang:registries, xinchuang:offline, mlps3:8.1.4.4 a), mlps3:8.2.4.4 a). */
export const imagesFromOwnRegistries = rule({
  id: 'images-from-own-registries',
  title: { en: 'Images come from registries of the network', zh: '镜像来自本网镜像仓库' },
  reason: {
    en: 'A public registry is outside every check, and unreachable from an isolated network.',
    zh: '公共仓库不受任何检查，隔离网络亦不可达。',
  },
  severity: 'high',
  controls: ['xinchuang:registries', 'xinchuang:offline', 'mlps3:8.1.4.4 a)', 'mlps3:8.2.4.4 a)'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allContainers',
  holds:
    'item.image.matches("^[a-z0-9][a-z0-9.-]*[.:][^/]*/") && !item.image.matches("^(docker\\\\.io|index\\\\.docker\\\\.io|gcr\\\\.io|ghcr\\\\.io|quay\\\\.io|registry\\\\.k8s\\\\.io|k8s\\\\.gcr\\\\.io|mcr\\\\.microsoft\\\\.com|public\\\\.ecr\\\\.aws)/")',
  path: 'image',
  value: 'item.image',
  message: 'image "{value}" is not from a registry of the network',
  remedy: {
    en: 'Import the image through the release bundle and name it by the network’s registry.',
    zh: '经发布包导入镜像，并以本网仓库地址引用。',
  },
  examples: {
    compliant: [pod()],
    violating: [
      pod({ image: 'nginx@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }),
      pod({ image: 'quay.io/a/b@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }),
    ],
  },
});
