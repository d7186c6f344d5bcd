import type { Problem } from '../problem.ts';
import { componentProfiles } from '../profiles.ts';
import type { Site } from '../site.ts';
import type { Component, ComponentKind, Placement, System } from '../system.ts';
import { dataClassRank } from '../vocabulary.ts';
import { segmentOf } from './ends.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import { scheduleFault } from './schedule.ts';
import type { Judge } from './view.ts';

/** Systems are what their kind says, and carry what their level and class demand. */
export const judgeSystems: Judge = ({ site, judgedOn }) => [
  ...Object.entries(site.systems).flatMap(([id, system]) => [
    ...kindProblems(site, id, system),
    ...Object.entries(system.placements).flatMap(([network, placement]) =>
      placementProblems(judgedOn, path('systems', id, 'placements', network), placement),
    ),
    ...officerProblems(site, id, system),
  ]),
  ...filingProblems(site, judgedOn),
];

/** What a kind of system may and must have. */
function kindProblems(site: Site, id: string, system: System): Problem[] {
  const at = path('systems', id);
  const hosts = system.kind === 'capability' ? hostProblems(site, id, system) : hostsNotAllowed(at, system);
  switch (system.kind) {
    case 'deployed':
      return [...hosts, ...deployedProblems(at, id, system)];
    case 'external':
      return [...hosts, ...externalProblems(at, id, system)];
    case 'capability':
    case 'programme':
      return [...hosts, ...placementNotAllowed(at, id, system)];
  }
}

function deployedProblems(at: string, id: string, { placements }: System): Problem[] {
  const empty = Object.entries(placements).filter(([, { components }]) => Object.keys(components).length === 0);
  const remedy = 'Give it components, or change its kind.';
  if (Object.keys(placements).length === 0) {
    return [problem('deployed-without-components', `${at}.placements`, `"${id}" is deployed nowhere.`, remedy)];
  }
  return empty.map(([network]) => {
    const fault = `"${id}" is placed in "${network}" without components.`;
    return problem('deployed-without-components', `${at}.placements.${network}.components`, fault, remedy);
  });
}

function externalProblems(at: string, id: string, { placements }: System): Problem[] {
  return Object.entries(placements).flatMap(([network, { components }]) =>
    Object.entries(components)
      .filter(([, { kind }]) => kind !== 'connector')
      .map(([name, { kind }]) => {
        const fault = `"${id}" is external, but "${name}" is a ${kind}.`;
        const remedy = 'An external system has connectors only: remove it, or change the kind of the system.';
        return problem('external-beyond-connector', `${at}.placements.${network}.components.${name}`, fault, remedy);
      }),
  );
}

/** A capability may be placed for a time (surge workloads); a programme is a label. */
function placementNotAllowed(at: string, id: string, { kind, placements }: System): Problem[] {
  return Object.entries(placements)
    .filter(([, { expires }]) => kind === 'programme' || expires === undefined)
    .map(([network]) => {
      const remedy =
        kind === 'programme'
          ? 'A programme is a label: remove the placement, or change the kind.'
          : 'Remove the placement, give it an end (expires), or change the kind to deployed.';
      return problem('placement-not-allowed', `${at}.placements.${network}`, `"${id}" is a ${kind}.`, remedy);
    });
}

function hostProblems(site: Site, id: string, { hosts, placements }: System): Problem[] {
  if ((hosts ?? []).length === 0 && Object.keys(placements).length === 0) {
    const remedy = 'Name the systems that realise it in hosts.';
    return [
      problem('capability-without-host', path('systems', id, 'hosts'), `capability "${id}" has no host.`, remedy),
    ];
  }
  return (hosts ?? []).flatMap((host, at) => {
    const kind = site.systems[host]?.kind;
    if (kind === undefined || kind === 'deployed') return [];
    const fault = `host "${host}" is ${kind === 'external' ? 'an' : 'a'} ${kind}: nothing of it runs here.`;
    return [problem('host-not-deployed', path('systems', id, 'hosts', at), fault, 'Name a deployed system.')];
  });
}

function hostsNotAllowed(at: string, { kind, hosts }: System): Problem[] {
  if ((hosts ?? []).length === 0) return [];
  const fault = `only a capability has hosts; this system is of kind ${kind}.`;
  return [problem('hosts-not-allowed', `${at}.hosts`, fault, 'Remove hosts, or change the kind to capability.')];
}

function placementProblems(judgedOn: string | undefined, at: string, placement: Placement): Problem[] {
  const found = Object.entries(placement.components).flatMap(([name, component]) =>
    componentProblems(`${at}.components.${name}`, component),
  );
  if (judgedOn && placement.expires !== undefined && placement.expires <= judgedOn) {
    const fault = `the placement ended on ${placement.expires}; the site is judged on ${judgedOn}.`;
    found.push(problem('placement-expired', `${at}.expires`, fault, 'Remove the placement, or extend it.'));
  }
  const { entrance } = placement;
  if (entrance && !Object.values(placement.components).some((component) => opens(entrance, component))) {
    const needed =
      entrance === 'public' ? 'a gateway (or telephony)' : 'a gateway or another component of the web tier';
    const fault = `the entrance "${entrance}" has nothing to open.`;
    found.push(problem('entrance-without-gateway', `${at}.entrance`, fault, `Add ${needed}, or remove the entrance.`));
  }
  return found;
}

const publicEntrances: readonly ComponentKind[] = ['gateway', 'telephony'];

function opens(entrance: 'public' | 'terminals', component: Component): boolean {
  if (entrance === 'public') return publicEntrances.includes(component.kind);
  // A bastion is the entrance of operators (R8): flows let in its `bastion` peer, not the terminals.
  return component.kind === 'bastion' || segmentOf(component) === 'web';
}

function componentProblems(at: string, { kind, schedule, storageGi }: Component): Problem[] {
  const found: Problem[] = [];
  const profile = componentProfiles[kind];
  const fault = schedule === undefined ? undefined : scheduleFault(schedule);
  if (fault)
    found.push(problem('bad-schedule', `${at}.schedule`, fault, 'Write a cron expression such as "30 2 * * *".'));
  if (schedule !== undefined && profile.workload === 'StatefulSet') {
    const remedy = 'Remove the schedule, or use a worker for scheduled work.';
    found.push(problem('schedule-on-store', `${at}.schedule`, `a ${kind} stands all the time.`, remedy));
  }
  if (storageGi !== undefined && profile.storageGi === 0) {
    const remedy = 'Remove storageGi, and keep data in a store of the data tier.';
    found.push(problem('storage-on-stateless', `${at}.storageGi`, `a ${kind} keeps no volume.`, remedy));
  }
  return found;
}

function officerProblems(site: Site, id: string, system: System): Problem[] {
  const at = path('systems', id, 'dataSecurityOfficer');
  const officer = system.dataSecurityOfficer;
  if (officer === undefined) {
    if (system.kind !== 'deployed' || dataClassRank[system.dataClass] < dataClassRank.important) return [];
    const fault = `"${id}" holds ${system.dataClass} data and names no data security officer.`;
    return [problem('officer-missing', at, fault, 'Name the post responsible for data security (DSL art. 27).')];
  }
  const post = site.posts[officer];
  if (!post || post.roles.includes('data-security-officer')) return [];
  const fault = `post "${officer}" has not the role data-security-officer.`;
  return [problem('officer-without-role', at, fault, 'Name a post with that role, or give it the role.')];
}

/** Filing with the police (GB/T 22239 8.1.9.1 d): from level 3 up it must be there; a number belongs to one system. */
function filingProblems(site: Site, judgedOn: string | undefined): Problem[] {
  const first = new Map<string, string>();
  return Object.entries(site.systems).flatMap(([id, { kind, mlpsLevel, filing }]) => {
    const at = path('systems', id, 'filing');
    if (!filing) {
      if (kind !== 'deployed' || mlpsLevel < 3) return [];
      const fault = `"${id}" is of level ${mlpsLevel} and has no filing.`;
      return [problem('filing-missing', at, fault, 'File it with the police and give number and date.')];
    }
    const found: Problem[] = [];
    const other = first.get(filing.number);
    if (other === undefined) first.set(filing.number, id);
    else {
      const fault = `"${other}" has the filing number ${filing.number} already.`;
      found.push(problem('filing-number-taken', `${at}.number`, fault, 'Give each system its own filing.'));
    }
    if (judgedOn && filing.date > judgedOn) {
      const fault = `the filing is dated ${filing.date}, after the day of judgement (${judgedOn}).`;
      found.push(problem('filing-in-future', `${at}.date`, fault, 'Give the date on which it was filed.'));
    }
    return found;
  });
}
