import { type AccessRule, administratorRoles } from '../../policies/rights/administrators.ts';
import { commonLabels, type NetworkContext } from '../context.ts';
import { labels } from '../model/names.ts';
import { plannedNamespaces } from '../namespaces.ts';
import type { PlatformWorkloadName } from '../platform.ts';
import {
  ClusterRoleBindingV1,
  ClusterRoleV1,
  DefaultServiceAccountV1,
  ServiceAccountV1,
  type TerraformStack,
} from '../terraform.ts';
import { networkWorkloads } from '../workloads.ts';
import { admissionPolicies } from './admission.ts';
import { auditContract } from './audit-contract.ts';
import { discoveryRules, type PathRule, stateMetricsRules } from './discovery.ts';

/** Who may do what: three administrators, one service account a workload, no tokens where none is needed. */
export function baselineFamily(stack: TerraformStack, context: NetworkContext): void {
  administrators(stack, context);
  serviceAccounts(stack, context);
  metricsReader(stack, context, 'prometheus', 'fadun:metrics-discovery', discoveryRules);
  metricsReader(stack, context, 'kube-state-metrics', 'fadun:state-metrics', stateMetricsRules);
  auditContract(stack, context);
  admissionPolicies(stack, context);
}

function administrators(stack: TerraformStack, context: NetworkContext): void {
  for (const [name, { group, rules }] of Object.entries(administratorRoles)) {
    clusterRole(stack, context, name, rules);
    new ClusterRoleBindingV1(stack, `binding-${idOf(name)}`, {
      metadata: { name, labels: commonLabels(context, 'baseline') },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subject: [{ kind: 'Group', name: group, namespace: '', apiGroup: 'rbac.authorization.k8s.io' }],
    });
  }
}

/** Every workload has an account of its own; the namespace's default account carries no token (8.1.4.2 a, b). */
function serviceAccounts(stack: TerraformStack, context: NetworkContext): void {
  for (const { name: namespace } of plannedNamespaces(context)) {
    new DefaultServiceAccountV1(stack, `default-account-${namespace}`, {
      metadata: { name: 'default', namespace, labels: commonLabels(context, 'baseline') },
      automountServiceAccountToken: false,
    });
  }
  for (const { namespace, name, podLabels } of networkWorkloads(context)) {
    new ServiceAccountV1(stack, `account-${namespace}-${name}`, {
      metadata: { name, namespace, labels: { ...commonLabels(context, 'baseline'), ...podLabels } },
      automountServiceAccountToken: false,
    });
  }
}

/** Gives a workload of the platform the rights to read what it measures. */
function metricsReader(
  stack: TerraformStack,
  context: NetworkContext,
  component: PlatformWorkloadName,
  name: string,
  rules: readonly (AccessRule | PathRule)[],
): void {
  clusterRole(stack, context, name, rules);
  const account = networkWorkloads(context).find(({ end }) => end === `platform:${component}`)!;
  new ClusterRoleBindingV1(stack, `binding-${idOf(name)}`, {
    metadata: { name, labels: { ...commonLabels(context, 'baseline'), [labels.component]: component } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subject: [{ kind: 'ServiceAccount', name: account.name, namespace: account.namespace }],
  });
}

function clusterRole(
  stack: TerraformStack,
  context: NetworkContext,
  name: string,
  rules: readonly (AccessRule | PathRule)[],
): void {
  new ClusterRoleV1(stack, `role-${idOf(name)}`, {
    metadata: { name, labels: commonLabels(context, 'baseline') },
    rule: rules.map((rule) =>
      'nonResourceUrls' in rule
        ? { nonResourceUrls: [...rule.nonResourceUrls], verbs: [...rule.verbs] }
        : {
            apiGroups: [...rule.apiGroups],
            resources: [...rule.resources],
            verbs: [...rule.verbs],
            ...(rule.resourceNames && { resourceNames: [...rule.resourceNames] }),
          },
    ),
  });
}

/** RBAC names hold colons, construct ids do not. */
function idOf(name: string): string {
  return name.replaceAll(':', '-');
}
