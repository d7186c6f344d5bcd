import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputError } from '../../policies/inputs/errors.ts';
import { readManifests } from '../../policies/inputs/manifests/read.ts';
import { readSynthesised } from '../../policies/inputs/terraform/directory.ts';
import { convertPlan } from '../../policies/inputs/terraform/plan.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';

/** Objects of the given paths, and everything that could not be read: nothing is lost between the two. */
export interface CheckInput {
  readonly objects: SourcedObject[];
  readonly errors: InputError[];
}

/** Reads files and folders by what they are: synthesised stacks, a Terraform plan (JSON), manifests. */
export async function readCheckInputs(paths: readonly string[]): Promise<CheckInput> {
  const input: CheckInput = { objects: [], errors: [] };
  const manifests: string[] = [];
  for (const path of paths) {
    if (await isSynthesised(path)) await addSynthesised(input, path);
    else if (path.endsWith('.json') && (await addPlan(input, path))) continue;
    else manifests.push(path);
  }
  if (manifests.length > 0) {
    const read = await readManifests(manifests);
    for (const object of read.objects) input.objects.push(object);
    input.errors.push(...read.errors);
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

async function addSynthesised(input: CheckInput, path: string): Promise<void> {
  for await (const stack of readSynthesised(path)) {
    for (const object of stack.objects) input.objects.push(object);
    input.errors.push(...stack.errors);
  }
}

/** Adds a plan, if the file is one; false leaves it to be read as a manifest. */
async function addPlan(input: CheckInput, path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (!/"(?:planned_values|resource_changes)"/.test(text)) return false;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return false;
  }
  const plan = convertPlan(json, { file: path });
  for (const object of plan.objects) input.objects.push(object);
  input.errors.push(...plan.errors);
  return true;
}
