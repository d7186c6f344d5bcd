import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { ControlPlaneHost, EtcdStatus, EtcdWrite } from '../../../runbooks/kit/control-plane-host.ts';
import { MachineError } from '../machine/error.ts';
import { etcdctl, etcdctlWords, type Member } from '../member.ts';

type Reading = Pick<ControlPlaneHost, 'etcdStatus' | 'rawValuePrefix' | 'storedAs' | 'writesSince'>;

interface Answer {
  readonly header: { readonly revision: number };
  readonly kvs?: readonly { readonly key: string; readonly value?: string; readonly mod_revision: number }[];
  readonly more?: boolean;
}

const pageSize = 2_000;

/** @param members their etcds hold the same: the first is asked */
export function etcdReading(members: readonly Member[]): Reading {
  const member = members[0]!;
  return {
    etcdStatus: () => etcdStatus(member),
    async rawValuePrefix(key) {
      const { kvs } = await get(member, [key]);
      return prefixOf(kvs?.[0]?.value);
    },
    async storedAs(resource) {
      const counts: Record<string, number> = {};
      for await (const { value } of values(member, `/registry/${resource}/`)) {
        const prefix = prefixOf(value);
        counts[prefix] = (counts[prefix] ?? 0) + 1;
      }
      return counts;
    },
    async writesSince(revision) {
      const live = await get(member, ['', '--prefix', '--keys-only', `--min-mod-rev=${revision + 1}`]);
      const puts = (live.kvs ?? []).map(
        (kv): EtcdWrite => ({ key: textOf(kv.key), revision: kv.mod_revision, change: 'put' }),
      );
      const until = live.header.revision;
      const deletes = await deletesBetween(member, revision, until);
      const gone = (deletes ?? []).filter(({ key }) => !puts.some((put) => put.key === key));
      const writes = [...puts, ...gone].sort((left, right) => left.revision - right.revision);
      return { until, writes, complete: deletes !== undefined };
    },
  };
}

/** The state of etcd; where it does not answer, what the host still shows. */
export async function etcdStatus(member: Member): Promise<EtcdStatus> {
  const [folder, declared] = await Promise.all([dataFolder(member), member.files().then(({ etcdData }) => etcdData)]);
  const entries = await member.machine.list(dirname(declared));
  const isData = (name: string) => name === basename(declared) || /^etcd-[a-z0-9-]+$/.test(name);
  const kept = entries
    .filter(({ kind, name }) => kind === 'folder' && isData(name) && name !== folder)
    .map(({ name }) => name)
    .sort();
  const silent = { healthy: false, revision: 0, members: 0, databaseBytes: 0, folder, kept };
  if (!(await member.isRunning('etcd'))) return silent;
  try {
    const status = ['endpoint', 'status', '--write-out=json', '--command-timeout=3s'];
    const answers = JSON.parse(await etcdctl(member, status)) as EndpointStatus[];
    const { header, dbSize } = answers[0]!.Status;
    const listed = await etcdctl(member, ['member', 'list', '--write-out=json', '--command-timeout=3s']);
    const { members } = JSON.parse(listed) as { members: readonly unknown[] };
    return { ...silent, healthy: true, revision: header.revision, members: members.length, databaseBytes: dbSize };
  } catch {
    return silent;
  }
}

interface EndpointStatus {
  readonly Status: { readonly header: { readonly revision: number }; readonly dbSize: number };
}

/** The name of the data folder that etcd is started with next. */
export async function dataFolder(member: Member): Promise<string> {
  return basename(String((await member.flags('etcd'))['data-dir']));
}

/** Number of keys at a revision, and a digest over each with its revision and value. @param endpoint another etcd */
export async function contentAt(
  member: Member,
  revision: number,
  endpoint?: string,
): Promise<{ readonly keys: number; readonly sha256: string }> {
  const digest = createHash('sha256');
  let keys = 0;
  for await (const { key, value, mod_revision } of values(member, '', revision, endpoint)) {
    digest.update(`${key} ${mod_revision} ${value ?? ''}\n`);
    keys++;
  }
  return { keys, sha256: digest.digest('hex') };
}

/** Everything below a prefix, page by page. */
async function* values(member: Member, prefix: string, revision = 0, endpoint?: string) {
  const end = prefix === '' ? '' : prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
  for (let from = prefix; ; ) {
    const range = end === '' ? [from, '--from-key'] : [from, end];
    const options = [`--limit=${pageSize}`, ...(revision ? [`--rev=${revision}`] : [])];
    const { kvs = [], more } = await get(member, [...range, ...options], endpoint);
    yield* kvs;
    if (!more || kvs.length === 0) return;
    from = `${textOf(kvs.at(-1)!.key)}!`;
  }
}

async function get(member: Member, words: readonly string[], endpoint?: string): Promise<Answer> {
  return JSON.parse(await etcdctl(member, ['get', '--write-out=json', ...words], endpoint)) as Answer;
}

/** Deletions after a revision up to another; undefined where history was compacted. Values are read past, not kept. */
async function deletesBetween(member: Member, after: number, until: number): Promise<readonly EtcdWrite[] | undefined> {
  if (until <= after) return [];
  const watch = ['watch', '', '--prefix', `--rev=${after + 1}`, '--write-out=json'];
  const found: EtcdWrite[] = [];
  try {
    const words = await etcdctlWords(member, watch);
    for await (const line of member.machine.lines('etcdctl', words, { deadlineSeconds: 30 })) {
      const answer = JSON.parse(line) as WatchAnswer;
      if (answer.CompactRevision) return undefined;
      for (const { type, kv } of answer.Events ?? []) {
        if (type === 1) found.push({ key: textOf(kv.key), revision: kv.mod_revision, change: 'delete' });
        if (kv.mod_revision >= until) return found.filter((each) => each.revision <= until);
      }
    }
  } catch (error) {
    if (error instanceof MachineError && /compacted/.test(error.said)) return undefined;
    throw error;
  }
  throw new Error(`${member.host}: etcd ended its history before revision ${until}.\n  Look at its log.`);
}

interface WatchAnswer {
  readonly CompactRevision?: number;
  readonly Events?: readonly {
    readonly type?: number;
    readonly kv: { readonly key: string; readonly mod_revision: number };
  }[];
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** `k8s:enc:<provider>:v1:<key>:` at the start of a value; empty where it is stored in clear. */
function prefixOf(value = ''): string {
  const start = Buffer.from(value.slice(0, 400), 'base64').toString('latin1');
  return /^k8s:enc:[a-z0-9]+:v[12]:[A-Za-z0-9._-]+:/.exec(start)?.[0] ?? '';
}
