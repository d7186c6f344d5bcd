import type { Cluster, Network } from '../network.ts';
import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import type { System } from '../system.ts';
import { dataClassRank, type SegmentKind } from '../vocabulary.ts';
import { segmentOf } from './ends.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** Regions of the mainland as clouds name them; data and operations stay there (GB/T 22239 8.2.1.1). */
const mainlandRegion = /^cn-(?!hong-?kong|hk\b|taiwan|tw\b|macau|mo\b)[a-z0-9-]+$/;

/** Clusters carry what stands on them: levels of segments and systems (GB/T 22239 8.2.2.1), quorum, region. */
export const judgeLevels: Judge = ({ site }) => [
  ...regionProblems('region', site.region),
  ...Object.entries(site.networks).flatMap(([id, network]) => [
    ...clusterProblems(id, network),
    ...segmentProblems(id, network),
    ...poolProblems(site, id, network),
  ]),
  ...Object.entries(site.systems).flatMap(([id, system]) => systemProblems(site, id, system)),
];

function regionProblems(at: string, region: string): Problem[] {
  if (mainlandRegion.test(region)) return [];
  const fault = `"${region}" is not a region of the mainland.`;
  const remedy = 'Government cloud stands in the mainland (GB/T 22239 8.2.1.1): use a region such as cn-east-1.';
  return [problem('region-outside-mainland', at, fault, remedy)];
}

function clusterProblems(network: string, { clusters }: Network): Problem[] {
  if (Object.keys(clusters).length === 0) {
    const at = path('networks', network, 'clusters');
    return [problem('network-without-cluster', at, `network "${network}" has no cluster.`, 'Declare at least one.')];
  }
  return Object.entries(clusters).flatMap(([id, cluster]) => {
    const at = path('networks', network, 'clusters', id);
    const found = regionProblems(`${at}.region`, cluster.region);
    if (cluster.controlPlaneNodes % 2 === 1) return found;
    const fault = `${cluster.controlPlaneNodes} control plane nodes lose their quorum as easily as ${cluster.controlPlaneNodes - 1}.`;
    const remedy = 'Declare an odd number: 3, or 5.';
    return [...found, problem('even-control-plane', `${at}.controlPlaneNodes`, fault, remedy)];
  });
}

function highestLevel(clusters: Readonly<Record<string, Cluster>>): number {
  return Math.max(0, ...Object.values(clusters).map(({ mlpsLevel }) => mlpsLevel));
}

function segmentProblems(network: string, { clusters, segments }: Network): Problem[] {
  const highest = highestLevel(clusters);
  if (highest === 0) return [];
  return Object.entries(segments).flatMap(([kind, { mlpsLevel }]) => {
    const isAbove = mlpsLevel > highest;
    if (!isAbove) return [];
    const fault = `segment "${kind}" is of level ${mlpsLevel}; the network's highest cluster is of level ${highest}.`;
    const at = path('networks', network, 'segments', kind, 'mlpsLevel');
    return [problem('segment-above-cluster', at, fault, 'Raise the level of a cluster, or lower that of the segment.')];
  });
}

/** Level 4 needs a resource pool of its own (GB/T 22239 8.2.2.1 at level 4). */
function poolProblems(site: Site, network: string, { clusters }: Network): Problem[] {
  const placed = Object.values(site.systems).filter(({ placements }) => Object.hasOwn(placements, network));
  const levels = new Set(placed.map(({ mlpsLevel }) => mlpsLevel));
  if (!levels.has(4) || levels.size === 1 || Object.keys(clusters).length > 1) return [];
  const fault = `systems of level 4 share the only cluster of "${network}" with systems of lower level.`;
  const remedy = 'Declare a second cluster: level 4 has a resource pool of its own.';
  return [problem('level-4-shares-pool', path('networks', network, 'clusters'), fault, remedy)];
}

function systemProblems(site: Site, id: string, system: System): Problem[] {
  return Object.entries(system.placements).flatMap(([networkId, { components }]) => {
    const network = site.networks[networkId];
    if (!network) return [];
    const at = path('systems', id, 'placements', networkId);
    const highest = highestLevel(network.clusters);
    const found: Problem[] = [];
    if (highest > 0 && system.mlpsLevel > highest) {
      const fault = `"${id}" is of level ${system.mlpsLevel}; the highest cluster of "${networkId}" is of level ${highest}.`;
      found.push(problem('cluster-level-too-low', at, fault, 'Place it elsewhere, or raise the level of a cluster.'));
    }
    const segments = new Set(Object.values(components).map(segmentOf));
    return [...found, ...[...segments].flatMap((kind) => segmentFit(at, id, system, networkId, network, kind))];
  });
}

function segmentFit(
  at: string,
  id: string,
  system: System,
  networkId: string,
  network: Network,
  kind: SegmentKind,
): Problem[] {
  const segment = network.segments[kind];
  const found: Problem[] = [];
  if (system.mlpsLevel > segment.mlpsLevel) {
    const fault = `"${id}" is of level ${system.mlpsLevel}; segment "${kind}" of "${networkId}" is of level ${segment.mlpsLevel}.`;
    found.push(
      problem('segment-level-too-low', at, fault, 'Raise the level of the segment, or place the system elsewhere.'),
    );
  }
  if (kind === 'data' && dataClassRank[system.dataClass] > dataClassRank[segment.dataClass]) {
    const fault = `"${id}" keeps ${system.dataClass} data; the data segment of "${networkId}" takes ${segment.dataClass}.`;
    found.push(
      problem('segment-class-too-low', at, fault, 'Raise the class of the segment, or place the system elsewhere.'),
    );
  }
  return found;
}
