import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Storage keeps two copies or more. Evidence for mlps3:8.2.4.6 c), mlps3:8.1.4.9 a). */
export const storageKeepsReplicas = rule({
  id: 'storage-keeps-replicas',
  title: { en: 'Storage keeps two copies or more', zh: '存储保留两份以上副本' },
  reason: { en: 'One copy is lost with its disk.', zh: '单副本随磁盘损坏而丢失。' },
  severity: 'medium',
  controls: ['mlps3:8.2.4.6 c)', 'mlps3:8.1.4.9 a)'],
  basis: 'declared',
  targets: kinds('StorageClass'),
  expression:
    'has(object.parameters) && "replicas" in object.parameters && object.parameters["replicas"].matches("^[0-9]+$") && int(object.parameters["replicas"]) >= 2',
  path: 'parameters',
  message: 'the class keeps a single copy',
  remedy: { en: 'Set the parameter replicas to 2 or more.', zh: '将参数 replicas 设为 2 或以上。' },
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
        parameters: { replicas: '1' },
      }),
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        reclaimPolicy: 'Retain',
        parameters: { encrypted: 'true' },
      }),
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        reclaimPolicy: 'Retain',
        parameters: { replicas: 'many' },
      }),
    ],
  },
});
