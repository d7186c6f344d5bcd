import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { ControlPlaneHost, EtcdStatus, EtcdWrite } from '../../../runbooks/kit/control-plane-host.ts';
import { effectiveFlags, isRunning } from '../run.ts';
import type { ControlPlaneParts } from './parts.ts';

type Reading = Pick<ControlPlaneHost, 'etcdStatus' | 'rawValuePrefix' | 'storedAs' | 'writesSince'>;

interface Answer {
  readonly header: { readonly revision: number };
  readonly kvs?: readonly { readonly key: string; readonly value?: string; readonly mod_revision: number }[];
  readonly more?: boolean;
}

const pageSize = 2_000;

export function etcdReading(parts: ControlPlaneParts): Reading {
  const { host } = parts;
  return {
    etcdStatus: () => etcdStatus(parts),
    async rawValuePrefix(key) {
      const { kvs } = await get(parts, [key]);
      return prefixOf(kvs?.[0]?.value);
    },
    async storedAs(resource) {
      const counts: Record<string, number> = {};
      for await (const { value } of values(parts, `/registry/${resource}/`)) {
        const prefix = prefixOf(value);
        counts[prefix] = (counts[prefix] ?? 0) + 1;
      }
      return counts;
    },
    async writesSince(revision) {
      const live = await get(parts, ['', '--prefix', '--keys-only', `--min-mod-rev=${revision + 1}`]);
      const puts = (live.kvs ?? []).map(
        (kv): EtcdWrite => ({ key: textOf(kv.key), revision: kv.mod_revision, change: 'put' }),
      );
      const until = live.header.revision;
      const deletes = await deletesBetween(host.layout.network, parts, revision, until);
      const gone = (deletes ?? []).filter(({ key }) => !puts.some((put) => put.key === key));
      const writes = [...puts, ...gone].sort((left, right) => left.revision - right.revision);
      return { until, writes, complete: deletes !== undefined };
    },
  };
}

/** The state of etcd; where it does not answer, what the host still shows. */
export async function etcdStatus(parts: ControlPlaneParts): Promise<EtcdStatus> {
  const folder = await dataFolder(parts);
  const entries = await readdir(parts.layout.root, { withFileTypes: true });
  const kept = entries
    .filter((entry) => entry.isDirectory() && /^etcd(-[a-z0-9-]+)?$/.test(entry.name) && entry.name !== folder)
    .map((entry) => entry.name)
    .sort();
  const silent = { healthy: false, revision: 0, members: 0, databaseBytes: 0, folder, kept };
  if (!(await isRunning(parts.layout, 'etcd'))) return silent;
  try {
    const { stdout } = await parts.host.run('etcdctl', [
      'endpoint',
      'status',
      '--write-out=json',
      '--command-timeout=3s',
    ]);
    const answers = JSON.parse(stdout) as { Status: { header: { revision: number }; dbSize: number } }[];
    const { header, dbSize } = answers[0]!.Status;
    return { ...silent, healthy: true, revision: header.revision, members: answers.length, databaseBytes: dbSize };
  } catch {
    return silent;
  }
}

/** The name of the data folder that etcd is started with next. */
export async function dataFolder(parts: ControlPlaneParts): Promise<string> {
  return basename(String((await effectiveFlags(parts, 'etcd'))['data-dir']));
}

/** Number of keys at a revision, and a digest over each with its revision and value. @param endpoint another etcd */
export async function contentAt(
  parts: ControlPlaneParts,
  revision: number,
  endpoint?: string,
): Promise<{ readonly keys: number; readonly sha256: string }> {
  const digest = createHash('sha256');
  let keys = 0;
  for await (const { key, value, mod_revision } of values(parts, '', revision, endpoint)) {
    digest.update(`${key} ${mod_revision} ${value ?? ''}\n`);
    keys++;
  }
  return { keys, sha256: digest.digest('hex') };
}

/** Everything below a prefix, page by page. */
async function* values(parts: ControlPlaneParts, prefix: string, revision = 0, endpoint?: string) {
  const end = prefix === '' ? '' : prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
  for (let from = prefix; ; ) {
    const range = end === '' ? [from, '--from-key'] : [from, end];
    const options = [`--limit=${pageSize}`, ...(revision ? [`--rev=${revision}`] : [])];
    const { kvs = [], more } = await get(parts, [...range, ...options], endpoint);
    yield* kvs;
    if (!more || kvs.length === 0) return;
    from = `${textOf(kvs.at(-1)!.key)}!`;
  }
}

async function get(parts: ControlPlaneParts, words: readonly string[], endpoint?: string): Promise<Answer> {
  const where = endpoint === undefined ? [] : [`--endpoints=${endpoint}`];
  const { stdout } = await parts.host.run('etcdctl', ['get', ...words, '--write-out=json', ...where]);
  return JSON.parse(stdout) as Answer;
}

/** Deletions after a revision up to another; undefined where history was compacted. Values are read past, not kept. */
function deletesBetween(
  subject: string,
  parts: ControlPlaneParts,
  after: number,
  until: number,
): Promise<readonly EtcdWrite[] | undefined> {
  if (until <= after) return Promise.resolve([]);
  const { path, connection } = parts.host.etcdctl;
  const words = ['watch', '', '--prefix', `--rev=${after + 1}`, '--write-out=json'];
  const child = spawn(path, [...connection, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin' },
  });
  const found: EtcdWrite[] = [];
  return new Promise((resolve, reject) => {
    let said = '';
    const end = (work: () => void) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      work();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(`${subject}: etcd did not tell its history within 30 s.\n  Look at its log.`))),
      30_000,
    );
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as WatchAnswer;
      if (answer.CompactRevision) return end(() => resolve(undefined));
      for (const { type, kv } of answer.Events ?? []) {
        if (type === 1) found.push({ key: textOf(kv.key), revision: kv.mod_revision, change: 'delete' });
        if (kv.mod_revision >= until) return end(() => resolve(found.filter((each) => each.revision <= until)));
      }
    });
    child.once('close', () => {
      const compacted = /compacted/.test(said);
      end(() => (compacted ? resolve(undefined) : reject(new Error(`${subject}: etcd watch ended: ${said.trim()}`))));
    });
  });
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
  return /^k8s:enc:[a-z0-9]+:v[12]:[A-Za-z0-9.-]+:/.exec(start)?.[0] ?? '';
}
