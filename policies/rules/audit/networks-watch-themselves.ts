import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { deployment, object } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';
import { podTemplateOf } from '../../pod-template.ts';
import { asLabels, asObject, asObjects } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { standingKinds, standingWorkloads } from '../availability/standing.ts';
import { networkFactsName } from '../connectivity/hygiene-rule.ts';
import { siteNetworks } from './streams.ts';

/** What a network needs to see itself, by the label `fadun.io/component`. */
const watchers = ['prometheus', 'alertmanager', 'collector'];
const component = 'fadun.io/component';

const workload = (
  name: string,
  ofContainer: Readonly<Record<string, unknown>> = { ports: [{ name: 'metrics', containerPort: 9464 }] },
): KubernetesObject => {
  const own = deployment(ofContainer);
  const template = asObject(asObject(own.spec).template);
  return {
    ...own,
    metadata: { name, namespace: 'app' },
    spec: { ...asObject(own.spec), template: { ...template, metadata: { labels: { [component]: name } } } },
  };
};
const namespace = object('v1', 'Namespace', {}, { name: 'app', labels: { 'fadun.io/system': 'case' } });
const ofSite = (...objects: KubernetesObject[]) =>
  estate([namespace, ...objects], { [networkFactsName]: { example: {} } });
const all = watchers.map((name) => workload(name));

/**
 * Each network watches its own: metrics, alerts and traces stand in it, and every workload of a system serves metrics.
 * Evidence for mlps3:8.1.5.4 c), mlps3:8.2.5.1 d).
 */
export const networksWatchThemselves = rule({
  id: 'networks-watch-themselves',
  title: { en: 'Each network watches every workload of its own', zh: '各网自行监测本网全部负载' },
  reason: {
    en: 'No monitoring sees across isolated networks; what its own network does not watch, nobody does.',
    zh: '监测无法跨越隔离网络；本网未监测的，便无人监测。',
  },
  severity: 'medium',
  controls: ['mlps3:8.1.5.4 c)', 'mlps3:8.2.5.1 d)'],
  basis: 'object',
  remedy: {
    en: 'Declare the network’s observability, and serve metrics on a port named metrics.',
    zh: '声明本网的可观测性组件，并以名为 metrics 的端口提供指标。',
  },
  reads: standingKinds,
  evaluate(whole: Estate) {
    const networks = siteNetworks(whole);
    const standing = standingWorkloads(whole).filter(
      ({ source, namespaceLabels }) => networks.includes(source.network ?? '') && namespaceLabels['fadun.io/system'],
    );
    const present = new Set(
      standing.map(
        ({ source }) =>
          `${source.network} ${asLabels(asObject(asObject(asObject(source.object.spec).template).metadata).labels)[component]}`,
      ),
    );
    const absent = networks.flatMap((network) =>
      watchers
        .filter((name) => !present.has(`${network} ${name}`))
        .map((name): EstateFinding => {
          const nowhere = { network, apiVersion: 'apps/v1', kind: 'StatefulSet', name, source: network };
          return { object: nowhere, path: 'metadata.name', message: `the network has no ${name}` };
        }),
    );
    const silent = standing
      .filter(({ source }) => !servesMetrics(source.object))
      .map(({ source }): EstateFinding => {
        return { object: source, path: 'spec.template.spec.containers', message: 'serves no metrics' };
      });
    return { judged: networks.length * watchers.length + standing.length, findings: [...absent, ...silent] };
  },
  examples: {
    compliant: [ofSite(...all, workload('web'))],
    violating: [
      ...watchers.map((left) => ofSite(...all.filter(({ metadata }) => metadata.name !== left))),
      ofSite(...all, workload('web', { ports: [{ name: 'https', containerPort: 8443 }] })),
    ],
  },
});

function servesMetrics(workload: KubernetesObject): boolean {
  const { containers } = asObject(podTemplateOf(workload)?.spec);
  return asObjects(containers).some(({ ports }) => asObjects(ports).some(({ name }) => name === 'metrics'));
}
