import type { NetworkContext } from '../context.ts';
import { labels } from '../model/names.ts';
import type { DataClass } from '../model/vocabulary.ts';

export interface StorageClassFacts {
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Name of the storage class for a data class. */
export function storageClassName(dataClass: DataClass): string {
  return `fadun-${dataClass}`;
}

/** Encrypted classes by data class, one key per class and network (GB/T 22239 8.1.4.8 b, 8.2.4.5 d; GB/T 39786 8.4 e). */
export function storageClasses({ site, networkId, network }: NetworkContext): Record<string, StorageClassFacts> {
  const regions = [...new Set(Object.values(network.clusters).map((cluster) => cluster.region))].join(',');
  const storageClass = (dataClass: DataClass, replicas: number): [string, StorageClassFacts] => [
    storageClassName(dataClass),
    {
      provisioner: `csi.${network.domain}`,
      parameters: {
        encrypted: 'true',
        cipher: 'sm4-xts',
        keyId: `kms://${networkId}/${site.id}-${dataClass}`,
        replicas: String(replicas),
        region: regions,
        // A second site of the same network: data never cross networks to be safe.
        ...(dataClass !== 'general' && {
          replicaSite: `${site.region}-dr.${network.domain}`,
          replication: 'async',
          replicationLagSeconds: '300',
        }),
        snapshotIntervalHours: dataClass === 'general' ? '24' : '1',
        snapshotRetentionDays: dataClass === 'general' ? '90' : '365',
        encryptSnapshots: 'true',
        backupTarget: `s3://backup.${network.domain}/${site.id}-${dataClass}`,
      },
      labels: { [labels.dataClass]: dataClass },
    },
  ];
  return Object.fromEntries([storageClass('general', 2), storageClass('important', 3), storageClass('core', 3)]);
}
