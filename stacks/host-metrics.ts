import type { Network, Peer } from './model/network.ts';
import { metricsPort } from './model/profiles.ts';
import type { Cidr } from './model/vocabulary.ts';

/** What serves metrics at an address of the network rather than in a pod, and where it stands. */
interface HostListener {
  readonly port: number;
  /** Peers of this kind serve it. */
  readonly peers?: Peer['kind'];
  /** It is what the peer is declared for: the port that the peer names counts. */
  readonly ownPort?: true;
  /** Every machine serves it: workers by the address plan, the control plane by its peer. */
  readonly machines?: true;
}

/** Scrape jobs whose targets are addresses. What a network does not declare is neither scraped nor expected. */
export const hostListeners = {
  kubelet: { port: 10250, machines: true },
  'node-exporter': { port: 9100, machines: true },
  'kube-apiserver': { port: 6443, peers: 'api-server', ownPort: true },
  // `--listen-metrics-urls`: on 2379 whoever reads metrics could read the store.
  etcd: { port: 2381, peers: 'api-server' },
  fadun: { port: metricsPort.port, peers: 'exporter', ownPort: true },
  'blackbox-exporter': { port: 9115, peers: 'probe', ownPort: true },
} as const satisfies Readonly<Record<string, HostListener>>;

export type HostJob = keyof typeof hostListeners;

/** One range of addresses that Prometheus may reach for a job. */
export interface HostTarget {
  readonly job: HostJob;
  /** `nodes`, or `peer:<id>`. */
  readonly name: string;
  readonly cidr: Cidr;
  readonly port: number;
}

/** Where each job's targets stand in a network, by its declaration. */
export function hostTargets({ addresses, peers }: Pick<Network, 'addresses' | 'peers'>): HostTarget[] {
  return (Object.entries(hostListeners) as [HostJob, HostListener][]).flatMap(([job, { port, ...listener }]) => {
    const kind = listener.machines ? 'api-server' : listener.peers;
    const declared = Object.entries(peers).filter(([, peer]) => peer.kind === kind);
    return [
      ...(listener.machines ? [{ job, name: 'nodes', cidr: addresses.nodes, port }] : []),
      ...declared.map(([id, peer]) => ({
        job,
        name: `peer:${id}`,
        cidr: peer.cidr,
        port: (listener.ownPort && peer.ports?.[0]?.port) || port,
      })),
    ];
  });
}
