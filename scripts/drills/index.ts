import type { Drill } from './drill.ts';

/** Every drill by its id: that of its runbook, in a file of that name, or one more cause of it; incidents in a folder. */
const drills: Readonly<Record<string, () => Promise<Drill>>> = {
  'preserve-evidence': async () => (await import('./preserve-evidence.ts')).preserveEvidenceDrill,
  'isolate-namespace': async () => (await import('./isolate-namespace.ts')).isolateNamespaceDrill,
  'quarantine-node': async () => (await import('./quarantine-node.ts')).quarantineNodeDrill,
  'block-image': async () => (await import('./block-image.ts')).blockImageDrill,
  'revoke-expired-access': async () => (await import('./revoke-expired-access.ts')).revokeExpiredAccessDrill,
  'break-glass': async () => (await import('./break-glass.ts')).breakGlassDrill,
  'rotate-credentials': async () => (await import('./rotate-credentials.ts')).rotateCredentialsDrill,
  'cut-exchange-channel': async () => (await import('./cut-exchange-channel.ts')).cutExchangeChannelDrill,
  'failover-exchange-channel': async () =>
    (await import('./failover-exchange-channel.ts')).failoverExchangeChannelDrill,
  'reconcile-exchanges': async () => (await import('./reconcile-exchanges.ts')).reconcileExchangesDrill,
  'recover-monitoring': async () => (await import('./recover-monitoring.ts')).recoverMonitoringDrill,
  'restore-etcd': async () => (await import('./restore-etcd.ts')).restoreEtcdDrill,
  'drill-backup': async () => (await import('./drill-backup.ts')).drillBackupDrill,
  'rotate-encryption-keys': async () => (await import('./rotate-encryption-keys.ts')).rotateEncryptionKeysDrill,
  'renew-certificates': async () => (await import('./renew-certificates.ts')).renewCertificatesDrill,
  'patch-control-plane': async () => (await import('./patch-control-plane.ts')).patchControlPlaneDrill,
  'recover-audit-pipeline': async () => (await import('./recover-audit-pipeline.ts')).recoverAuditPipelineDrill,
  'recover-audit-pipeline-sink': async () => (await import('./recover-audit-pipeline.ts')).recoverAuditSinkDrill,
  'recover-audit-pipeline-flags': async () => (await import('./recover-audit-pipeline.ts')).recoverAuditFlagsDrill,
  'recover-admission': async () => (await import('./recover-admission.ts')).recoverAdmissionDrill,
  'recover-admission-webhook': async () => (await import('./recover-admission.ts')).recoverAdmissionWebhookDrill,
  'triage-incident': async () => (await import('./incidents/records.ts')).triageIncidentDrill,
  'summarize-incident': async () => (await import('./incidents/records.ts')).summarizeIncidentDrill,
  'contain-intrusion': async () => (await import('./incidents/compositions.ts')).containIntrusionDrill,
  'contain-supplier': async () => (await import('./incidents/compositions.ts')).containSupplierDrill,
  'recover-control-plane': async () => (await import('./incidents/compositions.ts')).recoverControlPlaneDrill,
  'replace-compromised-keys': async () => (await import('./incidents/compositions.ts')).replaceCompromisedKeysDrill,
  'contain-data-leak': async () => (await import('./incidents/channel-incidents.ts')).containDataLeakDrill,
  'recall-payload': async () => (await import('./incidents/channel-incidents.ts')).recallPayloadDrill,
  'trigger-guard-measures': async () => (await import('./incidents/channel-incidents.ts')).triggerGuardMeasuresDrill,
  'block-external-connection': async () => (await import('./incidents/portal.ts')).blockExternalConnectionDrill,
  'restore-public-page': async () => (await import('./incidents/portal.ts')).restorePublicPageDrill,
};

/** Ids of all drills, in the order in which they are drilled. */
export const drillIds: readonly string[] = Object.keys(drills);

/** @throws Error where there is none of this id */
export function loadDrill(id: string): Promise<Drill> {
  if (!Object.hasOwn(drills, id)) throw new Error(`drill ${id}: there is none. There are: ${drillIds.join(', ')}.`);
  return drills[id]!();
}
