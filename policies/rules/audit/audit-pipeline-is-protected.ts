import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { deployment, object } from '../../examples.ts';
import { asObject } from '../../reachability/shape.ts';
import { rightsKinds, rightsOf } from '../../rights/holders.ts';
import { untrusted } from '../../rights/paths.ts';
import { gives } from '../../rights/powers.ts';
import { rule } from '../../rule.ts';
import { bind, right, role, user } from '../access/rights-examples.ts';
import { standingWorkloads } from '../availability/standing.ts';
import { networkFactsName } from '../connectivity/hygiene-rule.ts';
import { contractObject, contractsOf, mountedContract } from '../contracts.ts';
import { siteNetworks, soundStreams, streamKinds } from './streams.ts';

const writing = ['create', 'update', 'patch', 'delete', 'deletecollection'];
/** What stops the collection of records when it is changed. */
const touching = [
  { kind: 'policies', can: 'stop it', group: '', resources: ['pods', 'configmaps', 'services'], verbs: writing },
  {
    kind: 'policies',
    can: 'stop it',
    group: 'apps',
    resources: ['deployments', 'statefulsets', 'deployments/scale', 'statefulsets/scale'],
    verbs: writing,
  },
] as const;

const priority = (name: string, value: number) => object('scheduling.k8s.io/v1', 'PriorityClass', { value }, { name });
const collector = (priorityClassName: string, replicas = 2) => {
  const volumes = [{ name: 'streams', configMap: { name: 'log-streams' } }];
  return {
    ...deployment({}, { volumes, priorityClassName }, { replicas }),
    metadata: { name: 'collector', namespace: 'logs' },
  };
};
const around = [
  priority('high', 100),
  priority('low', 10),
  contractObject('log-streams', 'log-streams', 'logs', { streams: soundStreams }),
];
const ofSite = (objects: Parameters<typeof estate>[0]) => estate(objects, { [networkFactsName]: { example: {} } });

/**
 * What collects audit records runs twice, is the last to be evicted, and nobody but the applier can change or remove it.
 * Evidence for mlps3:8.1.4.3 d).
 */
export const auditPipelineIsProtected = rule({
  id: 'audit-pipeline-is-protected',
  title: { en: 'Nobody can stop the collection of audit records', zh: '任何主体均不能中断审计记录的采集' },
  reason: { en: 'An administrator who can stop the log is not audited.', zh: '能够停止日志的管理员，等于不受审计。' },
  severity: 'critical',
  controls: ['mlps3:8.1.4.3 d)'],
  basis: 'object',
  remedy: {
    en: 'Give the collector two replicas and the highest priority, and take write rights over its namespace away.',
    zh: '采集器不少于两副本、使用最高优先级，并收回对其命名空间的写权限。',
  },
  reads: [...streamKinds, ...rightsKinds, 'PriorityClass'],
  evaluate(whole: Estate) {
    const contracts = contractsOf(whole, 'log-streams');
    const rights = new Map(rightsOf(whole).map((one) => [one.network, one]));
    const networks = siteNetworks(whole);
    const collectors =
      contracts.size === 0 ? [] : standingWorkloads(whole).filter(({ source }) => mountedContract(source, contracts));
    const findings = networks.flatMap((network): EstateFinding[] => {
      const own = collectors.filter(({ source }) => source.network === network);
      if (own.length === 0) {
        const nowhere = { network, apiVersion: 'apps/v1', kind: 'Deployment', name: 'collector', source: network };
        return [{ object: nowhere, path: 'metadata.name', message: 'nothing collects audit records' }];
      }
      const classes = new Map(
        whole.ofKind('PriorityClass', network).map(({ object: one }) => [one.metadata.name, Number(one.value)]),
      );
      const highest = Math.max(...classes.values());
      return own.flatMap(({ source, replicas }): EstateFinding[] => {
        const { priorityClassName } = asObject(asObject(asObject(source.object.spec).template).spec);
        const { namespace } = source.object.metadata;
        const able = untrusted(
          rights.get(network) ?? {
            network,
            holders: [],
            accounts: new Map(),
            mounted: () => new Set(),
            sourceOf: () => source,
          },
        ).flatMap(({ key, grants }) => {
          const grant = grants.find(
            (one) =>
              (one.namespace === undefined || one.namespace === namespace) &&
              touching.some((power) => gives(one, power)),
          );
          return grant ? [`${key} can change it (${grant.by})`] : [];
        });
        const faults = [
          ...(replicas >= 2 ? [] : ['runs once']),
          ...(classes.get(String(priorityClassName)) === highest ? [] : ['is not the last to be evicted']),
          ...able,
        ];
        return faults.map((message) => ({ object: source, path: 'spec', message }));
      });
    });
    return { judged: Math.max(networks.length, collectors.length, findings.length), findings };
  },
  examples: {
    compliant: [
      ofSite([...around, collector('high')]),
      ofSite([
        ...around,
        collector('high'),
        role('reader', [right('pods', 'get')]),
        bind('readers', 'reader', [user('a')]),
      ]),
    ],
    violating: [
      ofSite([...around, collector('low')]),
      ofSite([...around, collector('gone')]),
      ofSite([...around, collector('high', 1)]),
      ofSite([...around]),
      ofSite([
        ...around,
        collector('high'),
        role('scaler', [right('deployments/scale', 'update', 'apps')]),
        bind('scalers', 'scaler', [user('a')], 'logs'),
      ]),
      ofSite([
        ...around,
        collector('high'),
        role('writer', [right('configmaps', 'patch')]),
        bind('writers', 'writer', [user('a')]),
      ]),
    ],
  },
});
