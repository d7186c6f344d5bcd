import type { Drill, Stage } from './drill.ts';
import { type DrillReport, goodDrill } from './good-drill.ts';
import type { InspectionDrill } from './inspections/inspection-drill.ts';

/** Every drill by its id: that of its runbook, in a file of that name, or one more cause of it; incidents and changes in folders. */
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
  'apply-change': async () => (await import('./changes/apply.ts')).applyChangeDrill,
  'apply-emergency-change': async () => (await import('./changes/apply.ts')).applyEmergencyChangeDrill,
  'import-bundle': async () => (await import('./changes/import-bundle.ts')).importBundleDrill,
  'decommission-system': async () => (await import('./changes/decommission-system.ts')).decommissionSystemDrill,
};

/** Those of inspections. */
const inspections: Readonly<Record<string, () => Promise<InspectionDrill>>> = {
  'prepare-guard-period': async () => (await import('./inspections/guard-periods.ts')).prepareGuardPeriodDrill,
  'report-guard-shift': async () => (await import('./inspections/guard-periods.ts')).reportGuardShiftDrill,
  'close-guard-period': async () => (await import('./inspections/guard-periods.ts')).closeGuardPeriodDrill,
};

/** Ids of all drills, in the order in which they are drilled. */
export const drillIds: readonly string[] = [...Object.keys(drills), ...Object.keys(inspections)];

/** @throws Error where there is none of this id */
export function loadDrill(id: string): Promise<Drill> {
  if (!Object.hasOwn(drills, id)) throw new Error(`drill ${id}: there is none. There are: ${drillIds.join(', ')}.`);
  return drills[id]!();
}

/** The drill of an id, of a runbook or of an inspection. @throws Error where there is none */
export function loadAnyDrill(id: string): Promise<Drill | InspectionDrill> {
  return Object.hasOwn(inspections, id) ? inspections[id]!() : loadDrill(id);
}

/** Id of the runbook or inspection that a drill is of. */
export function drilledBy(drill: Drill | InspectionDrill): string {
  return 'inspection' in drill ? drill.inspection.id : drill.runbook.id;
}

/** The good drill of whichever kind. */
export async function performGood(stage: Stage, drill: Drill | InspectionDrill, folder: string): Promise<DrillReport> {
  if (!('inspection' in drill)) return goodDrill(stage, drill, folder);
  const { goodInspection } = await import('./inspections/inspection-drill.ts');
  return goodInspection(stage, drill, folder);
}
