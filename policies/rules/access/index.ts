import type { Rule } from '../../rule.ts';
import { administratorsAreAllThere } from './administrators-are-all-there.ts';
import { administratorsAreSeparate } from './administrators-are-separate.ts';
import { administratorsHoldTheirFixedRights } from './administrators-hold-their-fixed-rights.ts';
import { auditAdministratorOnlyReads } from './audit-administrator-only-reads.ts';
import { bindingsOfPersonsEnd } from './bindings-of-persons-end.ts';
import { bindingsPointAtWhatExists } from './bindings-point-at-what-exists.ts';
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
import { nobodyBecomesAnotherAccount } from './nobody-becomes-another-account.ts';
import { nobodyIsClusterAdmin } from './nobody-is-cluster-admin.ts';
import { nobodyIsInSystemMasters } from './nobody-is-in-system-masters.ts';
import { nobodyReachesClusterControl } from './nobody-reaches-cluster-control.ts';
import { nobodyReachesPolicies } from './nobody-reaches-policies.ts';
import { nobodyReachesSecrets } from './nobody-reaches-secrets.ts';
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
  administratorsAreAllThere,
  administratorsAreSeparate,
  administratorsHoldTheirFixedRights,
  auditAdministratorOnlyReads,
  bindingsOfPersonsEnd,
  bindingsPointAtWhatExists,
  nobodyBecomesAnotherAccount,
  nobodyReachesClusterControl,
  nobodyReachesPolicies,
  nobodyReachesSecrets,
];
