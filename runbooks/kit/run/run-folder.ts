import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canonicalJson, type Json } from '../signing/canonical-json.ts';
import { digestOf } from '../signing/digest.ts';

/** The files of one run; all 0600. */
export interface RunFolder {
  readonly path: string;
  readonly journal: string;
  /** Marks the processes of this run, apart from a run of the same id in another folder. */
  readonly mark: string;
  /** Writes durably and replaces atomically; gives the SM3 digest of what was written. */
  write(name: string, value: unknown): string;
  read(name: string): Json | undefined;
  /** Keeps bytes below `sealed/`, and what may be shown of them below `view/`; the bytes come last, so that they vouch for both. */
  seal(name: string, content: Uint8Array, view: Json): void;
  sealed(name: string): Buffer | undefined;
  /** The views by their file names. */
  views(): ReadonlyMap<string, Buffer>;
}

/** Whether a run may be called so: letters, digits and hyphens, 63 at most. */
export function isRunId(id: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(id);
}

/** The folder of a run below the folder of all runs. @throws Error for a run id that is no plain word. */
export function runFolder(runs: string, run: string): RunFolder {
  if (!isRunId(run)) throw new Error('run: the id is no plain word. List runs with `fadun runbook runs`.');
  const path = join(runs, run);
  return {
    path,
    journal: join(path, 'journal.jsonl'),
    mark: `${run}@${digestOf(resolve(path)).sha256.slice(0, 16)}`,
    write: (name, value) => {
      const content = canonicalJson(value);
      writeDurably(join(path, name), content);
      return digestOf(content).sm3;
    },
    read: (name) => {
      const content = readIfThere(join(path, name));
      return content === undefined ? undefined : (JSON.parse(content.toString()) as Json);
    },
    seal: (name, content, view) => {
      writeDurably(join(path, 'view', `${plainName(name)}.json`), canonicalJson(view));
      writeDurably(join(path, 'sealed', name), content);
    },
    sealed: (name) => readIfThere(join(path, 'sealed', plainName(name))),
    views: () => viewsBelow(join(path, 'view')),
  };
}

function plainName(name: string): string {
  if (/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(name)) return name;
  throw new Error(`${JSON.stringify(name)}: no plain file name. Use lower-case words, hyphens and dots.`);
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function viewsBelow(folder: string): ReadonlyMap<string, Buffer> {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name))]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}

/**
 * Takes the run for this process.
 * @returns gives it back
 * @throws Error where a living process holds it
 */
export function lockRun(folder: RunFolder): () => void {
  const path = join(folder.path, 'lock');
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid} ${startOf(process.pid)}`);
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = livingHolder(folder);
      if (holder)
        throw new Error(`run ${folder.path}: process ${holder} is working on it. Wait for it, or end it first.`);
      rmSync(path, { force: true });
    }
  }
  throw new Error(`run ${folder.path}: another process keeps taking it. Try again.`);
}

/** Whether a living process works on the run. */
export function isHeld(folder: Pick<RunFolder, 'path'>): boolean {
  return livingHolder(folder) !== undefined;
}

/** The process that has the run's lock, where it lives. */
function livingHolder({ path }: Pick<RunFolder, 'path'>): string | undefined {
  const [holder, start] = (readIfThere(join(path, 'lock'))?.toString() ?? '').split(' ');
  return holder && isAlive(Number(holder)) && startOf(Number(holder)) === start ? holder : undefined;
}

/** Start time of a process in clock ticks (proc(5), field 22): tells a reused id from the process that had it. */
function startOf(id: number): string {
  try {
    return (
      readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? ''
    );
  } catch {
    return '';
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function writeDurably(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = openSync(`${path}.draft`, 'w', 0o600);
  try {
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; ) at += writeSync(draft, bytes, at);
    fsyncSync(draft);
  } finally {
    closeSync(draft);
  }
  renameSync(`${path}.draft`, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
