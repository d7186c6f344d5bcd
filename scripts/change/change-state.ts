import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type UsedApprovals, usedApprovalsIn } from '../../runbooks/kit/approvals/used-approvals.ts';
import { type AnchorStore, anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import type { Workspace } from '../pipeline/workspace.ts';

/** What outlives every run of a command: which approvals are used up, and the journals of changes. */
export interface ChangeState {
  readonly folder: string;
  /** Folder of the runs, one folder a change. */
  readonly runs: string;
  readonly used: UsedApprovals;
  readonly anchors: AnchorStore;
}

/**
 * Where the change state of a site lies. Never in the cluster alone (whose inventory remembers changes as well, for whoever
 * applies from elsewhere): restoring its etcd must not make a used approval good again; and for a real cluster never in the
 * folder for outputs, which anybody may empty. The sandbox keeps its own, and loses it with its clusters.
 */
export function changeStateFolder(
  site: string,
  { workspace, isReal, environment }: { workspace: Workspace; isReal: boolean; environment: NodeJS.ProcessEnv },
): string {
  if (!isReal) return join(workspace.root, 'changes');
  const { FADUN_STATE, XDG_STATE_HOME } = environment;
  const root = FADUN_STATE || join(XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'fadun');
  return resolve(root, site, 'changes');
}

/** Opens a change state, and makes it where there is none. */
export function changeStateIn(folder: string): ChangeState {
  return {
    folder,
    runs: join(folder, 'runs'),
    used: usedApprovalsIn(join(folder, 'used-approvals')),
    anchors: anchorsIn(join(folder, 'anchors')),
  };
}
