import { holdNamespace } from '../../policies/hold.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';

/** What an emergency may ask for; the API server's own roles, so that admission needs no exception for it. */
export const emergencyRights = ['view', 'edit', 'admin'] as const;

export interface EmergencyGrant {
  readonly right: (typeof emergencyRights)[number];
  /** The whole network without one. */
  readonly namespace: string | undefined;
  readonly ticket: string;
}

/** Name of the account, of the object that its token is bound to, and of the policy that marks what it does. */
export const emergencyName = 'break-glass';

/** The user that the API server sees. */
export const emergencyUser = `system:serviceaccount:${holdNamespace}:${emergencyName}`;

const labels = { 'app.kubernetes.io/managed-by': 'fadun', 'fadun.io/measure': 'break-glass' };

/**
 * What a grant is made of, in the order in which it is made: the trace first, the right last. The token is bound to the
 * Secret: deleting that one object ends the token at once, whoever holds it, and its own end comes by itself.
 */
export function grantObjects({ right, namespace, ticket }: EmergencyGrant): readonly KubernetesObject[] {
  const inside = { name: emergencyName, namespace: holdNamespace, labels };
  return [
    ...traceObjects(ticket),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: inside, automountServiceAccountToken: false },
    { apiVersion: 'v1', kind: 'Secret', metadata: inside, type: 'Opaque' },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
      metadata: { name: emergencyName, ...(namespace ? { namespace } : {}), labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: right },
      subjects: [{ kind: 'ServiceAccount', name: emergencyName, namespace: holdNamespace }],
    },
  ];
}

/** Every request of the account that admission sees carries the ticket in the audit log; nothing is refused for it. */
function traceObjects(ticket: string): readonly KubernetesObject[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const metadata = { name: 'fadun-break-glass-trace', labels };
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Ignore',
        matchConstraints: {
          resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }],
        },
        matchConditions: [
          { name: 'by-break-glass', expression: `request.userInfo.username == ${JSON.stringify(emergencyUser)}` },
        ],
        auditAnnotations: [{ key: 'ticket', valueExpression: JSON.stringify(ticket) }],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: metadata.name, validationActions: ['Audit'] },
    },
  ];
}

/** Said in the cluster's events, where everybody who looks will see it. */
export function announcement({ right, namespace, ticket }: EmergencyGrant): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `break-glass-${ticket.toLowerCase()}`, namespace: holdNamespace },
    involvedObject: { apiVersion: 'v1', kind: 'ServiceAccount', name: emergencyName, namespace: holdNamespace },
    type: 'Warning',
    reason: 'BreakGlass',
    message: `Emergency access (${right}, ${namespace ?? 'whole network'}) for ${ticket}. 已启用应急授权。`,
    source: { component: 'fadun' },
    reportingComponent: 'fadun',
    reportingInstance: 'fadun',
    action: 'BreakGlass',
    count: 1,
  };
}

/** What is still to be done after the access has ended: it lies there until the security administrator has reviewed it. */
export function reviewRecord({ right, namespace, ticket }: EmergencyGrant): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `review-break-glass-${ticket.toLowerCase()}`,
      namespace: holdNamespace,
      labels: { ...labels, 'fadun.io/record': 'review-due' },
    },
    data: { ticket, right, scope: namespace ?? '*', review: 'security-admin' },
  };
}
