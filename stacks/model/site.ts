import type { DataAsset } from './asset.ts';
import type { Clock } from './clock.ts';
import type { Duty } from './duty.ts';
import type { Exchange, ExchangeChannel, Route } from './exchange.ts';
import type { Flow } from './flow.ts';
import type { ClassifiedNetwork, GuardPeriod, Network } from './network.ts';
import type { Post } from './person.ts';
import type { Placement, System } from './system.ts';
import type { IsoDate, Text } from './vocabulary.ts';

/** A device kind that a site allows between two networks; absent pairs are `none` (default deny, domain rule R6). */
export interface AllowedCrossing {
  readonly from: string;
  readonly to: string;
  readonly devices: readonly ExchangeChannel['device'][];
  readonly note?: string;
}

/** A province or city as the program sees it after loading: every id checked, every value judged. */
export interface Site {
  readonly id: string;
  readonly name: Text;
  readonly region: string;
  readonly networks: Readonly<Record<string, Network>>;
  readonly classifiedNetworks: Readonly<Record<string, ClassifiedNetwork>>;
  /** The site profile of crossings; what it lacks is forbidden. */
  readonly crossings: readonly AllowedCrossing[];
  readonly systems: Readonly<Record<string, System>>;
  readonly flows: readonly Flow[];
  readonly channels: Readonly<Record<string, ExchangeChannel>>;
  readonly exchanges: Readonly<Record<string, Exchange>>;
  readonly assets: Readonly<Record<string, DataAsset>>;
  readonly clocks: Readonly<Record<string, Clock>>;
  readonly duties: Readonly<Record<string, Duty>>;
  readonly posts: Readonly<Record<string, Post>>;
  readonly guardPeriods: readonly GuardPeriod[];
  /**
   * Where staff of a network read the runbooks' pages, for `runbook_url` of alerts: `https://`, without a slash at its end.
   * `{domain}` stands for the network's domain, since no network reaches a page of another. @default no links
   */
  readonly runbookPages?: string;
  /** Digests of images by repository, `sha256:…`; the same in every network's registry. */
  readonly images: Readonly<Record<string, string>>;
  /** The date at which expiries are judged when a command is given none. */
  readonly declaredOn: IsoDate;
}

/** The declaration's shape: `Site` with ids narrowed to those that the declaration itself introduces. */
export interface SiteDeclaration<
  NetworkId extends string,
  SystemId extends string,
  ChannelId extends string,
  PostId extends string,
> {
  readonly id: string;
  readonly name: Text;
  readonly region: string;
  readonly networks: Readonly<Record<NetworkId, Network>>;
  readonly classifiedNetworks: Site['classifiedNetworks'];
  readonly crossings: readonly (Omit<AllowedCrossing, 'from' | 'to'> & {
    readonly from: NoInfer<NetworkId>;
    readonly to: NoInfer<NetworkId>;
  })[];
  readonly systems: Readonly<
    Record<
      SystemId,
      Omit<System, 'placements' | 'hosts' | 'dataSecurityOfficer'> & {
        readonly placements: Readonly<Partial<Record<NoInfer<NetworkId>, Placement>>>;
        readonly hosts?: readonly NoInfer<SystemId>[];
        readonly dataSecurityOfficer?: NoInfer<PostId>;
      }
    >
  >;
  readonly flows: readonly (Omit<Flow, 'network' | 'from' | 'to'> & {
    readonly network: NoInfer<NetworkId>;
    readonly from: TypedFlowEnd<NoInfer<SystemId>, NoInfer<ChannelId>>;
    readonly to: TypedFlowEnd<NoInfer<SystemId>, NoInfer<ChannelId>>;
  })[];
  readonly channels: Readonly<
    Record<
      ChannelId,
      Omit<ExchangeChannel, 'from' | 'to' | 'returnChannel' | 'requestedBy' | 'approvedBy'> & {
        readonly from: ExchangeChannel['from'] & { readonly network: NoInfer<NetworkId> };
        readonly to: ExchangeChannel['to'] & { readonly network: NoInfer<NetworkId> };
        readonly returnChannel?: NoInfer<ChannelId>;
        readonly requestedBy: NoInfer<PostId>;
        readonly approvedBy: NoInfer<PostId>;
      }
    >
  >;
  readonly exchanges: Readonly<
    Record<
      string,
      Omit<Exchange, 'routes'> & {
        readonly routes: readonly {
          readonly from: TypedRouteEnd<NoInfer<NetworkId>, NoInfer<SystemId>>;
          readonly via: readonly NoInfer<ChannelId>[];
          readonly to: TypedRouteEnd<NoInfer<NetworkId>, NoInfer<SystemId>>;
        }[];
      }
    >
  >;
  readonly assets: Readonly<Record<string, DataAsset & { readonly system: NoInfer<SystemId> }>>;
  readonly clocks: Site['clocks'];
  readonly duties: Site['duties'];
  readonly posts: Readonly<Record<PostId, Post>>;
  readonly guardPeriods: readonly GuardPeriod[];
  readonly runbookPages?: Site['runbookPages'];
  readonly images: Site['images'];
  readonly declaredOn: IsoDate;
}

type TypedRouteEnd<NetworkId extends string, SystemId extends string> = Route['from'] & {
  readonly network: NetworkId;
  readonly component: `${SystemId}/${string}`;
};

type TypedFlowEnd<SystemId extends string, ChannelId extends string> =
  | `${SystemId}/${string}`
  | `peer:${string}`
  | `channel:${ChannelId}`;

/**
 * Declares a site. Ids are literal types: a wrong network, system, channel or post id does not compile. What the
 * compiler cannot judge is judged by `loadSite`.
 */
export function defineSite<
  const NetworkId extends string,
  const SystemId extends string,
  const ChannelId extends string,
  const PostId extends string,
>(
  declaration: SiteDeclaration<NetworkId, SystemId, ChannelId, PostId>,
): SiteDeclaration<NetworkId, SystemId, ChannelId, PostId> {
  return declaration;
}
