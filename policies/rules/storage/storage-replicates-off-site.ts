import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

const storageClass = (parameters: Readonly<Record<string, string>>, dataClass = 'important') =>
  object(
    'storage.k8s.io/v1',
    'StorageClass',
    { provisioner: 'csi.example', reclaimPolicy: 'Retain', parameters },
    { labels: { 'fadun.io/data-class': dataClass } },
  );
const replicated = { region: 'cn-a-1', replicaSite: 'cn-b-1', replication: 'async', replicationLagSeconds: '300' };

/**
 * Important data have a continuous copy at a second site of the same network. Evidence for mlps3:8.1.4.9 b); the lag itself
 * is monitored.
 */
export const storageReplicatesOffSite = rule({
  id: 'storage-replicates-off-site',
  title: { en: 'Important data are replicated to a second site as they change', zh: '重要数据实时复制到异地' },
  reason: {
    en: 'A nightly copy loses a day of case files with the building.',
    zh: '仅每日备份，机房失效时将丢失当日案卷。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.9 b)'],
  basis: 'declared',
  targets: kinds('StorageClass'),
  where: '"fadun.io/data-class" in labels && labels["fadun.io/data-class"] in ["important", "core"]',
  expression:
    'has(object.parameters) && ["region", "replicaSite", "replication", "replicationLagSeconds"].all(k, k in object.parameters) && object.parameters["replicaSite"] != "" && !(object.parameters["replicaSite"] in object.parameters["region"].split(",")) && object.parameters["replication"] in ["sync", "async"] && object.parameters["replicationLagSeconds"].matches("^[0-9]{1,6}$") && int(object.parameters["replicationLagSeconds"]) <= 900',
  path: 'parameters',
  message: 'no continuous copy at another site',
  remedy: {
    en: 'Set replicaSite to another site, replication to sync or async, and replicationLagSeconds to at most 900.',
    zh: '将 replicaSite 设为另一站点，replication 设为 sync 或 async，replicationLagSeconds 不超过 900。',
  },
  examples: {
    compliant: [
      storageClass(replicated),
      storageClass({ ...replicated, replication: 'sync', replicationLagSeconds: '900' }, 'core'),
      storageClass({}, 'general'),
    ],
    violating: [
      storageClass({ region: 'cn-a-1' }),
      storageClass({ ...replicated, replicaSite: 'cn-a-1' }),
      storageClass({ ...replicated, replicaSite: 'cn-b-1', region: 'cn-a-1,cn-b-1' }, 'core'),
      storageClass({ ...replicated, replicaSite: '' }),
      storageClass({ ...replicated, replication: 'nightly' }),
      storageClass({ ...replicated, replicationLagSeconds: '901' }),
      storageClass({ ...replicated, replicationLagSeconds: 'soon' }),
      ...Object.keys(replicated).map((left) =>
        storageClass(Object.fromEntries(Object.entries(replicated).filter(([key]) => key !== left))),
      ),
    ],
  },
});
