import { createHash } from 'node:crypto';
import type { ExchangeChannel } from '../model/exchange.ts';
import type { Site } from '../model/site.ts';
import { channelContract } from '../segments/channel-contract.ts';

/** What one network believes about a channel that it shares with a neighbour. */
export interface NeighbourChannel {
  readonly id: string;
  /** SHA-256 over the contract: what both front-ends enforce. */
  readonly contractDigest: string;
  readonly device: ExchangeChannel['device'];
  readonly direction: ExchangeChannel['direction'];
  readonly port: number;
  readonly expires: string;
  readonly maxDataClass: ExchangeChannel['maxDataClass'];
  readonly checks: ExchangeChannel['checks'];
  /** Channel that carries receipts back; null where none does. */
  readonly returnChannel: string | null;
  /** Device addresses by network; a network states its own side and what it believes of the other. */
  readonly deviceAddresses: Readonly<Record<string, string>>;
  readonly payloads: readonly {
    readonly exchange: string;
    readonly schemas: readonly string[];
    readonly dataClass: string;
    readonly style: string;
  }[];
}

/** What a network believes about one neighbour; two such files are compared off-line (`fadun compare`). */
export interface NeighbourFile {
  readonly site: string;
  readonly network: string;
  readonly neighbour: string;
  readonly channels: readonly NeighbourChannel[];
}

/** One file per neighbour of the network, in order of their ids. */
export function neighbourFiles(site: Site, network: string): NeighbourFile[] {
  const shared = Object.entries(site.channels).filter(
    ([, { from, to }]) => from.network === network || to.network === network,
  );
  const byNeighbour = Map.groupBy(shared, ([, { from, to }]) => (from.network === network ? to.network : from.network));
  return [...byNeighbour.keys()].sort().map((neighbour) => ({
    site: site.id,
    network,
    neighbour,
    channels: byNeighbour.get(neighbour)!.map(([id, channel]) => neighbourChannel(id, channel)),
  }));
}

function neighbourChannel(id: string, channel: ExchangeChannel): NeighbourChannel {
  return {
    id,
    contractDigest: `sha256:${createHash('sha256')
      .update(JSON.stringify(channelContract(id, channel)))
      .digest('hex')}`,
    device: channel.device,
    direction: channel.direction,
    port: channel.port,
    expires: channel.expires,
    maxDataClass: channel.maxDataClass,
    checks: channel.checks,
    returnChannel: channel.returnChannel ?? null,
    deviceAddresses: {
      [channel.from.network]: channel.from.deviceAddress,
      [channel.to.network]: channel.to.deviceAddress,
    },
    payloads: channel.payloads.map(({ exchange, schemas, dataClass, style }) => ({
      exchange,
      schemas,
      dataClass,
      style,
    })),
  };
}
