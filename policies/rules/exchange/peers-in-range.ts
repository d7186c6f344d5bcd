import { parseCidr } from '../../reachability/addresses.ts';
import type { EndFact, NetworkFact } from './estate-facts.ts';

/** Tells whether a link's end is a peer of a kind that stands in a range of its network. */
export type IsPeerInRange = (network: string, end: EndFact) => boolean;

/**
 * Peers whose addresses lie, in part at least, in a range of their own network: devices, operations.
 * @param except kinds of peers that do not count; `public` never does, since it is everyone
 */
export function peersInRange(
  networks: readonly NetworkFact[],
  range: string,
  except: readonly string[] = [],
): IsPeerInRange {
  const found = new Set(
    networks.flatMap(({ id, ranges, peers }) => {
      const block = parseCidr(ranges[range] ?? '');
      const inside = peers.filter(({ kind, cidr }) => {
        const own = parseCidr(cidr);
        const counts = kind !== 'public' && !except.includes(kind);
        return counts && block && own && own.start < block.end && block.start < own.end;
      });
      return inside.map((peer) => `${id} ${peer.id}`);
    }),
  );
  return (network, end) => end.kind === 'peer' && found.has(`${network} ${end.peer}`);
}
