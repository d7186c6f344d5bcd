import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { siteApp } from '../../stacks/app.ts';
import { type Family, families, stackId } from '../../stacks/context.ts';
import type { Site } from '../../stacks/model/site.ts';
import { replaceFolder } from './workspace.ts';

/** A stack as it was written. */
export interface StackSummary {
  readonly id: string;
  readonly network: string;
  readonly family: Family;
  readonly resources: number;
  /** Path of the stack's `cdk.tf.json`. */
  readonly path: string;
}

/** What cdktf writes about its stacks; the per-network manifests are merged into one. */
interface Manifest {
  version: string;
  stacks: Record<string, unknown>;
}

/**
 * Synthesises the stacks of a site into `folder`, network by network so that one network's tree is in memory at a time,
 * and replaces the folder only when all of it is written.
 */
export async function synthesise(
  site: Site,
  folder: string,
  networks: readonly string[] = Object.keys(site.networks),
): Promise<StackSummary[]> {
  await replaceFolder(folder, async (fresh) => {
    await mkdir(join(fresh, 'stacks'));
    const merged: Manifest = { version: '', stacks: {} };
    for (const network of networks) {
      const part = join(fresh, `.${network}`);
      siteApp(site, part, [network]).synth();
      const manifest = JSON.parse(await readFile(join(part, 'manifest.json'), 'utf8')) as Manifest;
      merged.version = manifest.version;
      for (const [id, stack] of Object.entries(manifest.stacks)) {
        merged.stacks[id] = stack;
        await rename(join(part, 'stacks', id), join(fresh, 'stacks', id));
      }
      await rm(part, { recursive: true });
      collectGarbageAbove(heapBoundBytes);
    }
    await writeFile(join(fresh, 'manifest.json'), `${JSON.stringify(merged, null, 2)}\n`);
  });
  const summaries: StackSummary[] = [];
  for (const network of networks) {
    for (const family of families) summaries.push(await summarise(site.id, network, family, folder));
  }
  return summaries;
}

/** A network's construct tree is garbage once written, but V8 is in no hurry while the machine has memory. */
const heapBoundBytes = 384 * 1024 ** 2;

function collectGarbageAbove(bytes: number): void {
  if (process.memoryUsage().heapUsed < bytes) return;
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

async function summarise(site: string, network: string, family: Family, folder: string): Promise<StackSummary> {
  const id = stackId(site, network, family);
  const path = join(folder, 'stacks', id, 'cdk.tf.json');
  const stack = JSON.parse(await readFile(path, 'utf8')) as { resource?: Record<string, Record<string, unknown>> };
  const resources = Object.values(stack.resource ?? {}).reduce((sum, byName) => sum + Object.keys(byName).length, 0);
  return { id, network, family, resources, path };
}
