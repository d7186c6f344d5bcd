import type { NetworkContext } from '../../context.ts';
import { businessDashboard } from './business.ts';
import type { DashboardSpec } from './dashboard.ts';
import { estateDashboard } from './estate.ts';
import { exchangeDashboard } from './exchange.ts';
import { networkDashboard } from './network.ts';
import { runbooksDashboard } from './runbooks.ts';
import { securityDashboard } from './security-posture.ts';
import { clocksDashboard } from './statutory-clocks.ts';
import { systemDashboard } from './system.ts';

/** What every network shows of itself. */
export const networkDashboards: readonly DashboardSpec[] = [
  networkDashboard,
  systemDashboard,
  businessDashboard,
  exchangeDashboard,
  clocksDashboard,
  securityDashboard,
  runbooksDashboard,
];

/** The dashboards of a network; that of the estate stands with the coordinating committee, where summaries arrive. */
export function dashboardsOf({ site, networkId, network }: NetworkContext): readonly DashboardSpec[] {
  const coordinating = Object.entries(site.networks).find(([, { owner }]) => owner === 'PLC')?.[0];
  return network.owner === 'PLC' && coordinating === networkId
    ? [...networkDashboards, estateDashboard]
    : networkDashboards;
}
