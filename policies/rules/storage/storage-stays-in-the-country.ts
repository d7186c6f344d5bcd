import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Storage names a region in the country. Evidence for mlps3:8.2.4.5 a), mlps3:8.2.1.1, mlps3:8.2.4.6 b). */
export const storageStaysInTheCountry = rule({
  id: 'storage-stays-in-the-country',
  title: { en: 'Storage names a region in the country', zh: '存储注明境内区域' },
  reason: { en: 'Data of the political-legal organs stays in the country.', zh: '政法数据存储于境内。' },
  severity: 'high',
  controls: ['mlps3:8.2.4.5 a)', 'mlps3:8.2.1.1', 'mlps3:8.2.4.6 b)'],
  basis: 'declared',
  targets: kinds('StorageClass'),
  expression:
    'has(object.parameters) && "region" in object.parameters && object.parameters["region"].split(",").all(r, r.startsWith("cn-"))',
  path: 'parameters',
  message: 'the class names no region in the country',
  remedy: { en: 'Set the parameter region to the site’s region.', zh: '将参数 region 设为本地区域。' },
  examples: {
    compliant: [
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        reclaimPolicy: 'Retain',
        parameters: { encrypted: 'true', cipher: 'sm4-xts', keyId: 'kms://a', replicas: '3', region: 'cn-a-1' },
      }),
    ],
    violating: [
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        reclaimPolicy: 'Retain',
        parameters: { encrypted: 'true' },
      }),
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        reclaimPolicy: 'Retain',
        parameters: { region: 'cn-a-1,eu-1' },
      }),
    ],
  },
});
