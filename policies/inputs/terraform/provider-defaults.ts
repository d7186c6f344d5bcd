export type Scalar = string | number | boolean;

/**
 * What provider 2.38 sends where nobody declared a value and the API server's own default differs or is absent, by
 * Kubernetes type; a path with dots applies where the blocks on its way are declared. Most come from the zero values of
 * the provider's own language. Some matter to security: `automountServiceAccountToken: true` on a pod overrides the
 * `false` of its service account, and `runAsNonRoot: false` on a container the `true` of its pod.
 */
export const providerDefaults: Readonly<Record<string, Readonly<Record<string, Scalar>>>> = {
  RbacV1Subject: { namespace: 'default' },
  V1AzureDiskVolumeSource: { fsType: '' },
  V1ConfigMap: { immutable: false },
  V1ConfigMapEnvSource: { optional: false },
  V1ConfigMapKeySelector: { optional: false },
  V1ConfigMapProjection: { optional: false },
  V1ConfigMapVolumeSource: { optional: false },
  V1Endpoint: { 'targetRef.namespace': 'default' },
  V1HTTPIngressPath: { pathType: 'ImplementationSpecific' },
  V1JobSpec: {
    backoffLimit: 6,
    completions: 1,
    manualSelector: false,
    parallelism: 1,
    'template.spec.restartPolicy': 'Never',
  },
  V1PersistentVolumeClaim: { 'metadata.namespace': 'default' },
  V1PersistentVolumeSpec: { 'claimRef.namespace': 'default' },
  V1PodDNSConfigOption: { value: '' },
  V1PodSecurityContext: { runAsNonRoot: false },
  V1PodSpec: { automountServiceAccountToken: true, enableServiceLinks: true, shareProcessNamespace: false },
  V1ReplicationControllerSpec: { 'template.spec.terminationGracePeriodSeconds': 0 },
  V1ResourceFieldSelector: { divisor: '1' },
  V1SeccompProfile: { type: 'Unconfined' },
  V1SecretEnvSource: { optional: false },
  V1SecretKeySelector: { optional: false },
  V1SecretProjection: { optional: false },
  V1SecretVolumeSource: { optional: false },
  V1SecurityContext: {
    allowPrivilegeEscalation: true,
    privileged: false,
    readOnlyRootFilesystem: false,
    runAsNonRoot: false,
  },
  V1ServiceAccount: { automountServiceAccountToken: true },
  V1StatefulSetSpec: { revisionHistoryLimit: 0 },
  V1StorageClass: { allowVolumeExpansion: true },
  V1Toleration: { operator: 'Equal' },
  V1TopologySpreadConstraint: { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' },
  V1VolumeMount: { mountPropagation: 'None' },
  V1WindowsSecurityContextOptions: { hostProcess: false },
  V2HPAScalingRules: { stabilizationWindowSeconds: 0 },
};
