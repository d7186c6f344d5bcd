import { blockExternalConnection } from '../../../runbooks/block-external-connection.ts';
import { restorePublicPage } from '../../../runbooks/restore-public-page.ts';
import { driftedFrom, stand } from '../declared.ts';
import { namespace, tier } from '../declared-objects.ts';
import { drill, type Stage } from '../drill.ts';
import { demandNamespace, problemsOf } from '../objects.ts';

const ticket = 'INC-2026-031';
const place = 'drill-portal';
const policies = `/apis/networking.k8s.io/v1/namespaces/${place}/networkpolicies`;
const declared = [
  namespace(place, { 'fadun.io/system': 'portal' }),
  ...tier(place, 'site'),
  ...tier(place, 'static'),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'site', namespace: place },
    spec: { selector: { app: 'site' }, ports: [{ port: 443, targetPort: 8443, protocol: 'TCP' }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'site-egress', namespace: place },
    spec: {
      podSelector: { matchLabels: { app: 'site' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '198.51.100.7/32' } }] }],
    },
  },
];

async function policyNames(stage: Stage): Promise<string> {
  const { items } = (await stage.api.get(policies)) as unknown as {
    readonly items: readonly { readonly metadata: { readonly name: string } }[];
  };
  return items.map(({ metadata }) => metadata.name).join();
}

async function servedBy(stage: Stage): Promise<unknown> {
  const service = await stage.api.get(`/api/v1/namespaces/${place}/services/site`);
  return (service as { readonly spec?: { readonly selector?: { readonly app?: string } } }).spec?.selector?.app;
}

/** A workload that reaches outwards (RB-I07): its namespace is closed, and opened again as it was. */
export const blockExternalConnectionDrill = drill({
  id: 'block-external-connection',
  runbook: blockExternalConnection,
  depth: 'good',
  writesTo: ['api'],
  async prepare(stage) {
    await demandNamespace(stage, 'fadun-system');
    await stand(stage, declared);
    return { parameters: { namespace: place, ticket }, kept: null };
  },
  async check(stage) {
    return [
      ...problemsOf({ 'the way out is still open': (await policyNames(stage)) === 'fadun-quarantine' }),
      ...(await driftedFrom(stage, declared)),
    ];
  },
  async checkUndone(stage) {
    return [
      ...problemsOf({ 'the policies are not as they were': (await policyNames(stage)) === 'site-egress' }),
      ...(await driftedFrom(stage, declared)),
    ];
  },
});

/** A defaced page (RB-I04): the static one is served in its place, and the former again after the undo. */
export const restorePublicPageDrill = drill({
  id: 'restore-public-page',
  runbook: restorePublicPage,
  depth: 'good',
  writesTo: ['api'],
  async prepare(stage) {
    await demandNamespace(stage, 'fadun-system');
    await stand(stage, declared);
    return { parameters: { namespace: place, service: 'site', fallback: 'static', ticket }, kept: null };
  },
  async check(stage) {
    return [
      ...problemsOf({ 'the static page is not served': (await servedBy(stage)) === 'static' }),
      ...(await driftedFrom(stage, declared)),
    ];
  },
  async checkUndone(stage) {
    return [
      ...problemsOf({ 'the page is not served again': (await servedBy(stage)) === 'site' }),
      ...(await driftedFrom(stage, declared)),
    ];
  },
});
