import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

const storageClass = (parameters: Readonly<Record<string, string>>) =>
  object('storage.k8s.io/v1', 'StorageClass', { provisioner: 'csi.example', reclaimPolicy: 'Retain', parameters });
const backedUp = {
  encrypted: 'true',
  encryptSnapshots: 'true',
  snapshotIntervalHours: '1',
  snapshotRetentionDays: '90',
  backupTarget: 's3://backup.court.example/important',
};

/**
 * Volumes are copied at least daily to a store outside the cluster, encrypted like the volume, and kept. Evidence for
 * mlps3:8.1.4.9 a), mlps3:8.2.4.6 a), mlps3:8.2.4.4 c).
 */
export const storageIsBackedUpOutside = rule({
  id: 'storage-is-backed-up-outside',
  title: { en: 'Volumes are backed up outside the platform, encrypted', zh: '卷定期备份至平台之外，且快照加密' },
  reason: {
    en: 'A backup that lives with what it copies goes with it; one in the clear is a second data leak.',
    zh: '与原数据同处的备份会一同丢失；未加密的备份等于另一处泄露点。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.9 a)', 'mlps3:8.2.4.6 a)', 'mlps3:8.2.4.4 c)', 'mlps3:8.1.10.11 b)'],
  basis: 'declared',
  targets: kinds('StorageClass'),
  expression:
    'has(object.parameters) && ["encryptSnapshots", "snapshotIntervalHours", "snapshotRetentionDays", "backupTarget"].all(k, k in object.parameters) && object.parameters["encryptSnapshots"] == "true" && object.parameters["snapshotIntervalHours"].matches("^[0-9]{1,3}$") && int(object.parameters["snapshotIntervalHours"]) >= 1 && int(object.parameters["snapshotIntervalHours"]) <= 24 && object.parameters["snapshotRetentionDays"].matches("^[0-9]{1,5}$") && int(object.parameters["snapshotRetentionDays"]) >= 30 && object.parameters["backupTarget"].matches("^s3://[^/]+/.+")',
  path: 'parameters',
  message: 'no daily, encrypted backup outside the platform',
  remedy: {
    en: 'Set backupTarget (s3://host/bucket), snapshotIntervalHours ≤ 24, snapshotRetentionDays ≥ 30 and encryptSnapshots.',
    zh: '设置 backupTarget（s3://主机/桶）、snapshotIntervalHours 不大于 24、snapshotRetentionDays 不小于 30 及 encryptSnapshots。',
  },
  examples: {
    compliant: [
      storageClass(backedUp),
      storageClass({ ...backedUp, snapshotIntervalHours: '24', snapshotRetentionDays: '30' }),
    ],
    violating: [
      object('storage.k8s.io/v1', 'StorageClass', { provisioner: 'csi.example', reclaimPolicy: 'Retain' }),
      storageClass({ ...backedUp, encryptSnapshots: 'false' }),
      storageClass({ ...backedUp, snapshotIntervalHours: '25' }),
      storageClass({ ...backedUp, snapshotIntervalHours: '0' }),
      storageClass({ ...backedUp, snapshotIntervalHours: 'often' }),
      storageClass({ ...backedUp, snapshotRetentionDays: '29' }),
      storageClass({ ...backedUp, snapshotRetentionDays: 'long' }),
      storageClass({ ...backedUp, backupTarget: 'local' }),
      ...Object.keys(backedUp)
        .slice(1)
        .map((left) => storageClass(Object.fromEntries(Object.entries(backedUp).filter(([key]) => key !== left)))),
    ],
  },
});
