import type { Inspection } from './kit/inspection.ts';
import type { Runbook } from './kit/runbook.ts';

/** What a duty or an alert leads to: a runbook acts on approval; an inspection reads, or guides people through a list. */
export type Procedure = Runbook | Inspection;

/** Loads one procedure; nothing else is loaded with it. */
type Load = () => Promise<Procedure>;

/** Every runbook and inspection by its id, each in a file of that name. */
const procedures: Readonly<Record<string, Load>> = {
  'apply-change': async () => (await import('./apply-change.ts')).applyChange,
  'apply-emergency-change': async () => (await import('./apply-emergency-change.ts')).applyEmergencyChange,
  'triage-incident': async () => (await import('./triage-incident.ts')).triageIncident,
  'contain-intrusion': async () => (await import('./contain-intrusion.ts')).containIntrusion,
  'recover-control-plane': async () => (await import('./recover-control-plane.ts')).recoverControlPlane,
  'replace-compromised-keys': async () => (await import('./replace-compromised-keys.ts')).replaceCompromisedKeys,
  'contain-supplier': async () => (await import('./contain-supplier.ts')).containSupplier,
  'contain-data-leak': async () => (await import('./contain-data-leak.ts')).containDataLeak,
  'recall-payload': async () => (await import('./recall-payload.ts')).recallPayload,
  'block-external-connection': async () => (await import('./block-external-connection.ts')).blockExternalConnection,
  'restore-public-page': async () => (await import('./restore-public-page.ts')).restorePublicPage,
  'summarize-incident': async () => (await import('./summarize-incident.ts')).summarizeIncident,
  'assess-critical-infrastructure': async () =>
    (await import('./assess-critical-infrastructure.ts')).assessCriticalInfrastructure,
  'assess-important-data': async () => (await import('./assess-important-data.ts')).assessImportantData,
  'audit-personal-information': async () => (await import('./audit-personal-information.ts')).auditPersonalInformation,
  'audit-privileged-operations': async () =>
    (await import('./audit-privileged-operations.ts')).auditPrivilegedOperations,
  'block-image': async () => (await import('./block-image.ts')).blockImage,
  'break-glass': async () => (await import('./break-glass.ts')).breakGlass,
  'check-backups': async () => (await import('./check-backups.ts')).checkBackups,
  'check-drift': async () => (await import('./check-drift.ts')).checkDrift,
  'check-feeds': async () => (await import('./check-feeds.ts')).checkFeeds,
  'check-log-completeness': async () => (await import('./check-log-completeness.ts')).checkLogCompleteness,
  'check-public-sites': async () => (await import('./check-public-sites.ts')).checkPublicSites,
  'clean-network-rules': async () => (await import('./clean-network-rules.ts')).cleanNetworkRules,
  'close-guard-period': async () => (await import('./close-guard-period.ts')).closeGuardPeriod,
  'cut-exchange-channel': async () => (await import('./cut-exchange-channel.ts')).cutExchangeChannel,
  'decommission-system': async () => (await import('./decommission-system.ts')).decommissionSystem,
  'drill-backup': async () => (await import('./drill-backup.ts')).drillBackup,
  'drill-emergency-plans': async () => (await import('./drill-emergency-plans.ts')).drillEmergencyPlans,
  'exercise-attack': async () => (await import('./exercise-attack.ts')).exerciseAttack,
  'failover-exchange-channel': async () => (await import('./failover-exchange-channel.ts')).failoverExchangeChannel,
  'failover-site': async () => (await import('./failover-site.ts')).failoverSite,
  'hand-over-shift': async () => (await import('./hand-over-shift.ts')).handOverShift,
  'import-bundle': async () => (await import('./import-bundle.ts')).importBundle,
  'inspect-platform': async () => (await import('./inspect-platform.ts')).inspectPlatform,
  'isolate-namespace': async () => (await import('./isolate-namespace.ts')).isolateNamespace,
  'patch-control-plane': async () => (await import('./patch-control-plane.ts')).patchControlPlane,
  'prepare-crypto-assessment': async () => (await import('./prepare-crypto-assessment.ts')).prepareCryptoAssessment,
  'prepare-guard-period': async () => (await import('./prepare-guard-period.ts')).prepareGuardPeriod,
  'prepare-mlps-assessment': async () => (await import('./prepare-mlps-assessment.ts')).prepareMlpsAssessment,
  'preserve-evidence': async () => (await import('./preserve-evidence.ts')).preserveEvidence,
  'quarantine-node': async () => (await import('./quarantine-node.ts')).quarantineNode,
  'reconcile-exchanges': async () => (await import('./reconcile-exchanges.ts')).reconcileExchanges,
  'recover-admission': async () => (await import('./recover-admission.ts')).recoverAdmission,
  'recover-monitoring': async () => (await import('./recover-monitoring.ts')).recoverMonitoring,
  'recover-audit-pipeline': async () => (await import('./recover-audit-pipeline.ts')).recoverAuditPipeline,
  'refresh-product-lists': async () => (await import('./refresh-product-lists.ts')).refreshProductLists,
  'regrade-data': async () => (await import('./regrade-data.ts')).regradeData,
  'renew-certificates': async () => (await import('./renew-certificates.ts')).renewCertificates,
  'report-clocks': async () => (await import('./report-clocks.ts')).reportClocks,
  'report-guard-shift': async () => (await import('./report-guard-shift.ts')).reportGuardShift,
  'restore-etcd': async () => (await import('./restore-etcd.ts')).restoreEtcd,
  'review-accounts': async () => (await import('./review-accounts.ts')).reviewAccounts,
  'review-alerts': async () => (await import('./review-alerts.ts')).reviewAlerts,
  'review-approvals': async () => (await import('./review-approvals.ts')).reviewApprovals,
  'review-capacity': async () => (await import('./review-capacity.ts')).reviewCapacity,
  'review-compliance': async () => (await import('./review-compliance.ts')).reviewCompliance,
  'review-key-ceremony': async () => (await import('./review-key-ceremony.ts')).reviewKeyCeremony,
  'review-sharing-grants': async () => (await import('./review-sharing-grants.ts')).reviewSharingGrants,
  'review-suppliers': async () => (await import('./review-suppliers.ts')).reviewSuppliers,
  'review-vulnerabilities': async () => (await import('./review-vulnerabilities.ts')).reviewVulnerabilities,
  'revoke-expired-access': async () => (await import('./revoke-expired-access.ts')).revokeExpiredAccess,
  'rotate-credentials': async () => (await import('./rotate-credentials.ts')).rotateCredentials,
  'rotate-encryption-keys': async () => (await import('./rotate-encryption-keys.ts')).rotateEncryptionKeys,
  'test-detection': async () => (await import('./test-detection.ts')).testDetection,
  'test-malware-path': async () => (await import('./test-malware-path.ts')).testMalwarePath,
  'test-security-awareness': async () => (await import('./test-security-awareness.ts')).testSecurityAwareness,
  'trigger-guard-measures': async () => (await import('./trigger-guard-measures.ts')).triggerGuardMeasures,
  'update-mlps-filing': async () => (await import('./update-mlps-filing.ts')).updateMlpsFiling,
};

/** Ids of all procedures, sorted. */
export function procedureIds(): readonly string[] {
  return Object.keys(procedures).sort();
}

/** The procedure of an id; undefined where there is none. */
export async function loadProcedure(id: string): Promise<Procedure | undefined> {
  return Object.hasOwn(procedures, id) ? procedures[id]!() : undefined;
}

/** All procedures, sorted by id. */
export async function loadProcedures(): Promise<readonly Procedure[]> {
  return Promise.all(procedureIds().map((id) => procedures[id]!()));
}

/** True for what acts: it is planned, approved and run. */
export function isRunbook(procedure: Procedure): procedure is Runbook {
  return 'steps' in procedure;
}
