import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real PostgreSQL for a test, on loopback. */
export interface TestDatabase {
  readonly connection: string;
  stop(): Promise<void>;
}

const roots = '/usr/lib/postgresql';

/** Where the server's programs are; undefined where PostgreSQL is not installed. */
function binaries(): string | undefined {
  try {
    const [newest] = readdirSync(roots).sort((left, right) => Number(right) - Number(left));
    return newest && join(roots, newest, 'bin');
  } catch {
    return undefined;
  }
}

/** Why no PostgreSQL can be had here; undefined where it can. */
export function postgresAbsence(): string | undefined {
  const folder = binaries();
  if (folder === undefined) return 'no PostgreSQL server: install the Debian package postgresql';
  return spawnSync(join(folder, 'initdb'), ['--version']).status === 0 ? undefined : `${folder}/initdb does not run`;
}

/** Starts a server with a fresh database. PostgreSQL refuses to run as root: root hands it to the account of the package. */
export async function startPostgres(): Promise<TestDatabase> {
  const bin = binaries()!;
  const folder = mkdtempSync(join(tmpdir(), 'fadun-test-postgres-'));
  const account: { uid?: number; gid?: number } = process.getuid?.() === 0 ? accountOf('postgres') : {};
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'fadun', '--no-sync'], {
    ...account,
    stdio: 'ignore',
    cwd: folder,
  });
  const port = await freePort();
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'], {
    ...account,
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 100; tries++) {
    if (spawnSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q']).status === 0)
      return { connection: `postgres://fadun@127.0.0.1:${port}/postgres?sslmode=disable`, stop };
    await sleep(100);
  }
  await stop();
  throw new Error('PostgreSQL did not answer within 10 s');
}

function accountOf(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name]).toString());
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
