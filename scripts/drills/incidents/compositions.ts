import { containIntrusion } from '../../../runbooks/contain-intrusion.ts';
import { containSupplier } from '../../../runbooks/contain-supplier.ts';
import { importBundle } from '../../../runbooks/import-bundle.ts';
import { recoverControlPlane } from '../../../runbooks/recover-control-plane.ts';
import { replaceCompromisedKeys } from '../../../runbooks/replace-compromised-keys.ts';
import { blockImageDrill } from '../block-image.ts';
import { type ChannelScene, channelChecks, drillChannel } from '../channel.ts';
import { driftedFrom, stand } from '../declared.ts';
import { namespace, tier } from '../declared-objects.ts';
import { drill, type Stage } from '../drill.ts';
import { problemsOf } from '../objects.ts';
import { renewCertificatesDrill } from '../renew-certificates.ts';

const ticket = 'INC-2026-031';
const place = 'drill-intrusion';
const channel = drillChannel('drill-intrusion', 37);
const cutMark = 'hold-cut-drill-intrusion';
const login = { volumes: [{ name: 'login', secret: { secretName: 'drill-login' } }] };
const declared = [namespace(place), ...tier(place, 'web', { pod: login })];

async function isClosed(stage: Stage): Promise<boolean> {
  const path = `/apis/networking.k8s.io/v1/namespaces/${place}/networkpolicies/fadun-quarantine`;
  return (await stage.api.get(path)) !== undefined;
}

/** An intruder (RB-I02): evidence sealed first, then namespace and channel closed; every Pod is left as it was. */
export const containIntrusionDrill = drill({
  id: 'contain-intrusion',
  runbook: containIntrusion,
  depth: 'good',
  writesTo: ['api'],
  async prepare(stage) {
    const { kept } = await channel.prepare(stage);
    await stand(stage, declared);
    const since = `${new Date(Date.now() - 3_600_000).toISOString().slice(0, 16)}Z`;
    const reason = 'INC-2026-031: drill';
    return { parameters: { namespace: place, channel: 'drill-intrusion', since, reason, ticket }, kept };
  },
  async check(stage, _kept, journal) {
    const { policies, running } = await channel.look(stage, cutMark);
    const written = journal.map(({ body }) => JSON.stringify(body));
    const sealed = written.findIndex((line) => /SM3 [0-9a-f]{64}; SHA-256 [0-9a-f]{64}/.test(line));
    const changed = written.findIndex((line) => line.includes('"deny-all"'));
    return [
      ...problemsOf({
        'the namespace is not closed': await isClosed(stage),
        'the channel still runs': running === 0 && !policies.includes(channel.device),
        'evidence was not sealed before anything changed': sealed >= 0 && changed > sealed,
        'the credential that the Pods hold is not named': written.join().includes('drill-login (Deployment web)'),
      }),
      ...(await driftedFrom(stage, declared)),
    ];
  },
  async checkUndone(stage, kept) {
    return [
      ...problemsOf({ 'the namespace is still closed': !(await isClosed(stage)) }),
      ...(await channelChecks(channel, stage, kept as unknown as ChannelScene, cutMark)),
    ];
  },
});

/** Whether a release may be imported, as the runbook that imports one finds it. */
async function mayImport(stage: Stage): Promise<boolean> {
  const { site, network, api } = stage;
  const context = { target: { site, network }, read: { get: api.get }, now: () => new Date() };
  const checks = await importBundle.steps[0]!.precheck({ ...context, parameters: {} as never });
  return checks.every(({ holds }) => holds);
}

/** A compromised supplier (RB-I11): as for a blocked image, with imports frozen on top. */
export const containSupplierDrill = drill({
  ...blockImageDrill,
  id: 'contain-supplier',
  runbook: containSupplier,
  depth: 'good',
  async check(stage, kept, journal) {
    return [
      ...(await blockImageDrill.check(stage, kept, journal)),
      ...problemsOf({ 'imports are not frozen': !(await mayImport(stage)) }),
    ];
  },
  async checkUndone(stage, kept) {
    return [
      ...(await blockImageDrill.checkUndone!(stage, kept)),
      ...problemsOf({ 'imports are still frozen': await mayImport(stage) }),
    ];
  },
});

const stopped = ['kube-scheduler', 'kube-controller-manager'] as const;

/** An outage of half a control plane (RB-I05): what was stopped serves again, and nothing else was restarted. */
export const recoverControlPlaneDrill = drill({
  id: 'recover-control-plane',
  runbook: recoverControlPlane,
  depth: 'good',
  writesTo: ['host'],
  async prepare(stage) {
    for (const component of stopped) await stage.host.stop(component);
    return { parameters: {}, kept: null };
  },
  async check(stage, _kept, journal) {
    const silent = (await stage.host.members()).filter(({ healthy }) => !healthy).map(({ component }) => component);
    const acts = journal.flatMap(({ type, body }) => (type === 'intent' ? [String(body.action)] : []));
    return problemsOf({
      [`still out: ${silent.join()}`]: silent.length === 0,
      [`other things were done: ${acts.join()}`]:
        acts.join() === 'start-kube-controller-manager,start-kube-scheduler,report',
    });
  },
});

/** A key of the control plane that others know (RB-I08): as for renewed certificates, authorities included. */
export const replaceCompromisedKeysDrill = drill({
  ...renewCertificatesDrill,
  id: 'replace-compromised-keys',
  runbook: replaceCompromisedKeys,
  depth: 'good',
  async prepare(stage) {
    const { parameters, kept } = await renewCertificatesDrill.prepare(stage);
    await stand(stage, declared);
    return { parameters: { ...parameters, namespace: place, ticket }, kept };
  },
});
