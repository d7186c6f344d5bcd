import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Deleting a claim does not delete the data. Evidence for mlps3:8.1.4.10 b), mlps3:8.1.10.11 b). */
export const storageIsRetained = rule({
  id: 'storage-is-retained',
  title: { en: 'Deleting a claim does not delete the data', zh: '删除卷声明不删除数据' },
  reason: {
    en: 'Case data and evidence are kept by law; wiping is a runbook of its own.',
    zh: '案件数据与证据依法保存，清除须走专门流程。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.10 b)', 'mlps3:8.1.10.11 b)'],
  basis: 'object',
  targets: kinds('StorageClass'),
  expression: 'has(object.reclaimPolicy) && object.reclaimPolicy == "Retain"',
  path: 'reclaimPolicy',
  message: 'volumes are deleted with their claims',
  remedy: { en: 'Set reclaimPolicy: Retain.', zh: '设置 reclaimPolicy: Retain。' },
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
        reclaimPolicy: 'Delete',
        parameters: { encrypted: 'true', cipher: 'sm4-xts', keyId: 'kms://a', replicas: '3', region: 'cn-a-1' },
      }),
      object('storage.k8s.io/v1', 'StorageClass', {
        provisioner: 'csi.example',
        parameters: { encrypted: 'true', cipher: 'sm4-xts', keyId: 'kms://a', replicas: '3', region: 'cn-a-1' },
      }),
    ],
  },
});
