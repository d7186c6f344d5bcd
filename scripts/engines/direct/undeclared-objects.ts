import type { LiveObject } from '../client/live.ts';
import { isGoing } from './decide.ts';
import { inventoryKey } from './inventory.ts';
import type { WatchedKind } from './snapshot.ts';

/** Kinds that are looked through for objects nobody declared, beside the declared kinds. */
export const watchedKinds: readonly WatchedKind[] = [
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Secret' },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', whole: true },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
];

/** What Kubernetes itself puts into every namespace. */
const ofEveryNamespace = new Set(['ConfigMap kube-root-ca.crt', 'ServiceAccount default']);

/** Live objects inside the given namespaces that are not declared, nor made by a controller from what is. */
export function undeclaredObjects(
  live: Iterable<LiveObject>,
  declared: ReadonlySet<string>,
  namespaces: ReadonlySet<string>,
): LiveObject[] {
  const all = [...live].filter(({ metadata }) => namespaces.has(metadata.namespace ?? ''));
  const claims = claimNames(all);
  return all.filter((object) => {
    const { kind, metadata } = object;
    if (declared.has(inventoryKey(object)) || isGoing(object)) return false;
    if (metadata.ownerReferences?.some(({ controller }) => controller)) return false;
    if (isRecord(object)) return false;
    if (ofEveryNamespace.has(`${kind} ${metadata.name}`)) return false;
    return !(kind === 'PersistentVolumeClaim' && isStatefulClaim(claims, object));
  });
}

/** Records that runbooks keep (incidents, reviews due); only the applier and break-glass write what bears both labels. */
function isRecord({ kind, metadata: { labels = {} } }: LiveObject): boolean {
  return kind === 'ConfigMap' && 'fadun.io/record' in labels && labels['app.kubernetes.io/managed-by'] === 'fadun';
}

/** Claims of StatefulSets have no owner: they are named `<template>-<set>-<ordinal>`. */
function claimNames(all: readonly LiveObject[]): ReadonlySet<string> {
  const sets = all.filter(({ kind }) => kind === 'StatefulSet');
  const templates = (set: LiveObject) =>
    ((set.spec as { volumeClaimTemplates?: { metadata: { name: string } }[] }).volumeClaimTemplates ?? []).map(
      (template) => `${set.metadata.namespace}/${template.metadata.name}-${set.metadata.name}`,
    );
  return new Set(sets.flatMap(templates));
}

function isStatefulClaim(claims: ReadonlySet<string>, { metadata: { namespace, name } }: LiveObject): boolean {
  return claims.has(`${namespace}/${name.replace(/-\d+$/, '')}`);
}
