export type Scalar = string | number | boolean;

/**
 * What provider 2.38 sends where nobody declared a value and the API server's own default differs or is absent, by
 * Kubernetes type. `automountServiceAccountToken: true` on a pod overrides the `false` of its service account, and
 * `runAsNonRoot: false` on a container the `true` of its pod.
 */
export const providerDefaults: Readonly<Record<string, Readonly<Record<string, Scalar>>>> = {
  RbacV1Subject: { namespace: 'default' },
  V1ConfigMapEnvSource: { optional: false },
  V1ConfigMapKeySelector: { optional: false },
  V1ConfigMapVolumeSource: { optional: false },
  V1JobSpec: { completions: 1 },
  V1PodSecurityContext: { runAsNonRoot: false },
  V1PodSpec: { automountServiceAccountToken: true, enableServiceLinks: true, shareProcessNamespace: false },
  V1ResourceFieldSelector: { divisor: '1' },
  V1SeccompProfile: { type: 'Unconfined' },
  V1SecretEnvSource: { optional: false },
  V1SecretKeySelector: { optional: false },
  V1SecretVolumeSource: { optional: false },
  V1SecurityContext: {
    allowPrivilegeEscalation: true,
    privileged: false,
    readOnlyRootFilesystem: false,
    runAsNonRoot: false,
  },
  V1ServiceAccount: { automountServiceAccountToken: true },
  V1StorageClass: { allowVolumeExpansion: true },
  V1Toleration: { operator: 'Equal' },
  V1VolumeMount: { mountPropagation: 'None' },
};
