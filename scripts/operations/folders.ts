import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FadunError } from '../errors.ts';
import type { Workspace } from '../pipeline/workspace.ts';

/** Where the work of on-call staff is kept; every folder is 0700. */
export interface OperationsFolders {
  readonly root: string;
  readonly plans: string;
  readonly runs: string;
  /** Count and head of every journal; keep a copy on another machine, the exporter shows them. */
  readonly anchors: string;
  readonly usedApprovals: string;
  readonly evidence: string;
  readonly duties: string;
  readonly alerts: string;
  readonly drills: string;
  /** Secrets drawn by runbooks for the operator; removed by the step that ends them. */
  readonly handedOver: string;
}

const names = [
  'plans',
  'runs',
  'anchors',
  'usedApprovals',
  'evidence',
  'duties',
  'alerts',
  'drills',
  'handedOver',
] as const;

/**
 * The folders of a site, without touching the disk.
 * @param root @default `operations` in the site's outputs
 */
export function operationsFolders(workspace: Workspace, root = join(workspace.root, 'operations')): OperationsFolders {
  const below = (name: string) => join(root, name);
  return {
    root,
    plans: below('plans'),
    runs: below('runs'),
    anchors: below('anchors'),
    usedApprovals: below('used-approvals'),
    evidence: below('evidence'),
    duties: below('duties'),
    alerts: below('alerts'),
    drills: below('drills'),
    handedOver: below('handed-over'),
  };
}

/**
 * Makes the folders that are missing.
 * @throws FadunError where one stands open to others
 */
export function prepareFolders(folders: OperationsFolders): OperationsFolders {
  for (const folder of [folders.root, ...names.map((name) => folders[name])]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const mode = statSync(folder).mode & 0o777;
    if ((mode & 0o077) === 0) continue;
    throw new FadunError(
      folder,
      {
        zh: `权限 ${mode.toString(8)} 使他人可接触日志与计划`,
        en: `mode ${mode.toString(8)} lets others at journals and plans`,
      },
      {
        zh: `执行 chmod 700 ${folder}，再查明谁可能改动过其中内容。`,
        en: `Run chmod 700 ${folder}, then look who could have changed what is in it.`,
      },
    );
  }
  return folders;
}
