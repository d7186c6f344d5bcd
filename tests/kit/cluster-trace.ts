import { readFileSync, statSync } from 'node:fs';
import type { ClusterClient } from '../../scripts/engines/client/client.ts';

/** Kinds that the control plane writes by itself all the time. */
const restless = new Set(['Lease', 'Event', 'Node', 'Pod', 'EndpointSlice', 'Endpoints', 'CSINode']);

const kinds: readonly (readonly [string, string])[] = [
  ...['Namespace', 'ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'ResourceQuota', 'LimitRange'].map(
    (kind) => ['v1', kind] as const,
  ),
  ...['PersistentVolume', 'PersistentVolumeClaim'].map((kind) => ['v1', kind] as const),
  ...['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => ['apps/v1', kind] as const),
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map(
    (kind) => ['rbac.authorization.k8s.io/v1', kind] as const,
  ),
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'].map(
    (kind) => ['admissionregistration.k8s.io/v1', kind] as const,
  ),
  ['scheduling.k8s.io/v1', 'PriorityClass'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['policy/v1', 'PodDisruptionBudget'],
];

/** What a cluster holds at a moment: every object's uid and generation of content, by kind and name. */
export async function traceOf(client: ClusterClient): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(
    kinds
      .filter(([, kind]) => !restless.has(kind))
      .map(async ([version, kind]) => client.list(await client.resourceFor(version, kind))),
  );
  return new Map(
    lists.flat().map(({ kind, metadata }) => [
      `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      // Status of workloads is the controllers' and moves the resourceVersion; what is declared moves the generation.
      kind === 'Deployment' || kind === 'StatefulSet' || kind === 'ResourceQuota' || kind === 'PodDisruptionBudget'
        ? `${metadata.uid} ${metadata.generation ?? ''} ${JSON.stringify(metadata.labels)} ${JSON.stringify(metadata.annotations)}`
        : `${metadata.uid} ${metadata.resourceVersion}`,
    ]),
  );
}

/** Where an audit log ends now. */
export function auditEnd(file: string): number {
  return statSync(file).size;
}

/** Writes of one user since a place in an audit log, as `verb uri`; requests that ask about rights are no writes. */
export function writesSince(file: string, place: number, user: string): string[] {
  const text = readFileSync(file).subarray(place).toString('utf8');
  return text.split('\n').flatMap((line) => {
    if (!line.includes(`"${user}"`) || !/"verb":"(create|update|patch|delete|deletecollection)"/.test(line)) return [];
    const event = JSON.parse(line) as { verb: string; requestURI: string; stage: string; user: { username: string } };
    const isReview = event.requestURI.includes('/selfsubject');
    return event.stage === 'ResponseComplete' && event.user.username === user && !isReview
      ? [`${event.verb} ${event.requestURI}`]
      : [];
  });
}
