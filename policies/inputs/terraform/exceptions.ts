/** Kubernetes type → Terraform attribute → property, where no rule leads from one to the other. */
export const renamedAttributes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  V1AzureDiskVolumeSource: { data_disk_uri: 'diskURI' },
  V1DaemonSetSpec: { strategy: 'updateStrategy' },
  V1GlusterfsVolumeSource: { endpoints_name: 'endpoints' },
  V1GlusterfsPersistentVolumeSource: { endpoints_name: 'endpoints' },
  V1RBDVolumeSource: { ceph_monitors: 'monitors', rados_user: 'user', rbd_image: 'image', rbd_pool: 'pool' },
  V1RBDPersistentVolumeSource: { ceph_monitors: 'monitors', rados_user: 'user', rbd_image: 'image', rbd_pool: 'pool' },
  V1Secret: { data_wo: 'data', binary_data: 'data', binary_data_wo: 'data' },
  V1StorageClass: { storage_provisioner: 'provisioner' },
};

/** Blocks that exist only in Terraform: their attributes belong to the type that holds the block. */
export const inlinedBlocks: Readonly<Record<string, ReadonlySet<string>>> = {
  V1PersistentVolumeSpec: new Set(['persistent_volume_source']),
};

/**
 * Lists whose Terraform block holds several items at once, in the order the provider unfolds them. One `sources` block of
 * a projected volume may name three secrets and two config maps.
 */
export const unfoldedBlocks: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  V1ProjectedVolumeSource: { sources: ['secret', 'config_map', 'downward_api', 'service_account_token'] },
};

/** Integers that Terraform carries as octal text ("0644"), by Kubernetes type. */
export const octalProperties: Readonly<Record<string, ReadonlySet<string>>> = {
  V1ConfigMapVolumeSource: new Set(['defaultMode']),
  V1DownwardAPIVolumeFile: new Set(['mode']),
  V1DownwardAPIVolumeSource: new Set(['defaultMode']),
  V1KeyToPath: new Set(['mode']),
  V1ProjectedVolumeSource: new Set(['defaultMode']),
  V1SecretVolumeSource: new Set(['defaultMode']),
};

/** Kubernetes type → revision → the write-only attribute it stands for, which no plan shows. */
export const writeOnlyRevisions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  V1Secret: { binary_data_wo_revision: 'binary_data_wo', data_wo_revision: 'data_wo' },
};

/** Attributes whose text is base64 already; every other text that Kubernetes wants as bytes is plain. */
export const base64Attributes: Readonly<Record<string, ReadonlySet<string>>> = {
  V1ConfigMap: new Set(['binary_data']),
  V1Secret: new Set(['binary_data', 'binary_data_wo']),
};

const needsAutoscalingV2 = {
  fault: 'the provider then writes autoscaling/v2beta2, which Kubernetes removed in 1.26',
  remedy: 'Declare kubernetes_horizontal_pod_autoscaler_v2.',
};

const sentAsNothing = {
  fault: 'the provider reads it and sends a volume without a source, which the API server refuses',
  remedy: 'Declare a persistent volume and mount its claim.',
};

/** Kubernetes type → attributes that the provider's schema has and no API server accepts. */
export const refusedAttributes: Readonly<Record<string, Readonly<Record<string, { fault: string; remedy: string }>>>> =
  {
    V1HorizontalPodAutoscalerSpec: { behavior: needsAutoscalingV2, metric: needsAutoscalingV2 },
    V1Volume: { ceph_fs: sentAsNothing, local: sentAsNothing },
  };
