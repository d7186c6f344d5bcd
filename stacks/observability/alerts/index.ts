import type { Alert } from './alert.ts';
import { auditAlerts } from './audit.ts';
import { backupAlerts } from './backups.ts';
import { capacityAlerts } from './capacity.ts';
import { certificateAlerts } from './certificates.ts';
import { changeAlerts } from './changes.ts';
import { controlPlaneAlerts } from './control-plane.ts';
import { dutyAlerts } from './duties.ts';
import { exchangeFlowAlerts } from './exchange-flow.ts';
import { exchangeIntegrityAlerts } from './exchange-integrity.ts';
import { goldenSignalAlerts, publicSiteAlerts } from './golden-signals.ts';
import { intrusionAlerts } from './intrusion.ts';
import type { MonitoredNetwork } from './monitored-network.ts';
import { monitoringAlerts } from './monitoring.ts';
import { postureAlerts } from './posture.ts';
import { serviceLevelAlerts } from './service-levels.ts';
import { signalAlertsOf } from './signals.ts';
import { clockDataAlerts, statutoryClockAlerts } from './statutory-clocks.ts';

/** Alerts by the idea they express: one rule file each. */
export const alertTemplates: Readonly<Record<string, (network: MonitoredNetwork) => Alert[]>> = {
  monitoring: monitoringAlerts,
  'service-levels': serviceLevelAlerts,
  'golden-signals': goldenSignalAlerts,
  'public-sites': publicSiteAlerts,
  capacity: capacityAlerts,
  'control-plane': controlPlaneAlerts,
  certificates: certificateAlerts,
  backups: backupAlerts,
  audit: auditAlerts,
  intrusion: intrusionAlerts,
  'exchange-flow': exchangeFlowAlerts,
  'exchange-integrity': exchangeIntegrityAlerts,
  'statutory-clocks': statutoryClockAlerts,
  'clock-data': clockDataAlerts,
  signals: signalAlertsOf,
  posture: postureAlerts,
  changes: changeAlerts,
  duties: dutyAlerts,
};
