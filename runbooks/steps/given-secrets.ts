import { type LiveObject, listObjects } from '../kit/cluster/read.ts';
import type { ReadAccess } from '../kit/runbook.ts';
import type { Workload } from './restart.ts';

const templates = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;

/** Members that name a Secret, in volumes and in the environment (core/v1 PodSpec). */
const namingMembers = new Set(['secretKeyRef', 'secretRef', 'secret']);

/** Workloads of a namespace by name, each with the Secrets that its Pods are given, by volume or by environment. */
export async function secretsGiven(
  read: ReadAccess,
  namespace: string,
): Promise<readonly { readonly workload: Workload; readonly secrets: ReadonlySet<string> }[]> {
  const lists = await Promise.all(templates.map((kind) => listObjects(read, kind, namespace)));
  return lists
    .flat()
    .map(({ kind, metadata, spec }: LiveObject) => ({
      workload: { kind: kind as Workload['kind'], name: metadata.name, namespace },
      secrets: new Set(named((spec as { readonly template?: unknown }).template)),
    }))
    .sort((left, right) => (left.workload.name < right.workload.name ? -1 : 1));
}

function named(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, inner]) => {
    if (member === 'secretName' && typeof inner === 'string') return [inner];
    const own = namingMembers.has(member) ? (inner as { readonly name?: unknown } | null)?.name : undefined;
    return [...(typeof own === 'string' ? [own] : []), ...named(inner)];
  });
}
