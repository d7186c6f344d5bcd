import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { canonicalJson, type Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { recoverMonitoring } from '../../runbooks/recover-monitoring.ts';
import { observabilityNamespace } from '../../stacks/model/names.ts';
import { clear, driftedFrom, stand, standing } from './declared.ts';
import { namespace, tier } from './declared-objects.ts';
import { drill, type Stage } from './drill.ts';
import { demandNamespace, problemsOf } from './objects.ts';

const place = observabilityNamespace;
const inside = (apiVersion: string, kind: string, name: string, rest: Record<string, unknown>): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: place },
  ...rest,
});
const [prometheus, ...prometheusRest] = tier(place, 'prometheus', { kind: 'StatefulSet' });
const [alertmanager, ...alertmanagerRest] = tier(place, 'alertmanager', { kind: 'StatefulSet' });
const routes = inside('v1', 'ConfigMap', 'alertmanager', { data: { 'alertmanager.yaml': 'route: {receiver: duty}' } });
const scraping = inside('networking.k8s.io/v1', 'NetworkPolicy', 'prometheus-egress', {
  spec: {
    podSelector: { matchLabels: { app: 'prometheus' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 9090, protocol: 'TCP' }] }],
  },
});
const declared = [
  namespace(place),
  prometheus!,
  alertmanager!,
  ...prometheusRest,
  ...alertmanagerRest,
  routes,
  scraping,
];
/** What is broken, each in its own way. */
const missing = [alertmanager!, scraping];
const changed = [prometheus!, routes];

/** Content of what was changed, canonical; what is missing is not there. */
async function broken(stage: Stage): Promise<string> {
  const live = await standing(stage, [...changed, ...missing]);
  return canonicalJson([...live].map(([key, { spec, data }]) => ({ key, spec, data })) as unknown as Json);
}

async function patchAsIntruder(stage: Stage, path: string, body: unknown): Promise<void> {
  await stage.api.send('PATCH', `${path}?fieldManager=drill-intruder`, body, 'application/merge-patch+json');
}

/** A chain of monitoring with a policy and a workload gone, one scaled to nothing, and routes that lead nowhere. */
export const recoverMonitoringDrill = drill({
  id: 'recover-monitoring',
  runbook: recoverMonitoring,
  writesTo: ['api'],
  reads: async () => ({ declared: async () => declared }),
  async prepare(stage) {
    await clear(stage, [...changed, ...missing]);
    await demandNamespace(stage, 'fadun-system');
    await stand(stage, declared);
    await clear(stage, missing);
    await patchAsIntruder(stage, `/apis/apps/v1/namespaces/${place}/statefulsets/prometheus`, {
      spec: { replicas: 0 },
    });
    await patchAsIntruder(stage, `/api/v1/namespaces/${place}/configmaps/alertmanager`, {
      data: { 'alertmanager.yaml': 'route: {receiver: none}' },
    });
    return { parameters: {}, kept: await broken(stage) };
  },
  async check(stage) {
    const live = await standing(stage, [prometheus!, alertmanager!]);
    const ready = [...live.values()].map(({ status }) => (status as { readyReplicas?: number }).readyReplicas);
    return [
      ...problemsOf({ 'a workload of monitoring is not ready': ready.join() === '2,2' }),
      ...(await driftedFrom(stage, declared)),
    ];
  },
  async checkUndone(stage, kept) {
    return problemsOf({ 'what stood before is not back': (await broken(stage)) === kept });
  },
  tidy: (stage) => clear(stage, [...changed, ...missing]),
});
