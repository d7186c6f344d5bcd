import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AuditStatus, ControlPlaneHost } from '../../../runbooks/kit/control-plane-host.ts';
import { auditPolicyYaml } from '../configuration/audit.ts';
import { readIfPresent, writeWhole } from '../files.ts';
import { effectiveFlags } from '../run.ts';
import { auditExcerpt } from './audit-excerpt.ts';
import { type ControlPlaneParts, refusedOperation } from './parts.ts';

type Reading = Pick<ControlPlaneHost, 'auditStatus' | 'auditHolds' | 'auditExcerpt'>;
type Acting = Pick<ControlPlaneHost, 'restoreAuditPolicy' | 'repairAuditSink'>;

const tailBytes = 4 << 20;
/** A log that turns over needs room for one more file of its largest size. */
const leastFreeBytes = 100 << 20;

export function auditReading(parts: ControlPlaneParts): Reading {
  return {
    auditStatus: () => auditStatus(parts),
    auditHolds: async (text) => (await tailOf(parts.layout.auditLog)).includes(text),
    auditExcerpt: (namespace, since) => auditExcerpt(parts.layout.auditLog, namespace, since),
  };
}

export function auditActing(parts: ControlPlaneParts): Acting {
  const { auditLog, auditPolicy } = parts.layout;
  return {
    restoreAuditPolicy: () => writeWhole(auditPolicy, auditPolicyYaml()),
    async repairAuditSink() {
      const folder = dirname(auditLog);
      const inTheWay = (await isOther(folder, 'folder'))
        ? folder
        : (await isOther(auditLog, 'file'))
          ? auditLog
          : undefined;
      if (inTheWay) await rename(inTheWay, `${inTheWay}.aside-${(await readdir(dirname(inTheWay))).length}`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const fault = await sinkFault(parts);
      if (fault === undefined) return;
      throw refusedOperation(
        'audit log',
        fault,
        'Move older audit files to the archive; a runbook deletes no evidence.',
      );
    },
  };
}

async function auditStatus(parts: ControlPlaneParts): Promise<AuditStatus> {
  const flags = await effectiveFlags(parts, 'kube-apiserver');
  const policy = await readIfPresent(parts.layout.auditPolicy);
  const fault = await sinkFault(parts);
  const last = (await tailOf(parts.layout.auditLog)).trimEnd().split('\n').at(-1) ?? '';
  const time = /"stageTimestamp":"([^"]+)"/.exec(last)?.[1];
  return {
    policySha256: policy === undefined || flags['audit-policy-file'] === undefined ? '' : sha256(policy),
    declaredSha256: sha256(auditPolicyYaml()),
    sinks: [flags['audit-log-path'] ?? []].flat(),
    ...(fault === undefined ? {} : { sinkFault: fault }),
    ...(time === undefined ? {} : { lastEvent: time }),
  };
}

async function sinkFault({ layout }: ControlPlaneParts): Promise<string | undefined> {
  const folder = dirname(layout.auditLog);
  if (await isOther(folder, 'folder')) return 'the folder of the log is no folder';
  if (await isOther(layout.auditLog, 'file')) return 'the log is no regular file';
  const space = await statfs(folder).catch(() => undefined);
  if (space && space.bavail * space.bsize < leastFreeBytes) return 'the file system of the log is full';
  return undefined;
}

/** Something is there, and it is not what should be; a link is followed. */
async function isOther(path: string, wanted: 'file' | 'folder'): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !(wanted === 'file' ? found.isFile() : found.isDirectory());
}

async function tailOf(path: string): Promise<string> {
  if ((await stat(path).catch(() => undefined))?.isFile() !== true) return '';
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
