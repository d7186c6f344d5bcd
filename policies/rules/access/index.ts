import type { Rule } from '../../rule.ts';
import { defaultAccountsCarryNoToken } from './default-accounts-carry-no-token.ts';
import { defaultAccountsHoldNoRights } from './default-accounts-hold-no-rights.ts';
import { noAdmissionWrites } from './no-admission-writes.ts';
import { noCertificateApproval } from './no-certificate-approval.ts';
import { noEscalationRights } from './no-escalation-rights.ts';
import { noNodeProxy } from './no-node-proxy.ts';
import { noPolicyWrites } from './no-policy-writes.ts';
import { noSecretReading } from './no-secret-reading.ts';
import { noShellInPods } from './no-shell-in-pods.ts';
import { noTokenIssuing } from './no-token-issuing.ts';
import { noVolumeCreation } from './no-volume-creation.ts';
import { noWildcardRights } from './no-wildcard-rights.ts';
import { noWorkloadWrites } from './no-workload-writes.ts';
import { nobodyIsClusterAdmin } from './nobody-is-cluster-admin.ts';
import { nobodyIsInSystemMasters } from './nobody-is-in-system-masters.ts';
import { rightsAreForKnownSubjects } from './rights-are-for-known-subjects.ts';

/** Rights: what roles and bindings may grant. */
export const accessRules: readonly Rule[] = [
  defaultAccountsCarryNoToken,
  defaultAccountsHoldNoRights,
  noAdmissionWrites,
  noCertificateApproval,
  noEscalationRights,
  noNodeProxy,
  noPolicyWrites,
  noSecretReading,
  noShellInPods,
  noTokenIssuing,
  noVolumeCreation,
  noWildcardRights,
  noWorkloadWrites,
  nobodyIsClusterAdmin,
  nobodyIsInSystemMasters,
  rightsAreForKnownSubjects,
];
