import { type Estate, estate } from '../../estate.ts';
import { deployment, object } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';
import { asObjects, asTexts } from '../../reachability/shape.ts';
import { standingKinds, standingWorkloads } from '../availability/standing.ts';
import { networkFactsName } from '../connectivity/hygiene-rule.ts';
import { type Contract, contractObject, contractsOf, mountedContract } from '../contracts.ts';

/** Kinds that {@link networkStreams} looks at. */
export const streamKinds: readonly string[] = [...standingKinds, 'ConfigMap'];

/** One stream of records, as the collector separates and the log store keeps it. */
export interface LogStream {
  readonly id: string;
  readonly retentionDays: number;
  readonly shipWithinSeconds: number;
  readonly backupHours: number;
  /** Written once: object lock or a WORM volume. */
  readonly immutable: boolean;
  /** Hash chain over the records. */
  readonly chain: string;
  readonly namespaces: readonly string[];
  readonly readers: readonly string[];
}

/** The streams of one network and the workload that follows them. */
export interface NetworkStreams {
  readonly network: string;
  /** Undefined where no workload of the network reads a contract of streams. */
  readonly contract?: Contract;
  readonly streams: readonly LogStream[];
}

const known = new WeakMap<Estate, readonly NetworkStreams[]>();

/** Streams of every network of the site; networks that the site does not declare are left out. */
export function networkStreams(whole: Estate): readonly NetworkStreams[] {
  let found = known.get(whole);
  if (!found) {
    const contracts = contractsOf(whole, 'log-streams');
    const collectors = Map.groupBy(
      contracts.size === 0
        ? []
        : standingWorkloads(whole).flatMap(({ source }) => mountedContract(source, contracts) ?? []),
      ({ source }) => source.network ?? '',
    );
    found = siteNetworks(whole).map((network): NetworkStreams => {
      const [contract] = collectors.get(network) ?? [];
      return { network, ...(contract && { contract }), streams: asObjects(contract?.content?.streams).map(streamOf) };
    });
    known.set(whole, found);
  }
  return found;
}

/** Networks that both the objects and the site's facts name. */
export function siteNetworks(whole: Estate): readonly string[] {
  const declared = (whole.facts[networkFactsName] ?? {}) as Readonly<Record<string, unknown>>;
  return whole.networks.filter((network) => network in declared);
}

function streamOf(raw: Readonly<Record<string, unknown>>): LogStream {
  const { id, retentionDays, shipWithinSeconds, backupHours, immutable, chain, namespaces, readers } = raw;
  return {
    id: String(id ?? ''),
    retentionDays: Number(retentionDays ?? 0),
    shipWithinSeconds: Number(shipWithinSeconds ?? Number.POSITIVE_INFINITY),
    backupHours: Number(backupHours ?? Number.POSITIVE_INFINITY),
    immutable: immutable === true,
    chain: String(chain ?? ''),
    namespaces: asTexts(namespaces),
    readers: asTexts(readers),
  };
}

/** A stream that meets every rule; examples change it. */
export const soundStream = (id: string, change: Readonly<Record<string, unknown>> = {}) => ({
  id,
  retentionDays: 180,
  shipWithinSeconds: 60,
  backupHours: 24,
  immutable: true,
  chain: 'sm3',
  namespaces: [] as string[],
  readers: ['fadun:audit-admins'],
  ...change,
});

/** Streams of a network, for examples. */
export const soundStreams = [
  'boundary-access',
  'remote-operations',
  'internet-access',
  'api-audit',
  'platform',
  'tenant:case',
].map((id) => soundStream(id, id.startsWith('tenant:') ? { namespaces: ['case-app'] } : {}));

/** A network of a site with a collector that reads these streams. */
export function streamsEstate(content: unknown, others: readonly KubernetesObject[] = []): Estate {
  const namespace = 'logs';
  const volumes = [{ name: 'streams', configMap: { name: 'log-streams' } }];
  const objects = [
    { ...deployment({}, { volumes }), metadata: { name: 'collector', namespace } },
    contractObject('log-streams', 'log-streams', namespace, content),
    object('v1', 'Namespace', {}, { name: 'case-app', labels: { 'fadun.io/system': 'case' } }),
    ...others,
  ];
  return estate(objects, { [networkFactsName]: { example: {} } });
}
