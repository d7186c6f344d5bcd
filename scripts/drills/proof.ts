import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterError } from '../engines/client/errors.ts';
import { stageApi } from './access.ts';
import type { Stage } from './drill.ts';

/** The identities whose writes matter: who plans and who acts. */
export const planningUser = 'fadun:reader';
export const actingUser = 'fadun:applier';

/** A moment of a network, to tell later what was done to it since. */
export interface Moment {
  readonly auditBytes: number;
  readonly hostDigest: string;
}

export function momentOf(stage: Pick<Stage, 'auditLog' | 'root'>): Moment {
  return { auditBytes: sizeOf(stage.auditLog), hostDigest: hostDigest(stage.root) };
}

const writing = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

interface Event {
  readonly stage?: string;
  readonly verb?: string;
  readonly requestURI?: string;
  readonly user?: { readonly username?: string };
  readonly objectRef?: { readonly resource?: string };
}

/**
 * Write requests of a user since a moment, as the audit log has them, refused ones and dry runs included; without
 * SelfSubject reviews, by which one asks what one may do.
 */
export function writesOf(user: string, stage: Pick<Stage, 'auditLog'>, since: Moment): readonly string[] {
  const text = tailOf(stage.auditLog, since.auditBytes);
  return text.split('\n').flatMap((line) => {
    if (!line.includes(`"${user}"`)) return [];
    const event = JSON.parse(line) as Event;
    const isReview = /^selfsubject/.test(event.objectRef?.resource ?? '');
    const counts = event.user?.username === user && writing.has(event.verb ?? '') && !isReview;
    return counts ? [`${event.verb} ${event.requestURI}`] : [];
  });
}

/**
 * The control of the proof: a write that the planning identity tries is refused and seen, so that none would go unseen.
 * @returns what is wrong with the proof
 */
export async function provesWrites(stage: Pick<Stage, 'auditLog' | 'root' | 'network' | 'kubeconfigs'>) {
  const before = momentOf(stage);
  const reader = stageApi(stage.network, stage.kubeconfigs.reader);
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'drill-control' } };
  const answer = await reader.send('POST', '/api/v1/namespaces/default/configmaps', object).catch((error) => error);
  await reader.close();
  return [
    ...(answer instanceof ClusterError && answer.status === 403 ? [] : ['the planning credential may write']),
    ...(writesOf(planningUser, stage, before).length === 1 ? [] : ['a write of the planning credential goes unseen']),
  ];
}

/** Digest over what a run changes on the hosts: configuration, keys, versions, snapshots, data folders, processes. */
function hostDigest(root: string): string {
  const digest = createHash('sha256').update(readdirSync(root).sort().join('\n'));
  for (const folder of ['config', 'pki', 'kubeconfigs', 'versions', 'snapshots', 'run'])
    for (const file of filesBelow(join(root, folder))) {
      const { size, mtimeMs, ino } = statSync(file);
      digest.update(`\n${file} ${size} ${mtimeMs} ${ino}`);
    }
  return digest.digest('hex');
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}

/** What a file holds from a byte on; nothing where it is no regular file, as a log that was put out of order. */
function tailOf(path: string, from: number): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return '';
  return readFileSync(path).subarray(from).toString('utf8');
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
