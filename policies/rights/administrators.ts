/** A rule of RBAC, as the API states it. */
export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

const read = ['get', 'list', 'watch'] as const;

/**
 * The three separated administrators (三员分立; GB/T 22239 8.1.5.1–8.1.5.3, 8.1.4.2 d). Each looks at what it needs;
 * none reads secrets, opens a shell, changes policies or grants rights: what they decide they approve, and the applier does.
 */
export const administratorRoles = {
  'fadun:system-admin': {
    group: 'fadun:system-admins',
    rules: [
      {
        apiGroups: [''],
        resources: [
          'nodes',
          'namespaces',
          'pods',
          'services',
          'endpoints',
          'events',
          'persistentvolumeclaims',
          'persistentvolumes',
          'resourcequotas',
          'limitranges',
          'configmaps',
          'serviceaccounts',
        ],
        verbs: read,
      },
      { apiGroups: ['apps'], resources: ['deployments', 'statefulsets', 'replicasets', 'daemonsets'], verbs: read },
      { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: read },
      { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: read },
      { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: read },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses', 'volumeattachments'], verbs: read },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
    ],
  },
  'fadun:security-admin': {
    group: 'fadun:security-admins',
    rules: [
      { apiGroups: [''], resources: ['namespaces', 'pods', 'services', 'serviceaccounts', 'events'], verbs: read },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies', 'ingresses'], verbs: read },
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
        verbs: read,
      },
      {
        apiGroups: ['admissionregistration.k8s.io'],
        resources: [
          'validatingadmissionpolicies',
          'validatingadmissionpolicybindings',
          'validatingwebhookconfigurations',
          'mutatingwebhookconfigurations',
        ],
        verbs: read,
      },
      { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'], verbs: read },
    ],
  },
  'fadun:audit-admin': {
    group: 'fadun:audit-admins',
    rules: [
      { apiGroups: [''], resources: ['namespaces', 'events'], verbs: read },
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
        verbs: read,
      },
      {
        apiGroups: ['admissionregistration.k8s.io'],
        resources: ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
        verbs: read,
      },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: read },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: read },
    ],
  },
} as const satisfies Record<string, { group: string; rules: readonly AccessRule[] }>;

export type AdministratorRole = keyof typeof administratorRoles;
