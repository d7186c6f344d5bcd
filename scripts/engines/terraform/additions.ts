import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { StackFolder } from './stack-folder.ts';

/** A resource at an address, and the object that it is. */
export interface Addressed {
  readonly address: string;
  readonly object: KubernetesObject;
}

/**
 * Configuration beside the stack's own, for one plan: what an interrupted apply made is imported, and what may not be
 * deleted is forgotten and left standing (Terraform 1.7: `import` and `removed` blocks).
 */
export async function writeAdditions(
  folder: StackFolder,
  file: string,
  { adopt = [], forget = [] }: { readonly adopt?: readonly Addressed[]; readonly forget?: readonly string[] },
): Promise<void> {
  const additions = {
    ...(adopt.length > 0 && {
      import: adopt.map(({ address, object }) => ({ to: address, id: importId(address, object) })),
    }),
    ...(forget.length > 0 && { removed: forget.map((from) => ({ from, lifecycle: { destroy: false } })) }),
  };
  await writeFile(join(folder.path, file), JSON.stringify(additions, null, 2), { mode: 0o600 });
}

/** As the provider documents it: `namespace/name` for typed resources, the whole identity for `kubernetes_manifest`. */
export function importId(
  address: string,
  { apiVersion, kind, metadata: { namespace, name } }: KubernetesObject,
): string {
  if (!address.startsWith('kubernetes_manifest.')) return namespace === undefined ? name : `${namespace}/${name}`;
  const parts = [
    `apiVersion=${apiVersion}`,
    `kind=${kind}`,
    ...(namespace ? [`namespace=${namespace}`] : []),
    `name=${name}`,
  ];
  return parts.join(',');
}
