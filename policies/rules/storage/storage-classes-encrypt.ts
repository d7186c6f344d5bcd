import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Storage is encrypted with a key of its own. Evidence for mlps3:8.1.4.8 b), mlps3:8.2.4.5 d), mlps3:8.1.4.10 b), gm:8.4 e), gm:algorithms. */
export const storageClassesEncrypt = rule({
  id: 'storage-classes-encrypt',
  title: { en: 'Storage is encrypted with a key of its own', zh: '存储加密并使用专属密钥' },
  reason: { en: 'A disk that leaves the machine room must tell nothing.', zh: '离开机房的磁盘不得泄露任何信息。' },
  severity: 'high',
  controls: ['mlps3:8.1.4.8 b)', 'mlps3:8.2.4.5 d)', 'mlps3:8.1.4.10 b)', 'gm:8.4 e)', 'gm:algorithms'],
  basis: 'object',
  targets: kinds('StorageClass'),
  expression:
    'has(object.parameters) && "encrypted" in object.parameters && object.parameters["encrypted"] == "true" && "keyId" in object.parameters && "cipher" in object.parameters && object.parameters["cipher"].startsWith("sm4")',
  path: 'parameters',
  message: 'the class does not encrypt with SM4 and a key of its own',
  remedy: { en: 'Set parameters encrypted, keyId and a SM4 cipher.', zh: '设置 encrypted、keyId 与 SM4 算法参数。' },
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
        parameters: { replicas: '3' },
      }),
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        reclaimPolicy: 'Retain',
        parameters: { encrypted: 'false', cipher: 'sm4-xts', keyId: 'k' },
      }),
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        reclaimPolicy: 'Retain',
        parameters: { encrypted: 'true', cipher: 'aes-xts', keyId: 'k' },
      }),
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        reclaimPolicy: 'Retain',
        parameters: { encrypted: 'true', cipher: 'sm4-xts' },
      }),
    ],
  },
});
