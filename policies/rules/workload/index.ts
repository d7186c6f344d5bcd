import type { Rule } from '../../rule.ts';
import { containersBoundTheirResources } from './containers-bound-their-resources.ts';
import { dataTiersKeepTheirNodes } from './data-tiers-keep-their-nodes.ts';
import { entrancePodsBoundTheirBandwidth } from './entrance-pods-bound-their-bandwidth.ts';
import { highRiskPortsAreClosed } from './high-risk-ports-are-closed.ts';
import { managementKeepsItsNodes } from './management-keeps-its-nodes.ts';
import { noSecretsInEnvironment } from './no-secrets-in-environment.ts';
import { noTokenMountedUnlessListed } from './no-token-mounted-unless-listed.ts';
import { ownServiceAccount } from './own-service-account.ts';
import { readOnlyRootFileSystem } from './read-only-root-file-system.ts';
import { releasesCanBeRolledBack } from './releases-can-be-rolled-back.ts';
import { schedulesDoNotPileUp } from './schedules-do-not-pile-up.ts';
import { scratchVolumesAreBounded } from './scratch-volumes-are-bounded.ts';
import { standingContainersHaveProbes } from './standing-containers-have-probes.ts';
import { workloadsNameAPriority } from './workloads-name-a-priority.ts';
import { workloadsSpreadOverHosts } from './workloads-spread-over-hosts.ts';

/** How workloads run. */
export const workloadRules: readonly Rule[] = [
  containersBoundTheirResources,
  dataTiersKeepTheirNodes,
  highRiskPortsAreClosed,
  noSecretsInEnvironment,
  noTokenMountedUnlessListed,
  ownServiceAccount,
  readOnlyRootFileSystem,
  releasesCanBeRolledBack,
  schedulesDoNotPileUp,
  scratchVolumesAreBounded,
  standingContainersHaveProbes,
  workloadsNameAPriority,
  workloadsSpreadOverHosts,
  entrancePodsBoundTheirBandwidth,
  managementKeepsItsNodes,
];
