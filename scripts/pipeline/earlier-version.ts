import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readManifests } from '../../policies/inputs/manifests/read.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { FadunError } from '../errors.ts';

const run = promisify(execFile);
const checkout = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Objects of an earlier version of a site, by network: from a folder of rendered objects (`fadun.out/<site>/objects`, a
 * folder a network), or from a Git revision of this checkout, which is rendered by its own code.
 */
export async function earlierObjects(
  reference: string,
  site: string,
  networks: readonly string[],
): Promise<Map<string, readonly SourcedObject[]>> {
  const isFolder = await stat(reference).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return isFolder ? readFolder(reference, networks) : atRevision(reference, site, networks);
}

async function readFolder(folder: string, networks: readonly string[]): Promise<Map<string, readonly SourcedObject[]>> {
  const found = new Map<string, readonly SourcedObject[]>();
  for (const network of networks) {
    const path = join(folder, network);
    const exists = await stat(path).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    const { objects, errors } = await readManifests([path], { network });
    const [first] = errors;
    if (first) throw new FadunError(first.source.file, first.fault, first.remedy);
    found.set(network, objects);
  }
  if (found.size === 0) {
    throw new FadunError(
      folder,
      {
        zh: `其中没有 ${networks.join('、')} 任何一个网络的对象`,
        en: `it holds objects of none of ${networks.join(', ')}`,
      },
      { zh: '给出由 `fadun render` 写成的目录。', en: 'Give a folder that `fadun render` wrote.' },
    );
  }
  return found;
}

async function atRevision(
  revision: string,
  site: string,
  networks: readonly string[],
): Promise<Map<string, readonly SourcedObject[]>> {
  const commit = await run('git', [
    '-C',
    checkout,
    'rev-parse',
    '--verify',
    '--end-of-options',
    `${revision}^{commit}`,
  ]).then(
    ({ stdout }) => stdout.trim(),
    () => {
      throw new FadunError(
        revision,
        { zh: '既不是目录，也不是本代码库的版本', en: 'it is neither a folder nor a revision of this checkout' },
        { zh: '给出渲染对象的目录，或一个 Git 版本。', en: 'Give a folder of rendered objects or a Git revision.' },
      );
    },
  );
  const temporary = await mkdtemp(join(tmpdir(), 'fadun-base-'));
  const tree = join(temporary, 'tree');
  try {
    await run('git', ['-C', checkout, 'worktree', 'add', '--detach', tree, commit]);
    await symlink(join(checkout, 'node_modules'), join(tree, 'node_modules'));
    await run(process.execPath, [join(tree, 'scripts', 'cli.ts'), 'render', site, '--out', join(temporary, 'out')], {
      cwd: tree,
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: { stderr?: string }) => {
      throw new FadunError(
        revision,
        {
          zh: `该版本自身的代码无法渲染 ${site}：${error.stderr ?? ''}`,
          en: `its own code does not render ${site}: ${error.stderr ?? ''}`,
        },
        { zh: '给出更新的版本。', en: 'Give a later revision.' },
      );
    });
    return await readFolder(join(temporary, 'out', site, 'objects'), networks);
  } finally {
    await run('git', ['-C', checkout, 'worktree', 'remove', '--force', tree]).catch(() => {});
    await rm(temporary, { recursive: true, force: true });
  }
}
