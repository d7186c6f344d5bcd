import { dump } from 'js-yaml';
import { auditPolicy } from '../../stacks/baseline/audit-policy.ts';

/** The policy as the file that the API server reads. */
export function auditPolicyYaml(): string {
  return dump(auditPolicy);
}
