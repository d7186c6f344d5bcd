import type { Rule } from '../../rule.ts';
import { auditPipelineIsProtected } from './audit-pipeline-is-protected.ts';
import { auditPolicyCoversEveryone } from './audit-policy-covers-everyone.ts';
import { logStreamsAreKept } from './log-streams-are-kept.ts';
import { logStreamsCoverTheNetwork } from './log-streams-cover-the-network.ts';
import { networksWatchThemselves } from './networks-watch-themselves.ts';

/** Audit and monitoring: what is recorded, how long it is kept, and who may stop it. */
export const auditRules: readonly Rule[] = [
  auditPipelineIsProtected,
  auditPolicyCoversEveryone,
  logStreamsAreKept,
  logStreamsCoverTheNetwork,
  networksWatchThemselves,
];
