import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { componentIn, type End, networksOf, parseEnd } from './ends.ts';
import { type ProblemKind, problem } from './kinds.ts';
import { type PathSteps, path } from './path.ts';
import { didYouMean, listed } from './suggestion.ts';
import { isDeclared, type Judge, type RecordSection, referenceRemedy, type SiteView } from './view.ts';

/** A place that names an entry of another section. */
interface Reference {
  readonly steps: PathSteps;
  readonly section: RecordSection;
  readonly id: string;
}

const kindOf = {
  networks: 'unknown-network',
  systems: 'unknown-system',
  channels: 'unknown-channel',
  posts: 'unknown-post',
  exchanges: 'unknown-exchange',
} as const satisfies Partial<Record<RecordSection, ProblemKind>>;

type Referable = keyof typeof kindOf;

/** Every id that is used is declared. Classified networks are rule R9's matter, ends in other networks rule R1's. */
export const judgeReferences: Judge = (view) => [
  ...referencesOf(view.site, view).flatMap((reference) => unknownReference(view, reference)),
  ...flowEnds(view).flatMap(({ steps, network, text }) => endProblems(view, steps, network, text)),
];

/** Places that name a network, for rule R9 too. */
export function networkReferences(site: Site, positions: SiteView['positions']): { steps: PathSteps; id: string }[] {
  return [
    ...Object.entries(site.systems).flatMap(([system, { placements }]) =>
      Object.keys(placements).map((id) => ({ steps: ['systems', system, 'placements', id], id })),
    ),
    ...site.flows.map(({ network: id }, at) => ({ steps: ['flows', positions.flows[at]!, 'network'], id })),
    ...site.crossings.flatMap(({ from, to }, at) => [
      { steps: ['crossings', positions.crossings[at]!, 'from'], id: from },
      { steps: ['crossings', positions.crossings[at]!, 'to'], id: to },
    ]),
    ...Object.entries(site.channels).flatMap(([channel, { from, to }]) => [
      { steps: ['channels', channel, 'from', 'network'], id: from.network },
      { steps: ['channels', channel, 'to', 'network'], id: to.network },
    ]),
    ...Object.entries(site.posts).flatMap(([post, { networks }]) =>
      networks.map((id, at) => ({ steps: ['posts', post, 'networks', at], id })),
    ),
    ...Object.entries(site.exchanges).flatMap(([exchange, { routes }]) =>
      routes.flatMap(({ from, to }, at) => [
        { steps: ['exchanges', exchange, 'routes', at, 'from', 'network'], id: from.network },
        { steps: ['exchanges', exchange, 'routes', at, 'to', 'network'], id: to.network },
      ]),
    ),
  ];
}

function referencesOf(site: Site, { positions }: SiteView): Reference[] {
  const reference = (section: Referable, id: string | undefined, ...steps: PropertyKey[]): Reference[] =>
    id === undefined ? [] : [{ steps, section, id }];
  return [
    ...networkReferences(site, positions)
      .filter(({ id }) => !(id in site.classifiedNetworks))
      .map(({ steps, id }): Reference => ({ steps, section: 'networks', id })),
    ...Object.entries(site.systems).flatMap(([id, { hosts, dataSecurityOfficer }]) => [
      ...(hosts ?? []).flatMap((host, at) => reference('systems', host, 'systems', id, 'hosts', at)),
      ...reference('posts', dataSecurityOfficer, 'systems', id, 'dataSecurityOfficer'),
    ]),
    ...site.flows.flatMap(({ exchange }, at) =>
      reference('exchanges', exchange, 'flows', positions.flows[at]!, 'exchange'),
    ),
    ...Object.entries(site.channels).flatMap(([id, channel]) => [
      ...reference('posts', channel.requestedBy, 'channels', id, 'requestedBy'),
      ...reference('posts', channel.approvedBy, 'channels', id, 'approvedBy'),
      ...reference('channels', channel.returnChannel, 'channels', id, 'returnChannel'),
      ...channel.payloads.flatMap(({ exchange }, at) =>
        reference('exchanges', exchange, 'channels', id, 'payloads', at, 'exchange'),
      ),
    ]),
    ...Object.entries(site.exchanges).flatMap(([id, { routes }]) =>
      routes.flatMap(({ via }, at) =>
        via.flatMap((channel, hop) => reference('channels', channel, 'exchanges', id, 'routes', at, 'via', hop)),
      ),
    ),
    ...Object.entries(site.assets).flatMap(([id, { system }]) => reference('systems', system, 'assets', id, 'system')),
  ];
}

function unknownReference(view: SiteView, { steps, section, id }: Reference): Problem[] {
  if (isDeclared(view, section, id)) return [];
  const fault = `"${id}" is not declared in ${section}.`;
  return [problem(kindOf[section as Referable], path(...steps), fault, referenceRemedy(view, section, id))];
}

function flowEnds({ site, positions }: SiteView): { steps: PathSteps; network: string; text: string }[] {
  return [
    ...site.flows.flatMap(({ network, from, to }, at) => [
      { steps: ['flows', positions.flows[at]!, 'from'], network, text: from },
      { steps: ['flows', positions.flows[at]!, 'to'], network, text: to },
    ]),
    ...Object.entries(site.exchanges).flatMap(([exchange, { routes }]) =>
      routes.flatMap(({ from, to }, at) => [
        {
          steps: ['exchanges', exchange, 'routes', at, 'from', 'component'],
          network: from.network,
          text: from.component,
        },
        { steps: ['exchanges', exchange, 'routes', at, 'to', 'component'], network: to.network, text: to.component },
      ]),
    ),
  ];
}

function endProblems(view: SiteView, steps: PathSteps, network: string, text: string): Problem[] {
  const end = parseEnd(text);
  if (end === undefined) {
    const remedy = 'Write <system>/<component>, peer:<id> or channel:<id>.';
    return [problem('bad-flow-end', path(...steps), `"${text}" is not an end of a flow.`, remedy)];
  }
  if (end.kind === 'channel') return unknownReference(view, { steps, section: 'channels', id: end.id });
  if (end.kind === 'component') return componentProblems(view, steps, network, end);
  const peers = view.site.networks[network]?.peers;
  if (!peers || Object.hasOwn(peers, end.id)) return [];
  const fault = `network "${network}" has no peer "${end.id}".`;
  const remedy = `Declare it in the network's peers, which are ${listed(Object.keys(peers))}.${didYouMean(end.id, Object.keys(peers))}`;
  return [problem('unknown-peer', path(...steps), fault, remedy)];
}

function componentProblems(
  view: SiteView,
  steps: PathSteps,
  network: string,
  end: End & { kind: 'component' },
): Problem[] {
  if (!isDeclared(view, 'systems', end.system)) {
    return unknownReference(view, { steps, section: 'systems', id: end.system });
  }
  const system = view.site.systems[end.system];
  const isSound = system !== undefined && view.site.networks[network] !== undefined;
  if (!isSound || componentIn(view.site, network, end) || networksOf(view.site, end).length > 0) return [];
  const names = Object.values(system.placements).flatMap(({ components }) => Object.keys(components));
  const fault = `system "${end.system}" has no component "${end.component}".`;
  const remedy = `Place it in "${network}", or use one of ${listed(new Set(names))}.${didYouMean(end.component, names)}`;
  return [problem('unknown-component', path(...steps), fault, remedy)];
}
