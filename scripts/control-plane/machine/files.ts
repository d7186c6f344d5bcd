import { randomBytes } from 'node:crypto';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { MachineError } from './error.ts';
import type { Entry, Found, Machine, ProgramOutput } from './machine.ts';

type FileWork = Omit<Machine, 'name' | 'run' | 'lines' | 'hold' | 'dial'>;

/** Files of a machine, read and written by its own programs. */
export function fileWork(run: Machine['run']): FileWork {
  return {
    async read(path) {
      return (await whereThere(run('cat', ['--', absolute(path)])))?.stdout;
    },
    readFirst: (paths) => readFirst(run, paths.map(absolute)),
    write: (path, content, mode = 0o644) => write(run, absolute(path), content, mode),
    async list(path) {
      const given = [absolute(path), '-mindepth', '1', '-maxdepth', '1', '-printf', '%y%f\\0'];
      const found = await whereThere(run('find', given));
      return (found?.stdout ?? '').split('\0').filter(Boolean).map(entryOf);
    },
    async look(path) {
      const found = await whereThere(run('stat', ['-L', '-c', '%f %s %Y', '--', absolute(path)]));
      return found && foundOf(found.stdout);
    },
    async rename(from, to) {
      await run('mv', ['-T', '--', absolute(from), absolute(to)]);
    },
    async remove(path) {
      await run('rm', ['-rf', '--', absolute(path)]);
    },
    async makeFolder(path) {
      await run('mkdir', ['-p', '--', absolute(path)]);
    },
    async setMode(path, mode) {
      await run('chmod', [mode.toString(8), '--', absolute(path)]);
    },
    async digest(path) {
      const { stdout } = await run('sha256sum', ['--', absolute(path)], { deadlineSeconds: 600 });
      return stdout.replace(/^\\/, '').slice(0, 64);
    },
    async part(path, end, bytes) {
      return (await run(end === 'first' ? 'head' : 'tail', ['-c', String(bytes), '--', absolute(path)])).stdout;
    },
    async freeBytes(path) {
      const found = await whereThere(run('stat', ['-f', '-c', '%a %S', '--', absolute(path)]));
      const [blocks, size] = (found?.stdout ?? '').split(' ').map(Number);
      return found && blocks! * size!;
    },
  };
}

const longestText = 16 << 20;

/** One call for all: `head -v` says before each file which it is, and passes over what is not there. */
async function readFirst(run: Machine['run'], paths: readonly string[]) {
  const given = ['-v', '-c', String(longestText), '--', ...paths];
  const { stdout, stderr } = await run('head', given, { accepted: [0, 1] });
  const title = (path: string) => `==> ${path} <==\n`;
  const path = paths.find((one) => stdout.startsWith(title(one)));
  if (path !== undefined) {
    const after = paths.slice(paths.indexOf(path) + 1);
    const ends = after.map((one) => stdout.indexOf(`\n${title(one)}`)).filter((place) => place !== -1);
    return { path, text: stdout.slice(title(path).length, Math.min(...ends, stdout.length)) };
  }
  const unread = stderr
    .split('\n')
    .find((line) => line !== '' && !/: (No such file or directory|Not a directory)$/.test(line));
  if (unread === undefined) return undefined;
  throw new MachineError({
    subject: paths.join(', '),
    fault: { zh: `无法读取：${unread}`, en: `cannot be read: ${unread}` },
    remedy: { zh: '请在该机器上查看谁有权读取。', en: 'See who may read it on the machine.' },
    kind: 'failed',
  });
}

/** What the receiver's umask leaves of a new file. */
const ownerOnly = 0o600;

/** A draft beside, with a dot before its name (kubelet passes over such), synced, then put in place and synced again. */
async function write(run: Machine['run'], path: string, content: string, mode: number): Promise<void> {
  const folder = dirname(path);
  const draft = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const fill = () => run('dd', [`of=${draft}`, 'bs=65536', 'conv=excl,fsync', 'status=none'], { input: content });
  try {
    if ((await whereThere(fill())) === undefined) {
      await run('mkdir', ['-p', '--', folder]);
      await fill();
    }
    if (mode !== ownerOnly) await run('chmod', [mode.toString(8), '--', draft]);
    await run('mv', ['-T', '--', draft, path]);
  } catch (error) {
    await run('rm', ['-f', '--', draft]).catch(() => {});
    throw error;
  }
  await run('sync', ['--', folder]);
}

/** Whether an entry beside a file is the draft of a replacement of it that was cut off. */
export function isDraftOf(file: string, entry: string): boolean {
  return entry.startsWith(`.${file}.`) && /^[0-9a-f]{12}\.tmp$/.test(entry.slice(file.length + 2));
}

/** The answer of a program, or undefined where what it was to read is not there. */
async function whereThere(answer: Promise<ProgramOutput>): Promise<ProgramOutput | undefined> {
  try {
    return await answer;
  } catch (error) {
    const absent = /: (No such file or directory|Not a directory)$/m;
    if (error instanceof MachineError && error.kind === 'failed' && absent.test(error.said)) return undefined;
    throw error;
  }
}

/** As `find -printf %y%f` tells it. */
function entryOf(text: string): Entry {
  const kind = text[0] === 'f' ? 'file' : text[0] === 'd' ? 'folder' : 'other';
  return { kind, name: text.slice(1) };
}

/** As `stat -c "%f %s %Y"` tells it; the type is in the upper bits of the mode (inode(7)). */
function foundOf(text: string): Found {
  const [mode, bytes, changed] = text.trim().split(' ');
  const type = Number.parseInt(mode!, 16) & 0o170000;
  const kind = type === 0o100000 ? 'file' : type === 0o040000 ? 'folder' : 'other';
  return { kind, bytes: Number(bytes), changed: Number(changed) };
}

function absolute(path: string): string {
  if (isAbsolute(path) && !path.split('/').includes('..')) return path;
  throw new MachineError({
    subject: `path ${JSON.stringify(path)}`,
    fault: { zh: '不是绝对路径。', en: 'is not an absolute path.' },
    remedy: {
      zh: '未执行任何操作。请给出从根目录开始的路径。',
      en: 'Nothing was run. Name the file from the root on.',
    },
    kind: 'refused',
  });
}
