import type { Exchange, Payload } from '../../model/exchange.ts';
import type { DataClass } from '../../model/vocabulary.ts';
import type { ReferenceNetworkId } from '../networks.ts';
import type { SystemId } from '../systems/index.ts';

/** A component of a catalogue system in a network: `police-net smart-police/worker`. */
export type RouteEnd = `${ReferenceNetworkId} ${SystemId}/${string}`;

/** A path of an exchange as the catalogue knows it: networks in order; a site says which channels join them. */
export interface RouteFacts {
  readonly from: RouteEnd;
  /** Networks in which the payload is relayed, in order. */
  readonly through: readonly ReferenceNetworkId[];
  readonly to: RouteEnd;
}

/** One exchange of the catalogue. */
export interface ExchangeFacts extends Omit<Exchange, 'routes'> {
  readonly routes: readonly RouteFacts[];
  /** Schema ids in the registry; parts of DB37/T 4406-2021 and DB33/T 1420-2025 where they exist. */
  readonly schemas: readonly string[];
  readonly dataClass: DataClass;
  /** As the exchange works best; a gap or a diode carries requests as messages. */
  readonly style: Payload['style'];
}

/** A route: source, relaying networks, destination. */
export function route(from: RouteEnd, ...rest: [...ReferenceNetworkId[], RouteEnd]): RouteFacts {
  const to = rest[rest.length - 1] as RouteEnd;
  return { from, through: rest.slice(0, -1) as ReferenceNetworkId[], to };
}

/** Routes from several sources to one destination. */
export function routesTo(to: RouteEnd, ...sources: readonly RouteEnd[]): RouteFacts[] {
  return sources.map((from) => route(from, to));
}

/** Routes from one source to several destinations. */
export function routesFrom(from: RouteEnd, ...destinations: readonly RouteEnd[]): RouteFacts[] {
  return destinations.map((to) => route(from, to));
}

/** The networks that a route passes, source and destination included. */
export function networksOf({ from, through, to }: RouteFacts): ReferenceNetworkId[] {
  return [networkOf(from), ...through, networkOf(to)];
}

/** The network of a route's end. */
export function networkOf(end: RouteEnd): ReferenceNetworkId {
  return end.slice(0, end.indexOf(' ')) as ReferenceNetworkId;
}

/** The component of a route's end, `<system>/<component>`. */
export function componentOf(end: RouteEnd): `${SystemId}/${string}` {
  return end.slice(end.indexOf(' ') + 1) as `${SystemId}/${string}`;
}
