import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const types = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
] as const;

const claim = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
const sources: Readonly<Record<(typeof types)[number], unknown>> = {
  configMap: { name: 'settings' },
  csi: { driver: 'csi.example' },
  downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] },
  emptyDir: {},
  ephemeral: { volumeClaimTemplate: claim },
  image: { reference: 'registry.example/data:1' },
  persistentVolumeClaim: { claimName: 'data' },
  projected: { sources: [{ configMap: { name: 'settings' } }] },
  secret: { secretName: 'key' },
};

/** Pod Security Standards, restricted, "Volume Types". */
export const restrictedVolumeTypes = rule({
  id: 'restricted-volume-types',
  title: { en: 'Volumes are of the restricted types', zh: '仅使用受限级允许的卷类型' },
  reason: {
    en: 'Inline network and cloud volumes carry credentials and bypass the storage that the platform governs.',
    zh: '内联网络卷与云盘卷会携带凭据，绕过平台管理的存储。',
  },
  severity: 'medium',
  controls: ['pss-restricted:volume-types'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allVolumes',
  holds: types.map((type) => `has(item.${type})`).join(' || '),
  value: 'item.name',
  message: 'volume "{value}" is of a type that the restricted profile leaves out',
  remedy: {
    en: 'Use configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or secret.',
    zh: '改用 configMap、csi、downwardAPI、emptyDir、ephemeral、image、persistentVolumeClaim、projected 或 secret。',
  },
  examples: {
    compliant: [
      pod(),
      ...types.map((type) => pod({}, { volumes: [{ name: 'data', [type]: sources[type] }] })),
      pod({}, { volumes: [{ name: 'implied' }] }),
    ],
    violating: [
      pod({}, { volumes: [{ name: 'share', nfs: { server: 'nfs.example', path: '/' } }] }),
      pod({}, { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] }),
    ],
  },
});
