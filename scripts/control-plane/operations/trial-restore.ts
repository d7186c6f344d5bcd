import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SnapshotCheck } from '../../../runbooks/kit/control-plane-host.ts';
import { commandArguments, type Flags } from '../flags.ts';
import { MachineError } from '../machine/error.ts';
import type { HeldProgram } from '../machine/machine.ts';
import { etcdctl, type Member } from '../member.ts';
import { contentAt } from './etcd-reading.ts';
import { restoringWords } from './restoring.ts';

/** The scratch etcd ends by itself then, whatever becomes of this program. */
const longestSeconds = 300;
const servesWithinSeconds = 60;
/** Below the ports that systems give to outgoing connections. */
const ports = { from: 20_000, below: 32_000 } as const;

/**
 * Restores a snapshot into an etcd of its own on other ports, reads all of it, and compares with the live one at the
 * same revision. Scratch folder and process are gone afterwards; those of an interrupted trial are removed first.
 */
export async function trialRestore(member: Member, file: string, revision: number): Promise<SnapshotCheck> {
  const { machine } = member;
  await clearTrial(member);
  const { scratch } = await member.files();
  const started = performance.now();
  const port = randomInt(ports.from, ports.below - 1);
  const endpoint = `https://127.0.0.1:${port}`;
  const data = join(scratch, 'data');
  const flags = scratchFlags(await member.flags('etcd'), data, port);
  let etcd: HeldProgram | undefined;
  try {
    await machine.makeFolder(scratch);
    await machine.run('etcdutl', await restoringWords(member, file, data, flags), { deadlineSeconds: longestSeconds });
    etcd = machine.hold('etcd', commandArguments(flags), { deadlineSeconds: longestSeconds });
    await served(member, endpoint, etcd);
    const seconds = (performance.now() - started) / 1000;
    const restored = await contentAt(member, revision, endpoint);
    const live = await contentAt(member, revision);
    return { ...restored, liveKeys: live.keys, liveSha256: live.sha256, seconds: Math.round(seconds * 100) / 100 };
  } finally {
    await etcd?.letGo();
    await machine.remove(scratch);
  }
}

/** Removes what an interrupted trial has left; its process ends with whoever held it. */
export async function clearTrial({ machine, files }: Member): Promise<void> {
  await machine.remove((await files()).scratch);
}

/** An etcd of one member that no other knows, with the certificates of the live one. */
function scratchFlags(live: Flags, data: string, port: number): Flags {
  const client = `https://127.0.0.1:${port}`;
  const peer = `https://127.0.0.1:${port + 1}`;
  return {
    ...live,
    'data-dir': data,
    'wal-dir': undefined,
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `${live.name ?? 'default'}=${peer}`,
    'initial-cluster-state': 'new',
    'initial-cluster-token': 'fadun-scratch',
    'listen-metrics-urls': undefined,
  };
}

async function served(member: Member, endpoint: string, etcd: HeldProgram): Promise<void> {
  let end: string | undefined;
  void etcd.ended.then((how) => {
    end = how;
  });
  const started = performance.now();
  while (end === undefined && performance.now() - started < servesWithinSeconds * 1000) {
    try {
      await etcdctl(member, ['endpoint', 'health', '--command-timeout=2s'], endpoint);
      return;
    } catch (error) {
      if (!(error instanceof MachineError) || error.kind !== 'failed') throw error;
    }
    await delay(50);
  }
  throw new Error(
    `scratch etcd: it does not serve the snapshot: ${end ?? `no answer within ${servesWithinSeconds} s`}.\n  The snapshot is no backup; take another and check it.`,
  );
}
