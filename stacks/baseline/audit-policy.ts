const secretBearing = [
  { group: '', resources: ['secrets', 'configmaps', 'serviceaccounts/token'] },
  { group: 'authentication.k8s.io', resources: ['tokenreviews', 'selfsubjectreviews'] },
  { group: 'certificates.k8s.io', resources: ['certificatesigningrequests'] },
];

/**
 * Metadata of every request; bodies of what changes privileges, of deletions and of entering a container; never the
 * body of what may hold a secret. The first matching rule decides (audit.k8s.io/v1 Policy).
 */
export const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'Metadata', resources: secretBearing },
    {
      level: 'RequestResponse',
      verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
      resources: [{ group: 'rbac.authorization.k8s.io' }],
    },
    {
      level: 'RequestResponse',
      verbs: ['create', 'get'],
      resources: [
        { group: '', resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/ephemeralcontainers'] },
      ],
    },
    { level: 'RequestResponse', verbs: ['delete', 'deletecollection'] },
    { level: 'Metadata' },
  ],
};
