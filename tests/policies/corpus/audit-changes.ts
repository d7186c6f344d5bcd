import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { addition, at, change, type Json, named, removal, standing, type WrongChange } from './wrong-change.ts';

const contract = (kind: string) => (object: KubernetesObject) =>
  object.kind === 'ConfigMap' && object.metadata.labels?.['fadun.io/contract'] === kind;

/** Edits the JSON of a contract. */
const edit = (apply: (content: Json) => void) => (object: Json) => {
  const data = object.data as Record<string, string>;
  const [key] = Object.keys(data) as [string];
  const content = JSON.parse(data[key]!) as Json;
  apply(content);
  data[key] = JSON.stringify(content);
};
const streams = (content: Json) => content.streams as Json[];
const inSegment =
  (...segments: string[]) =>
  (object: KubernetesObject) =>
    standing(object) && segments.some((segment) => (object.metadata.namespace ?? '').endsWith(`-${segment}`));
const collector = (object: KubernetesObject) => standing(object) && object.metadata.name === 'collector';
const frontEnd = ({ kind, metadata }: KubernetesObject) =>
  kind === 'Deployment' && metadata.name === 'front-end' && (metadata.namespace ?? '').startsWith('xchg-');
const template = (object: Json) => at(object, 'spec', 'template');

/** Small changes at entrances, in audit and in monitoring. */
export const auditChanges: readonly WrongChange[] = [
  change(
    'entrances-filter-content',
    'the firewall only watches',
    contract('entrance'),
    edit((c) => {
      at(c, 'waf').mode = 'detect';
    }),
  ),
  change(
    'entrances-filter-content',
    'unknown hosts are served',
    contract('entrance'),
    edit((c) => {
      c.unknownHosts = 'first';
    }),
  ),
  change(
    'entrances-filter-content',
    'any method passes',
    contract('entrance'),
    edit((c) => {
      at(c, 'routes', 0).methods = ['*'];
    }),
  ),
  removal('entrances-filter-content', 'a contract is dropped', contract('entrance')),
  change(
    'entrances-log-access',
    'the access log forgets the user',
    contract('entrance'),
    edit((c) => {
      at(c, 'accessLog').fields = (at(c, 'accessLog').fields as string[]).filter((field) => field !== 'user');
    }),
  ),
  change(
    'entrances-validate-input',
    'input is no longer validated',
    contract('entrance'),
    edit((c) => {
      c.validation = 'off';
    }),
  ),
  change(
    'entrances-use-approved-suites',
    'an old suite is offered',
    contract('entrance'),
    edit((c) => {
      (at(c, 'tls').suites as string[]).push('TLS_RSA_WITH_AES_128_CBC_SHA');
    }),
  ),
  change(
    'entrances-use-approved-suites',
    'TLS 1.0 is accepted',
    contract('entrance'),
    edit((c) => {
      at(c, 'tls').minimum = '1.0';
    }),
  ),
  change(
    'log-streams-are-kept',
    'records are kept a month',
    contract('log-streams'),
    edit((c) => {
      streams(c)[0]!.retentionDays = 30;
    }),
  ),
  change(
    'log-streams-are-kept',
    'records can be altered',
    contract('log-streams'),
    edit((c) => {
      streams(c).at(-1)!.immutable = false;
    }),
  ),
  change(
    'log-streams-cover-the-network',
    'remote operations are no longer apart',
    contract('log-streams'),
    edit((c) => {
      c.streams = streams(c).filter(({ id }) => id !== 'remote-operations');
    }),
  ),
  change(
    'log-streams-cover-the-network',
    'a tenant loses its stream',
    contract('log-streams'),
    edit((c) => {
      streams(c).pop();
    }),
  ),
  removal('log-streams-cover-the-network', 'the streams are dropped', contract('log-streams')),
  change(
    'audit-policy-covers-everyone',
    'one account is left out',
    contract('audit-policy'),
    edit((c) => {
      (c.rules as unknown[]).unshift({ level: 'None', users: ['system:serviceaccount:ops:tool'] });
    }),
  ),
  change(
    'audit-policy-covers-everyone',
    'the last rule goes',
    contract('audit-policy'),
    edit((c) => {
      (c.rules as unknown[]).pop();
    }),
  ),
  change(
    'audit-policy-covers-everyone',
    'secrets are written into the log',
    contract('audit-policy'),
    edit((c) => {
      (c.rules as unknown[]).unshift({ level: 'RequestResponse', resources: [{ group: '', resources: ['secrets'] }] });
    }),
  ),
  change('audit-pipeline-is-protected', 'the collector may be evicted first', collector, (o) => {
    at(template(o), 'spec').priorityClassName = 'fadun-batch';
  }),
  change('audit-pipeline-is-protected', 'the collector runs once', collector, (o) => {
    at(o, 'spec').replicas = 1;
  }),
  addition(
    'audit-pipeline-is-protected',
    'system administrators may scale the collector',
    named('ClusterRoleBinding', 'fadun:system-admin'),
    () => [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'scaler' },
        rules: [{ apiGroups: ['apps'], resources: ['statefulsets/scale'], verbs: ['update'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'scaler', namespace: 'fadun-observability' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'scaler' },
        subjects: [{ kind: 'Group', name: 'fadun:system-admins', apiGroup: 'rbac.authorization.k8s.io' }],
      },
    ],
  ),
  removal('networks-watch-themselves', 'a network loses its alerts', named('StatefulSet', 'alertmanager')),
  change('networks-watch-themselves', 'a workload serves no metrics', inSegment('app'), (o) => {
    const container = at(template(o), 'spec', 'containers', 0);
    container.ports = (container.ports as Json[]).filter(({ name }) => name !== 'metrics');
  }),
  change('management-keeps-its-nodes', 'management leaves its nodes', inSegment('ops', 'security'), (o) => {
    delete at(template(o), 'spec').nodeSelector;
  }),
  change('management-keeps-its-nodes', 'an application gets onto management’s nodes', inSegment('app', 'web'), (o) => {
    at(template(o), 'spec').tolerations = [{ operator: 'Exists' }];
  }),
  change('entrance-pods-bound-their-bandwidth', 'a front-end is unbounded', frontEnd, (o) => {
    delete at(template(o), 'metadata').annotations;
  }),
];
