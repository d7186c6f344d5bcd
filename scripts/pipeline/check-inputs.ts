import { lstat, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { InputError } from '../../policies/inputs/errors.ts';
import { manifestFiles } from '../../policies/inputs/manifests/files.ts';
import { readManifests } from '../../policies/inputs/manifests/read.ts';
import { readSynthesised } from '../../policies/inputs/terraform/directory.ts';
import { convertPlan } from '../../policies/inputs/terraform/plan.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { siteIds } from '../../stacks/sites/index.ts';
import { FadunError } from '../errors.ts';

/** Objects of the given paths, and everything that could not be read: nothing is lost between the two. */
export interface CheckInput {
  readonly objects: SourcedObject[];
  readonly errors: InputError[];
  /** Files in folders that are no manifests by their names, and hidden folders. */
  readonly skipped: string[];
}

/** Paths by what they are: synthesised stacks, Terraform plans (JSON), manifests. */
export interface CheckPaths {
  readonly stacks: readonly string[];
  readonly plans: readonly string[];
  readonly manifests: readonly string[];
  /** What stands beside synthesised stacks and is no file that could be read. */
  readonly errors: readonly InputError[];
}

/**
 * Sorts paths by what they are.
 * @throws FadunError for a path that is not there
 */
export async function sortPaths(paths: readonly string[]): Promise<CheckPaths> {
  const sorted = {
    stacks: [] as string[],
    plans: [] as string[],
    manifests: [] as string[],
    errors: [] as InputError[],
  };
  for (const path of paths) {
    await requireThere(path);
    if (await isSynthesised(path)) {
      sorted.stacks.push(path);
      const beside = manifestFiles([path]);
      sorted.manifests.push(...beside.files.filter((file) => !isOfCdktf(path, file)));
      sorted.errors.push(...beside.errors);
    } else if (path.endsWith('.json') && (await isPlan(path))) sorted.plans.push(path);
    else sorted.manifests.push(path);
  }
  return sorted;
}

async function requireThere(path: string): Promise<void> {
  const fault = await lstat(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  if (fault === undefined) return;
  const isSite = (siteIds as readonly string[]).includes(path);
  const remedy = isSite
    ? {
        zh: `这是站点名称：用 \`fadun check --site ${path}\` 审核。`,
        en: `It is the name of a site: judge it with \`fadun check --site ${path}\`.`,
      }
    : {
        zh: '给出清单、清单目录、合成的栈或计划的路径。',
        en: 'Give the path of a manifest, a folder of manifests, synthesised stacks or a plan.',
      };
  throw new FadunError(
    path,
    fault === 'ENOENT' ? { zh: '没有此文件或目录', en: 'there is no such file or folder' } : fault,
    remedy,
  );
}

/** Reads all of it into objects and errors. */
export async function readCheckInputs({ stacks, plans, manifests, errors }: CheckPaths): Promise<CheckInput> {
  const input: CheckInput = { objects: [], errors: [...errors], skipped: [] };
  for (const path of stacks) await addSynthesised(input, path);
  for (const path of plans) await addPlan(input, path);
  if (manifests.length > 0) {
    const read = await readManifests(manifests);
    for (const object of read.objects) input.objects.push(object);
    input.errors.push(...read.errors);
    input.skipped.push(...read.skipped);
  }
  return input;
}

async function isSynthesised(path: string): Promise<boolean> {
  const exists = (file: string) =>
    stat(file).then(
      () => true,
      () => false,
    );
  return (await exists(join(path, 'manifest.json'))) && (await exists(join(path, 'stacks')));
}

/** Whether a file in a folder that cdktf wrote is its own; whatever else lies there is read as a manifest. */
function isOfCdktf(folder: string, file: string): boolean {
  return /^(?:manifest|stacks\/[^/]+\/cdk\.tf)\.json$/.test(relative(folder, file).replaceAll('\\', '/'));
}

async function addSynthesised(input: CheckInput, path: string): Promise<void> {
  for await (const stack of readSynthesised(path)) {
    for (const object of stack.objects) input.objects.push(object);
    input.errors.push(...stack.errors);
  }
}

const planFields = /"(?:planned_values|resource_changes)"/;

/**
 * Whether a file is a plan as `terraform show -json` prints it; anything else is read as a manifest. What is no file, such
 * as a pipe, could be read only once.
 */
async function isPlan(path: string): Promise<boolean> {
  if (!(await stat(path)).isFile()) return false;
  const text = await readFile(path, 'utf8').catch(() => '');
  if (!planFields.test(text)) return false;
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    return typeof value?.format_version === 'string' && value.kind === undefined;
  } catch {
    return false;
  }
}

async function addPlan(input: CheckInput, path: string): Promise<void> {
  const plan = convertPlan(JSON.parse(await readFile(path, 'utf8')), { file: path });
  for (const object of plan.objects) input.objects.push(object);
  input.errors.push(...plan.errors);
}
