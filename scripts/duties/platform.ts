import { readFileSync } from 'node:fs';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import type { AuditEntry, PlatformReader, Sample } from '../../runbooks/kit/platform.ts';
import type { Site } from '../../stacks/model/site.ts';
import { FadunError } from '../errors.ts';
import type { OperationsFolders } from '../operations/folders.ts';
import { readJsonFile } from '../operations/plan-file.ts';
import { probe } from '../operations/probe.ts';
import { listRuns } from '../operations/run-list.ts';
import type { City } from '../pipeline/city.ts';

/** What a platform reader reads from. */
export interface PlatformSources {
  readonly site: Site;
  readonly out: string;
  readonly folders: OperationsFolders;
  readonly keyring: Keyring | undefined;
  /** Absent for what looks at the declaration and the records only. */
  readonly network?: string;
  readonly kubeconfig?: string;
  readonly auditLog?: string;
  /** Base address of the network's Prometheus, with the token it asks for. */
  readonly prometheus?: { readonly address: string; readonly token?: string };
  /** Files that people bring, by the name an inspection asks for. */
  readonly files: Readonly<Record<string, string>>;
  readonly now: () => Date;
}

/** Reads through the same functions as `fadun drift`, `check` and `prove`, with the reading credential. */
export function platformReader(sources: PlatformSources): PlatformReader {
  const { site, folders, keyring, files } = sources;
  let built: Promise<City> | undefined;
  const city = () => {
    built ??= import('../pipeline/city.ts').then(({ buildCity }) =>
      buildCity(site, sources.out, sources.network ? [sources.network] : undefined),
    );
    return built;
  };
  return {
    site,
    keyring,
    drift: async () => readDrift(sources, await city()),
    compliance: async () => readCompliance(sources, await city()),
    reachability: async () => readReachability(sources, await city()),
    runs: async () => listRuns(folders.runs),
    query: (promql) => queryPrometheus(sources, promql),
    alerts: () => readAlerts(sources),
    audit: async (since) => (sources.auditLog ? readAudit(sources.auditLog, since) : undefined),
    file: async (name) => (files[name] === undefined ? undefined : readJsonFile(files[name], name)),
  };
}

async function withCluster<T>(
  { site, network, kubeconfig }: PlatformSources,
  city: City,
  work: (cluster: import('../pipeline/clusters.ts').Cluster) => Promise<T>,
): Promise<T> {
  const { openClusters, forEachCluster } = await import('../pipeline/clusters.ts');
  const choice = { site: site.id, workspace: city.workspace, networks: [network!], identity: 'reader' } as const;
  const clusters = await openClusters({ ...choice, ...(kubeconfig ? { kubeconfig } : {}) });
  const [result] = await forEachCluster(clusters, 1, work);
  return result!;
}

async function readDrift(sources: PlatformSources, city: City) {
  const { standingOf } = await import('../pipeline/standing.ts');
  return withCluster(sources, city, async (cluster) => {
    const { drifted } = await standingOf(city, cluster).drift();
    return drifted.map(({ object, field, kind, manager, user, since }) => ({
      object,
      field,
      kind,
      manager,
      user,
      ...(since ? { since } : {}),
    }));
  });
}

async function readCompliance({ site, now }: PlatformSources, city: City) {
  const [{ judgeCity }, { civilDate }, { waiversOf }, { daysLeft }] = await Promise.all([
    import('../pipeline/judge-city.ts'),
    import('../pipeline/today.ts'),
    import('../../policies/waivers/index.ts'),
    import('../../policies/waiver.ts'),
  ]);
  const today = civilDate(now());
  const { result, decision } = judgeCity(city, { today });
  return {
    verdicts: { ...result.verdicts },
    blocking: decision.blocking.map(({ rule, object, message }) => ({
      rule,
      object: `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}`,
      message,
    })),
    waivers: waiversOf(site.id).map((waiver) => ({
      id: waiver.id,
      rule: waiver.rule,
      daysLeft: daysLeft(waiver, today),
    })),
  };
}

async function readReachability(sources: PlatformSources, city: City) {
  const [{ liveObjects }, { proveCity, sandboxNodes, trustedSubjects }, { differencesOf }, { hygieneFindings }] =
    await Promise.all([
      import('../pipeline/live-objects.ts'),
      import('../pipeline/prove-city.ts'),
      import('../pipeline/judge-city.ts'),
      import('../../policies/reachability/hygiene.ts'),
    ]);
  const live = await withCluster(sources, city, ({ client }) => liveObjects(client));
  const trusted = sources.kubeconfig ? trustedSubjects : [...trustedSubjects, sandboxNodes];
  const { report, proofs } = proveCity(city, () => live, trusted);
  return {
    holds: report.holds,
    declared: report.declared,
    permitted: report.permitted,
    differences: differencesOf(report),
    hygiene: proofs.flatMap(({ model }) =>
      hygieneFindings(model).map(({ subject, kind, message }) => ({ policy: subject, fault: `${kind}: ${message}` })),
    ),
  };
}

interface PrometheusAnswer<Data> {
  readonly status: string;
  readonly error?: string;
  readonly data?: Data;
}

async function askPrometheus<Data>({ prometheus }: PlatformSources, path: string): Promise<Data | undefined> {
  if (!prometheus) return undefined;
  const { address, token } = prometheus;
  const { status, body } = await probe(
    `${address.replace(/\/+$/, '')}${path}`,
    token ? { authorization: `Bearer ${token}` } : {},
  );
  const answer = parse<Data>(body);
  if (status === 200 && answer?.status === 'success') return answer.data;
  throw new FadunError(
    address,
    {
      zh: `应答为 ${status}：${answer?.error ?? '不是 Prometheus 的应答'}`,
      en: `it answered ${status}: ${answer?.error ?? 'no answer of Prometheus'}`,
    },
    { zh: '请检查 --prometheus。', en: 'Check --prometheus.' },
    4,
  );
}

function parse<Data>(body: string): PrometheusAnswer<Data> | undefined {
  try {
    return JSON.parse(body) as PrometheusAnswer<Data>;
  } catch {
    return undefined;
  }
}

async function queryPrometheus(sources: PlatformSources, promql: string): Promise<readonly Sample[] | undefined> {
  type Vector = {
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: [number, string] }[];
  };
  const data = await askPrometheus<Vector>(sources, `/api/v1/query?query=${encodeURIComponent(promql)}`);
  return data?.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

async function readAlerts(sources: PlatformSources) {
  type Alerts = { readonly alerts: readonly { readonly labels: Record<string, string>; readonly state: string }[] };
  const data = await askPrometheus<Alerts>(sources, '/api/v1/alerts');
  return data?.alerts.map(({ labels, state }) => ({
    name: labels.alertname ?? '',
    severity: labels.severity ?? '',
    state,
  }));
}

interface RawEvent {
  readonly stage?: string;
  readonly verb?: string;
  readonly user?: { readonly username?: string };
  readonly impersonatedUser?: { readonly username?: string };
  readonly sourceIPs?: readonly string[];
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp?: string;
}

/** Completed requests since a moment; a line that is no event is left out. */
function readAudit(path: string, since: Date): readonly AuditEntry[] {
  const from = since.toISOString();
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => {
      try {
        return JSON.parse(line) as RawEvent;
      } catch {
        return {};
      }
    })
    .filter(
      ({ stage, requestReceivedTimestamp = '' }) => stage === 'ResponseComplete' && requestReceivedTimestamp >= from,
    )
    .map(({ verb = '', user, impersonatedUser, objectRef, responseStatus, requestReceivedTimestamp, sourceIPs }) => ({
      time: requestReceivedTimestamp ?? '',
      user: impersonatedUser?.username ?? user?.username ?? 'unknown',
      verb,
      target: [objectRef?.namespace, objectRef?.resource, objectRef?.name, objectRef?.subresource]
        .filter(Boolean)
        .join('/'),
      code: responseStatus?.code ?? 0,
      sources: sourceIPs ?? [],
    }));
}
