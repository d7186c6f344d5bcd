import { commonLabels, type NetworkContext } from '../context.ts';
import { labels, systemNamespaceOfFadun } from '../model/names.ts';
import { ConfigMapV1, type TerraformStack } from '../terraform.ts';
import { auditPolicy } from './audit-policy.ts';

/**
 * The audit policy of the network's API servers, as they are to be given it (`--audit-policy-file`): a cluster object, so
 * that it is approved, judged and watched for drift like all others (GB/T 22239 8.1.4.3 a).
 */
export function auditContract(stack: TerraformStack, context: NetworkContext): void {
  new ConfigMapV1(stack, 'audit-policy', {
    metadata: {
      name: 'audit-policy',
      namespace: systemNamespaceOfFadun,
      labels: { ...commonLabels(context, 'baseline'), [labels.contract]: 'audit-policy' },
    },
    data: { 'audit-policy.json': JSON.stringify(auditPolicy, null, 2) },
  });
}
