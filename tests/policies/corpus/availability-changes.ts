import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { addition, at, change, inData, of, removal, standing, type WrongChange } from './wrong-change.ts';

const scaled = (object: KubernetesObject) => object.kind === 'HorizontalPodAutoscaler';
const frontEnd = ({ kind, metadata }: KubernetesObject) =>
  kind === 'Deployment' && metadata.name === 'front-end' && (metadata.namespace ?? '').startsWith('xchg-');
const elastic = (object: KubernetesObject) =>
  object.kind === 'Deployment' && (object.spec as { replicas?: number }).replicas === undefined;
const important = ({ kind, metadata }: KubernetesObject) =>
  kind === 'StorageClass' && metadata.labels?.['fadun.io/data-class'] !== 'general';
const levelThree = ({ kind, metadata }: KubernetesObject) =>
  kind === 'Namespace' &&
  metadata.labels?.['fadun.io/mlps-level'] === '3' &&
  metadata.labels?.['fadun.io/data-class'] !== 'general';
const withClaims = (object: KubernetesObject) =>
  inData(object) && (object.spec as { volumeClaimTemplates?: unknown }).volumeClaimTemplates !== undefined;

/** Small changes that cost copies, bounds, backups or the separation of levels. */
export const availabilityChanges: readonly WrongChange[] = [
  change('important-workloads-keep-replicas', 'a front-end runs once', frontEnd, (o) => {
    at(o, 'spec').replicas = 1;
  }),
  change('important-workloads-keep-replicas', 'a database loses its quorum', inData, (o) => {
    at(o, 'spec').replicas = 2;
  }),
  change('important-workloads-keep-replicas', 'an autoscaler may go down to one', scaled, (o) => {
    at(o, 'spec').minReplicas = 1;
  }),
  removal('disruption-budgets-protect-and-yield', 'a budget is dropped', of('PodDisruptionBudget')),
  change('disruption-budgets-protect-and-yield', 'a budget yields nothing', of('PodDisruptionBudget'), (o) => {
    at(o, 'spec').maxUnavailable = 0;
  }),
  change('disruption-budgets-protect-and-yield', 'a budget lets everything go', of('PodDisruptionBudget'), (o) => {
    at(o, 'spec').maxUnavailable = '100%';
  }),
  change('disruption-budgets-protect-and-yield', 'a budget selects something else', of('PodDisruptionBudget'), (o) => {
    at(o, 'spec').selector = { matchLabels: { app: 'other' } };
  }),
  change('autoscalers-own-what-they-scale', 'replicas are written beside an autoscaler', elastic, (o) => {
    at(o, 'spec').replicas = 2;
  }),
  change('autoscalers-own-what-they-scale', 'an autoscaler has no room', scaled, (o) => {
    at(o, 'spec').maxReplicas = 3;
  }),
  change('autoscalers-own-what-they-scale', 'an autoscaler points at nothing', scaled, (o) => {
    at(o, 'spec', 'scaleTargetRef').name = 'gone';
  }),
  removal('namespaces-are-bounded', 'a quota is dropped', of('ResourceQuota')),
  removal('namespaces-are-bounded', 'the limits are dropped', of('LimitRange')),
  change('namespaces-are-bounded', 'a quota forgets memory', of('ResourceQuota'), (o) => {
    delete at(o, 'spec', 'hard')['requests.memory'];
  }),
  change('namespaces-are-bounded', 'a quota is scoped to some pods', of('ResourceQuota'), (o) => {
    at(o, 'spec').scopes = ['Terminating'];
  }),
  change('storage-replicates-off-site', 'the second site is dropped', important, (o) => {
    delete at(o, 'parameters').replicaSite;
  }),
  change('storage-replicates-off-site', 'the copy stays at home', important, (o) => {
    at(o, 'parameters').replicaSite = at(o, 'parameters').region;
  }),
  change('storage-is-backed-up-outside', 'snapshots are in the clear', of('StorageClass'), (o) => {
    at(o, 'parameters').encryptSnapshots = 'false';
  }),
  change('storage-is-backed-up-outside', 'the backup is weekly', of('StorageClass'), (o) => {
    at(o, 'parameters').snapshotIntervalHours = '168';
  }),
  change('volumes-match-their-data-class', 'a database moves to cheap storage', withClaims, (o) => {
    at(o, 'spec', 'volumeClaimTemplates', 0, 'spec').storageClassName = 'local-path';
  }),
  change('volumes-match-their-data-class', 'a spool takes the default class', of('PersistentVolumeClaim'), (o) => {
    delete at(o, 'spec').storageClassName;
  }),
  change('levels-suit-their-data', 'a system is graded down', levelThree, (o) => {
    at(o, 'metadata', 'labels')['fadun.io/mlps-level'] = '2';
  }),
  change('default-namespace-is-empty', 'a workload lands in default', standing, (o) => {
    at(o, 'metadata').namespace = 'default';
  }),
  change('managed-objects-name-their-place', 'an object is copied from another network', standing, (o) => {
    at(o, 'metadata', 'labels')['fadun.io/network'] = 'another-net';
  }),
  change('managed-objects-name-their-place', 'the family is dropped', of('NetworkPolicy'), (o) => {
    delete at(o, 'metadata', 'labels')['fadun.io/family'];
  }),
  addition(
    'levels-meet-only-at-gateways',
    'a level 2 system is let into a level 3 one',
    ({ kind, metadata }) =>
      kind === 'Namespace' &&
      metadata.labels?.['fadun.io/mlps-level'] === '3' &&
      metadata.labels['fadun.io/role'] === 'workload' &&
      metadata.labels['fadun.io/owner'] !== 'ALL',
    (o) => [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'level-two', labels: { 'fadun.io/mlps-level': '2', 'fadun.io/role': 'workload' } },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'more', namespace: String(at(o, 'metadata').name) },
        spec: {
          podSelector: {},
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'level-two' } } }] }],
        },
      },
    ],
  ),
  addition('tenants-have-policies-of-their-own', 'a tenant moves in without policies', of('Namespace'), (o) => [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'newcomer', labels: { ...(at(o, 'metadata').labels as Record<string, string>) } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'newcomer' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: {}, spec: { containers: [] } },
      },
    },
  ]),
];
