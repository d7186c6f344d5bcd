import type { FlowEnd } from '../model/flow.ts';
import type { Site } from '../model/site.ts';

/** Systems that a network has once, however many business systems use them. */
const commonSystems: ReadonlySet<string> = new Set([
  'gov-cloud',
  'gov-network',
  'common-app-support',
  'security-assurance',
  'secops-platform',
  'secure-data-exchange',
]);

/**
 * A site with its business systems n times over, for benchmarks: copy k of `smart-court` is `smart-court-k`, with the
 * placements, flows and images of the first. Common services, channels and exchanges stay as they are.
 * @param times 1 leaves the site as it is
 * @throws RangeError where `times` is not a whole number of at least 1
 */
export function scaleSite(site: Site, times: number): Site {
  if (!Number.isInteger(times) || times < 1) {
    throw new RangeError(`scale ${times}: the factor is not a whole number of at least 1.\n  Give 1, 2, 3 and so on.`);
  }
  const scaled = new Set(Object.keys(site.systems).filter((id) => !commonSystems.has(id)));
  const copies = Array.from({ length: times - 1 }, (_, index) => index + 2);
  return {
    ...site,
    systems: { ...site.systems, ...Object.assign({}, ...copies.map((copy) => copySystems(site, scaled, copy))) },
    flows: [...site.flows, ...copies.flatMap((copy) => copyFlows(site, scaled, copy))],
  };
}

function copySystems(site: Site, scaled: ReadonlySet<string>, copy: number): Site['systems'] {
  return Object.fromEntries(
    [...scaled].map((id) => {
      const system = site.systems[id]!;
      const { filing, hosts } = system;
      return [
        `${id}-${copy}`,
        {
          ...system,
          name: { zh: `${system.name.zh}（${copy}）`, en: `${system.name.en} (${copy})` },
          placements: copyPlacements(id, system.placements),
          ...(hosts && { hosts: hosts.map((host) => (scaled.has(host) ? `${host}-${copy}` : host)) }),
          ...(filing && { filing: { ...filing, number: `${filing.number}-${copy}` } }),
        },
      ];
    }),
  );
}

/** Copies run the images of the first. */
function copyPlacements(
  id: string,
  placements: Site['systems'][string]['placements'],
): Site['systems'][string]['placements'] {
  return Object.fromEntries(
    Object.entries(placements).map(([network, placement]) => [
      network,
      {
        ...placement,
        components: Object.fromEntries(
          Object.entries(placement.components).map(([name, component]) => [
            name,
            { ...component, imageRepository: component.imageRepository ?? `${id}/${component.kind}` },
          ]),
        ),
      },
    ]),
  );
}

/** Flows with at least one end in a scaled system, between the copies. */
function copyFlows(site: Site, scaled: ReadonlySet<string>, copy: number): Site['flows'] {
  const renamed = (end: FlowEnd): FlowEnd => {
    const system = end.slice(0, end.indexOf('/'));
    return scaled.has(system) ? (end.replace(system, `${system}-${copy}`) as FlowEnd) : end;
  };
  return site.flows.flatMap((flow) => {
    const [from, to] = [renamed(flow.from), renamed(flow.to)];
    return from === flow.from && to === flow.to ? [] : [{ ...flow, from, to }];
  });
}
