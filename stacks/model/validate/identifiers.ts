import { channelNamespace, systemNamespace } from '../names.ts';
import type { Problem } from '../problem.ts';
import { componentProfiles } from '../profiles.ts';
import type { Site } from '../site.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** A DNS label (RFC 1123), the form that Kubernetes wants of names of namespaces and services. */
const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/** Ids that come from catalogues of law and duty: `X04`, `RB-D01`. */
const catalogueId = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;
const longestLabel = 63;
/** Namespaces that Kubernetes and Fadun keep for themselves. */
const reservedPrefixes = ['kube', 'fadun', 'xchg'];

/** Ids become names of Kubernetes objects and stacks: they must be valid, free and short enough. */
export const judgeIdentifiers: Judge = ({ site, declaredIds }) => {
  const record = (
    section: 'networks' | 'systems' | 'channels' | 'posts' | 'assets' | 'clocks' | 'classifiedNetworks',
  ) => [...(declaredIds[section] ?? [])].flatMap((id) => dnsLabelProblems(path(section, id), id));
  return [
    ...dnsLabelProblems('id', site.id),
    ...(['networks', 'classifiedNetworks', 'systems', 'channels', 'posts', 'assets', 'clocks'] as const).flatMap(
      record,
    ),
    ...(['exchanges', 'duties'] as const).flatMap((section) =>
      [...(declaredIds[section] ?? [])].flatMap((id) => catalogueIdProblems(path(section, id), id)),
    ),
    ...innerIds(site).flatMap(([at, id]) => dnsLabelProblems(at, id)),
    ...[...(declaredIds.systems ?? [])].flatMap((id) => reservedProblems(path('systems', id), id)),
    ...takenProblems(declaredIds.networks ?? new Set(), declaredIds.classifiedNetworks ?? new Set()),
    ...guardPeriodProblems(site),
    ...lengthProblems(site),
  ];
};

function innerIds(site: Site): [at: string, id: string][] {
  const ofNetworks = Object.entries(site.networks).flatMap(([network, { clusters, peers }]) => [
    ...Object.keys(clusters).map((id): [string, string] => [path('networks', network, 'clusters', id), id]),
    ...Object.keys(peers).map((id): [string, string] => [path('networks', network, 'peers', id), id]),
  ]);
  const ofSystems = Object.entries(site.systems).flatMap(([system, { placements }]) =>
    Object.entries(placements).flatMap(([network, { components }]) =>
      Object.keys(components).map((id): [string, string] => [
        path('systems', system, 'placements', network, 'components', id),
        id,
      ]),
    ),
  );
  return [...ofNetworks, ...ofSystems];
}

function dnsLabelProblems(at: string, id: string): Problem[] {
  if (!dnsLabel.test(id)) {
    const fault = `"${id}" is not a DNS label.`;
    return [problem('not-a-dns-label', at, fault, 'Use lower-case letters, digits and hyphens, not at either end.')];
  }
  return tooLong(at, id, id);
}

function catalogueIdProblems(at: string, id: string): Problem[] {
  if (catalogueId.test(id)) return [];
  const remedy = 'Use letters and digits, in groups joined by single hyphens, such as X04 or RB-D01.';
  return [problem('bad-id', at, `"${id}" is not an id of this section.`, remedy)];
}

function reservedProblems(at: string, id: string): Problem[] {
  const prefix = reservedPrefixes.find((one) => id === one || id.startsWith(`${one}-`));
  if (prefix === undefined) return [];
  const fault = `namespaces that begin with "${prefix}" are not free for systems.`;
  return [problem('reserved-id', at, fault, 'Choose another id for the system.')];
}

function takenProblems(networks: ReadonlySet<string>, classified: ReadonlySet<string>): Problem[] {
  return [...classified]
    .filter((id) => networks.has(id))
    .map((id) =>
      problem(
        'id-taken',
        path('classifiedNetworks', id),
        `"${id}" is also declared as a network.`,
        'A classified network is never modelled: remove it from networks, or give one of them another id.',
      ),
    );
}

function guardPeriodProblems(site: Site): Problem[] {
  return site.guardPeriods.flatMap(({ id }, at) => {
    if (site.guardPeriods.findIndex((other) => other.id === id) === at) return [];
    const fault = `another guard period has the id "${id}".`;
    return [problem('id-taken', path('guardPeriods', at, 'id'), fault, 'Give each period its own id.')];
  });
}

function lengthProblems(site: Site): Problem[] {
  const namespaces = Object.entries(site.systems).flatMap(([system, { placements }]) => {
    const kinds = Object.values(placements).flatMap(({ components }) => Object.values(components));
    const segments = [...new Set(kinds.map(({ kind }) => componentProfiles[kind].segment))];
    const longest = segments.map((segment) => systemNamespace(system, segment)).sort((a, b) => b.length - a.length)[0];
    return longest && system.length <= longestLabel ? tooLong(path('systems', system), system, longest) : [];
  });
  const channels = Object.keys(site.channels)
    .filter((id) => id.length <= longestLabel)
    .flatMap((id) => tooLong(path('channels', id), id, channelNamespace(id)));
  return [...namespaces, ...channels];
}

function tooLong(at: string, id: string, name: string): Problem[] {
  if (name.length <= longestLabel) return [];
  const excess = name.length - longestLabel;
  const fault = `the name "${name}" has ${name.length} characters; Kubernetes takes ${longestLabel}.`;
  return [problem('name-too-long', at, fault, `Shorten "${id}" by ${excess}.`)];
}
