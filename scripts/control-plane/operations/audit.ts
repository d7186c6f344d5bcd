import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { AuditExcerpt, AuditStatus, ControlPlaneHost } from '../../../runbooks/kit/control-plane-host.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { auditPolicyYaml } from '../audit-policy.ts';
import type { Machine } from '../machine/machine.ts';
import { type Member, refusedOperation } from '../member.ts';
import { auditExcerpt } from './audit-excerpt.ts';

type Reading = Pick<ControlPlaneHost, 'auditStatus' | 'auditHolds' | 'auditExcerpt'>;
type Acting = Pick<ControlPlaneHost, 'restoreAuditPolicy' | 'repairAuditSink'>;

const tailBytes = 4 << 20;
/** A log that turns over needs room for one more file of its largest size. */
const leastFreeBytes = 100 << 20;

export function auditReading(members: readonly Member[]): Required<Reading> {
  return {
    auditStatus: async () => worst(await Promise.all(members.map(auditStatus))),
    async auditHolds(text) {
      const tails = await Promise.all(
        members.map(async ({ machine, files }) => tailOf(machine, (await files()).auditLog)),
      );
      return tails.some((tail) => tail.includes(text));
    },
    async auditExcerpt(namespace, since) {
      const excerpts: AuditExcerpt[] = [];
      for (const { machine, files } of members)
        excerpts.push(await auditExcerpt(machine, (await files()).auditLog, namespace, since));
      return {
        events: excerpts.map(({ events }) => events).join(''),
        complete: excerpts.every(({ complete }) => complete),
      };
    },
  };
}

export function auditActing(members: readonly Member[]): Acting {
  return {
    async restoreAuditPolicy() {
      for (const { machine, files } of members) await machine.write((await files()).auditPolicy, auditPolicyYaml());
    },
    async repairAuditSink() {
      for (const { machine, files } of members) await repairSink(machine, (await files()).auditLog);
    },
  };
}

/** What is wrong with any member is wrong with the whole; events are as old as the member that wrote last. */
function worst(all: readonly AuditStatus[]): AuditStatus {
  const deviating = all.find(({ policySha256, declaredSha256 }) => policySha256 !== declaredSha256) ?? all[0]!;
  const { sinkFault } = all.find((each) => each.sinkFault !== undefined) ?? deviating;
  const oldest = all.map(({ lastEvent }) => lastEvent ?? '').sort()[0];
  const { policySha256, declaredSha256, sinks } = deviating;
  return {
    policySha256,
    declaredSha256,
    sinks,
    ...(sinkFault === undefined ? {} : { sinkFault }),
    ...(oldest ? { lastEvent: oldest } : {}),
  };
}

async function repairSink(machine: Machine, log: string): Promise<void> {
  const folder = dirname(log);
  const inTheWay = (await isOther(machine, folder, 'folder'))
    ? folder
    : (await isOther(machine, log, 'file'))
      ? log
      : undefined;
  if (inTheWay) {
    const number = (await machine.list(dirname(inTheWay))).length;
    await machine.rename(inTheWay, `${inTheWay}.aside-${number}`);
  }
  await machine.makeFolder(folder);
  const fault = await faultOfSink(machine, log);
  if (fault === undefined) return;
  throw refusedOperation('audit log', fault, {
    zh: '请将较早的审计文件移至归档；手册不删除证据。',
    en: 'Move older audit files to the archive; a runbook deletes no evidence.',
  });
}

async function auditStatus({ machine, files, flags: flagsOf }: Member): Promise<AuditStatus> {
  const { auditPolicy: file, auditLog } = await files();
  const flags = await flagsOf('kube-apiserver');
  const policy = await machine.read(file);
  const fault = await faultOfSink(machine, auditLog);
  const last = (await tailOf(machine, auditLog)).trimEnd().split('\n').at(-1) ?? '';
  const time = /"stageTimestamp":"([^"]+)"/.exec(last)?.[1];
  return {
    policySha256: policy === undefined || flags['audit-policy-file'] === undefined ? '' : sha256(policy),
    declaredSha256: sha256(auditPolicyYaml()),
    sinks: [flags['audit-log-path'] ?? []].flat(),
    ...(fault === undefined ? {} : { sinkFault: fault.en }),
    ...(time === undefined ? {} : { lastEvent: time }),
  };
}

async function faultOfSink(machine: Machine, log: string): Promise<Text | undefined> {
  const folder = dirname(log);
  if (await isOther(machine, folder, 'folder'))
    return { zh: '日志目录不是目录', en: 'the folder of the log is no folder' };
  if (await isOther(machine, log, 'file')) return { zh: '日志不是普通文件', en: 'the log is no regular file' };
  const free = await machine.freeBytes(folder);
  if (free !== undefined && free < leastFreeBytes)
    return { zh: '日志所在文件系统已满', en: 'the file system of the log is full' };
  return undefined;
}

/** Something is there, and it is not what should be; a link is followed. */
async function isOther(machine: Machine, path: string, wanted: 'file' | 'folder'): Promise<boolean> {
  const found = await machine.look(path);
  return found !== undefined && found.kind !== wanted;
}

async function tailOf(machine: Machine, path: string): Promise<string> {
  return (await machine.look(path))?.kind === 'file' ? machine.part(path, 'last', tailBytes) : '';
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
