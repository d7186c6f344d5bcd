import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { SandboxClient } from './api.ts';
import { nodeKeys, nodeObject, type SandboxNode } from './configuration/nodes.ts';
import { SandboxError } from './errors.ts';

const marks = { labels: { [nodeKeys.sandbox]: 'true' }, annotations: { [nodeKeys.sandbox]: 'true' } };
const rbac = 'rbac.authorization.k8s.io/v1';
const read = ['get', 'list', 'watch'];

/** Core resources a reader sees: all but Secrets, and no subresource that enters a pod. */
const readableCore = [
  'configmaps',
  'endpoints',
  'events',
  'limitranges',
  'namespaces',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'replicationcontrollers',
  'resourcequotas',
  'serviceaccounts',
  'services',
];

const readableGroups = [
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
];

const kwokRules = [
  { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch', 'patch', 'update'] },
  { apiGroups: [''], resources: ['nodes/status', 'pods/status'], verbs: ['patch', 'update'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'patch', 'update', 'delete'] },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get', 'list', 'watch'] },
  {
    apiGroups: [''],
    resources: ['persistentvolumes'],
    verbs: ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete'],
  },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
  {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    verbs: ['get', 'list', 'watch', 'create', 'patch', 'update'],
  },
];

function clusterRole(name: string, rules: readonly unknown[]): KubernetesObject {
  return { apiVersion: rbac, kind: 'ClusterRole', metadata: { name, ...marks }, rules };
}

function binding(name: string, role: string, subject: { kind: 'User' | 'Group'; name: string }): KubernetesObject {
  return {
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name, ...marks },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', ...subject }],
  };
}

/** The privileges that the sandbox gives its own identities; all marked, none of them is the site's. */
export const accessObjects: readonly KubernetesObject[] = [
  binding('fadun:sandbox-applier', 'cluster-admin', { kind: 'Group', name: 'fadun:appliers' }),
  clusterRole('fadun:sandbox-reader', [
    { apiGroups: [''], resources: readableCore, verbs: read },
    { apiGroups: readableGroups, resources: ['*'], verbs: read },
  ]),
  binding('fadun:sandbox-reader', 'fadun:sandbox-reader', { kind: 'Group', name: 'fadun:readers' }),
  clusterRole('fadun:sandbox-nodes', kwokRules),
  binding('fadun:sandbox-nodes', 'fadun:sandbox-nodes', { kind: 'User', name: 'fadun:sandbox-nodes' }),
];

/**
 * Whether an object is one of those privileges and says nothing else: one that was widened, or bound to another, is not.
 * A mark alone makes none.
 */
export function isSandboxAccess({ apiVersion, kind, metadata, ...content }: KubernetesObject): boolean {
  const own = accessObjects.find((one) => one.kind === kind && one.metadata.name === metadata.name);
  if (!own || apiVersion !== rbac) return false;
  const { apiVersion: _, kind: __, metadata: ___, ...wanted } = own;
  return isDeepStrictEqual(content, wanted);
}

/** Applies the access objects; again and again with the same result. */
export async function grantAccess(client: SandboxClient, network: string): Promise<void> {
  await Promise.all(
    accessObjects.map(async (object) => {
      const plural = object.kind === 'ClusterRole' ? 'clusterroles' : 'clusterrolebindings';
      const path = `/apis/${rbac}/${plural}/${encodeURIComponent(object.metadata.name)}?fieldManager=fadun-sandbox&force=true`;
      const answer = await client.send('PATCH', path, object, { contentType: 'application/apply-patch+yaml' });
      if (answer.status > 201) throw refused(network, object, answer);
    }),
  );
}

/** Registers the nodes that are not there yet. */
export async function registerNodes(
  client: SandboxClient,
  network: string,
  nodes: readonly SandboxNode[],
): Promise<void> {
  await Promise.all(
    nodes.map(async (node, index) => {
      const object = nodeObject(node, index);
      const answer = await client.send('POST', '/api/v1/nodes?fieldManager=fadun-sandbox', object);
      if (answer.status !== 201 && answer.status !== 409) throw refused(network, object, answer);
    }),
  );
}

function refused(network: string, object: KubernetesObject, answer: { status: number; body: string }): SandboxError {
  const body = answer.body.slice(0, 500);
  return new SandboxError({
    subject: `${network}: ${object.kind} ${object.metadata.name}`,
    fault: {
      zh: `被 API 服务器拒绝（${answer.status}）：${body}`,
      en: `was refused by the API server with ${answer.status}: ${body}`,
    },
    remedy: {
      zh: '请执行 `fadun sandbox down --purge` 后重新启动；若仍如此，则程序文件与本版本不符。',
      en: 'Run `fadun sandbox down --purge` and start again; if it stays, the binaries do not fit this version.',
    },
    exitCode: 4,
  });
}

interface NodeView {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly taints?: readonly { readonly key: string }[] };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** True when pods can be scheduled to the node: Ready, and the lifecycle controller has lifted its taint. */
export function isSchedulable(node: NodeView): boolean {
  const ready = node.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  const held = node.spec?.taints?.some((taint) => taint.key.startsWith('node.kubernetes.io/'));
  return ready === true && !held;
}

/** Resolves when every named node can take pods. Rejects when the signal aborts. */
export async function nodesSchedulable(
  client: SandboxClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const waiting = new Set(names);
  while (waiting.size > 0) {
    for await (const event of client.watch('/api/v1/nodes?watch=true&resourceVersion=0', signal)) {
      const node = event.object as NodeView;
      if (event.type !== 'DELETED' && isSchedulable(node)) waiting.delete(node.metadata.name);
      if (waiting.size === 0) return;
    }
  }
}

/** Resolves when the controllers have given the default namespace its service account, as each namespace gets one. */
export async function serviceAccountsMade(client: SandboxClient, signal: AbortSignal): Promise<void> {
  const path =
    '/api/v1/namespaces/default/serviceaccounts?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Ddefault';
  for (;;) for await (const event of client.watch(path, signal)) if (event.type === 'ADDED') return;
}
