import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { problem } from './kinds.ts';
import { type PathSteps, path } from './path.ts';
import type { Judge } from './view.ts';

/** Lists that stand for sets name each member once. */
export const judgeDuplicates: Judge = ({ site }) =>
  setsOf(site).flatMap(([steps, entries]) =>
    entries.flatMap((entry, at) => (entries.indexOf(entry) === at ? [] : [duplicate([...steps, at], entry)])),
  );

function setsOf(site: Site): [steps: PathSteps, entries: readonly string[]][] {
  return [
    ...Object.entries(site.networks).flatMap(([network, { clusters }]) =>
      Object.entries(clusters).flatMap(([cluster, one]): [PathSteps, readonly string[]][] => [
        [['networks', network, 'clusters', cluster, 'architectures'], one.architectures],
        [['networks', network, 'clusters', cluster, 'operatingSystems'], one.operatingSystems],
        [['networks', network, 'clusters', cluster, 'zones'], one.zones],
      ]),
    ),
    ...Object.entries(site.systems).flatMap(([id, system]): [PathSteps, readonly string[]][] => [
      [['systems', id, 'hosts'], system.hosts ?? []],
      [['systems', id, 'otherOwners'], system.otherOwners ?? []],
    ]),
    ...Object.entries(site.assets).flatMap(([id, asset]): [PathSteps, readonly string[]][] => [
      [['assets', id, 'fields'], asset.fields],
      [['assets', id, 'users'], asset.users],
    ]),
    ...Object.entries(site.posts).flatMap(([id, post]): [PathSteps, readonly string[]][] => [
      [['posts', id, 'roles'], post.roles],
      [['posts', id, 'networks'], post.networks],
    ]),
    ...Object.entries(site.clocks).map(([id, clock]): [PathSteps, readonly string[]] => [
      ['clocks', id, 'holders'],
      clock.holders,
    ]),
    ...Object.entries(site.duties).map(([id, duty]): [PathSteps, readonly string[]] => [
      ['duties', id, 'roles'],
      duty.roles,
    ]),
    ...site.crossings.map((crossing, at): [PathSteps, readonly string[]] => [
      ['crossings', at, 'devices'],
      crossing.devices,
    ]),
  ];
}

function duplicate(steps: PathSteps, entry: string): Problem {
  return problem('duplicate-entry', path(...steps), `"${entry}" stands here twice.`, 'Name it once.');
}
