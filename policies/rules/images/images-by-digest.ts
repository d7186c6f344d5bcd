import { digested, pod, podWithInit } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';
import { imageHolders, imageReference } from './image-references.ts';

/** Images are named by digest. Evidence for mlps3:8.1.4.7 b), mlps3:8.2.4.4 b), mlps3:8.1.4.5, xinchuang:pinning, nsa:image-provenance, cis:5.5.1. */
export const imagesByDigest = rule({
  id: 'images-by-digest',
  title: { en: 'Images are named by digest', zh: '镜像以摘要引用' },
  reason: { en: 'A tag can be moved to another image; a digest cannot.', zh: '标签可被改指，摘要不可。' },
  severity: 'high',
  controls: [
    'mlps3:8.1.4.7 b)',
    'mlps3:8.2.4.4 b)',
    'mlps3:8.1.4.5',
    'xinchuang:pinning',
    'nsa:image-provenance',
    'cis:5.5.1',
    'mlps3:8.1.9.4 f)',
  ],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: imageHolders,
  holds: `${imageReference}.matches("@sha256:[0-9a-f]{64}$")`,
  path: 'image',
  value: imageReference,
  message: 'image "{value}" has no digest',
  remedy: { en: 'Pin the image as name@sha256:….', zh: '以 name@sha256:… 固定镜像。' },
  examples: {
    compliant: [pod(), pod({}, { volumes: [{ name: 'model', image: { reference: digested } }] })],
    violating: [
      pod({ image: 'registry.example/app:1.0' }),
      podWithInit({ image: 'registry.example/app' }),
      pod({}, { volumes: [{ name: 'model', image: { reference: 'registry.example/model:1.0' } }] }),
    ],
  },
});
