import { digested, pod, podWithInit } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';
import { imageHolders, imageReference } from './image-references.ts';

const digest = digested.slice(digested.indexOf('@'));
const host = `${imageReference}.split("/")[0].split(":")[0].lowerAscii()`;

const ownRegistry = { ownRegistries: ['hub.prison.example', 'hub.court.example:5000/court'] };

/** Domains of registries that anyone may take images from. */
const publicRegistries: readonly string[] = [
  ...['docker.io', 'docker.com', 'gcr.io', 'pkg.dev', 'ghcr.io', 'github.com', 'gitlab.com', 'quay.io', 'k8s.io'],
  ...['microsoft.com', 'azurecr.io', 'ecr.aws', 'amazonaws.com', 'redhat.io', 'redhat.com', 'icr.io', 'ocir.io'],
  ...['nvcr.io', 'elastic.co', 'jfrog.io', 'cloudsmith.io', 'digitalocean.com', 'ttl.sh'],
  ...['aliyuncs.com', 'myhuaweicloud.com', 'tencentyun.com', 'tencentcloudcr.com', 'baidubce.com', 'volces.com'],
  ...['daocloud.io', '163yun.com'],
];

const isOwn = `(settings.ownRegistries.size() == 0 || settings.ownRegistries.exists(r, ${imageReference}.startsWith(r + "/")))`;
const isPublic = `settings.publicRegistries.exists(r, ${host} == r || ${host}.endsWith("." + r))`;

/**
 * Images name the network's own registry, which the site declares (`ownRegistries`); where nobody says which one that is, any
 * but those that serve the public, whatever their port or subdomain. Evidence for xinchuang:registries,
 * xinchuang:offline, mlps3:8.1.4.4 a), mlps3:8.2.4.4 a).
 */
export const imagesFromOwnRegistries = rule({
  id: 'images-from-own-registries',
  title: { en: 'Images are of the network’s own registry, never a public one', zh: '镜像取自本网仓库，不取自公共仓库' },
  reason: {
    en: 'A public registry is outside every check, and unreachable from an isolated network.',
    zh: '公共仓库不受任何检查，隔离网络亦不可达。',
  },
  severity: 'high',
  controls: ['xinchuang:registries', 'xinchuang:offline', 'mlps3:8.1.4.4 a)', 'mlps3:8.2.4.4 a)'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  settings: { publicRegistries, ownRegistries: [] },
  items: imageHolders,
  holds: `${imageReference}.matches("^[A-Za-z0-9][A-Za-z0-9.-]*[.:][^/]*/") && ${isOwn} && !${isPublic}`,
  path: 'image',
  value: imageReference,
  message: 'image "{value}" is of no registry, a public one, or another than the network’s own',
  remedy: {
    en: 'Import the image through the release bundle and name it by the network’s registry.',
    zh: '经发布包导入镜像，并以本网仓库地址引用。',
  },
  examples: {
    compliant: [
      pod(),
      pod({ image: `registry.example:5000/a${digest}` }),
      pod({ image: `10.1.8.4:5000/docker.io/a${digest}` }),
      pod({ image: `notdocker.io/a${digest}` }),
      pod({}, { volumes: [{ name: 'model', image: { reference: digested } }] }),
      { object: pod({ image: `quay.io/a/b${digest}` }), settings: { publicRegistries: ['docker.io'] } },
      { object: pod({ image: `hub.court.example:5000/court/a${digest}` }), settings: ownRegistry },
    ],
    violating: [
      ...['nginx', 'library/nginx', 'docker.io/nginx', 'docker.io:443/nginx', 'registry-1.docker.io/library/nginx'].map(
        (image) => pod({ image: `${image}${digest}` }),
      ),
      ...['Docker.IO/nginx', 'quay.io/a/b', 'eu.gcr.io:443/a/b', 'registry.cn-hangzhou.aliyuncs.com/a/b'].map((image) =>
        pod({ image: `${image}${digest}` }),
      ),
      podWithInit({ image: `docker.io/busybox${digest}` }),
      pod({}, { volumes: [{ name: 'model', image: { reference: `docker.io/library/nginx${digest}` } }] }),
      { object: pod({ image: `hub.example/a${digest}` }), settings: { publicRegistries: ['hub.example'] } },
      ...[
        'hub.police.example',
        'hub.court.example:5000',
        'hub.court.example:5000/other',
        'hub.court.example:50001/court',
      ].map((registry) => ({ object: pod({ image: `${registry}/a${digest}` }), settings: ownRegistry })),
    ],
  },
});
