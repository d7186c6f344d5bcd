import { renewCertificates } from '../../runbooks/renew-certificates.ts';
import { drill, type Stage } from './drill.ts';
import { demandNamespace, problemsOf, settled } from './objects.ts';

interface Kept {
  readonly digests: readonly string[];
  readonly served: readonly string[];
}

/** Leaves and authorities both: everything on the host is another afterwards, and everybody still gets in. */
export const renewCertificatesDrill = drill({
  id: 'renew-certificates',
  runbook: renewCertificates,
  writesTo: ['host'],
  async prepare(stage) {
    const digests = (await stage.host.certificates()).map(({ sha256 }) => sha256);
    const served = (await stage.host.servedCertificates()).map(({ serial }) => serial);
    return { parameters: { scope: 'authorities' }, kept: { digests, served } satisfies Kept };
  },
  async check(stage, kept) {
    const { digests, served } = kept as unknown as Kept;
    const certificates = await stage.host.certificates();
    const shown = await stage.host.servedCertificates();
    const dueDays = (notAfter: string) => (Date.parse(notAfter) - Date.now()) / 86_400_000;
    return problemsOf({
      'a certificate from before is still in use': certificates.every(({ sha256 }) => !digests.includes(sha256)),
      'a component shows a certificate from before': shown.every(({ serial }) => !served.includes(serial)),
      'a component shows what is not trusted': shown.length === 4 && shown.every(({ trusted }) => trusted),
      'a certificate ends within 30 days': certificates.every(({ notAfter }) => dueDays(notAfter) > 30),
      'the API server does not admit the renewed identities': await settled(() => everybodyGetsIn(stage)),
      'controllers do not reconcile': await settled(() => controllersWork(stage)),
      'nodes are cut off': await settled(() => nodesAreReady(stage), 60),
    });
  },
});

async function everybodyGetsIn(stage: Stage): Promise<boolean> {
  const { stageApi } = await import('./access.ts');
  for (const kubeconfig of [stage.kubeconfigs.reader, stage.kubeconfigs.applier]) {
    const api = stageApi(stage.network, kubeconfig);
    const answer = await api.get('/api/v1/namespaces/default').finally(api.close);
    if (answer === undefined) return false;
  }
  return true;
}

async function controllersWork(stage: Stage): Promise<boolean> {
  const name = 'drill-certificates';
  await demandNamespace(stage, name);
  return (await stage.api.get(`/api/v1/namespaces/${name}/serviceaccounts/default`)) !== undefined;
}

/** A lease renewed after the run: the nodes' credentials are those of now. */
async function nodesAreReady(stage: Stage): Promise<boolean> {
  const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  const leases = (await stage.api.get(path)) as unknown as { items: readonly { spec: { renewTime?: string } }[] };
  const times = leases.items.map(({ spec }) => Date.parse(spec.renewTime ?? ''));
  return times.length > 0 && times.every((time) => Date.now() - time < 20_000);
}
