import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Where the outputs and the sandbox of a site lie. */
export interface Workspace {
  /** Folder of everything that commands write for the site. */
  readonly root: string;
  /** Synthesised Terraform JSON, as cdktf lays it out. */
  readonly terraform: string;
  /** Rendered Kubernetes objects, a folder a network. */
  readonly objects: string;
  /** Device change sheets and neighbour files, a folder a network. */
  readonly documents: string;
  /** Sandbox state: control planes, kubeconfigs, logs. */
  readonly sandbox: string;
}

/** The workspace of a site under an output folder (`fadun.out` by default, in the current folder). */
export function workspaceOf(site: string, outputFolder: string): Workspace {
  const root = resolve(outputFolder, site);
  return {
    root,
    terraform: join(root, 'terraform'),
    objects: join(root, 'objects'),
    documents: join(root, 'documents'),
    sandbox: join(root, 'sandbox'),
  };
}

/**
 * Fills a folder all at once: `write` gets an empty folder beside it, which takes the target's place only when it is
 * complete. A failure leaves the target as it was.
 */
export async function replaceFolder<T>(target: string, write: (folder: string) => Promise<T>): Promise<T> {
  const suffix = randomBytes(4).toString('hex');
  const [fresh, old] = [`${target}.new-${suffix}`, `${target}.old-${suffix}`];
  await mkdir(dirname(target), { recursive: true });
  await mkdir(fresh);
  try {
    const result = await write(fresh);
    const replaced = await rename(target, old).then(
      () => true,
      () => false,
    );
    await rename(fresh, target);
    if (replaced) await rm(old, { recursive: true, force: true });
    return result;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}
