import { roleOfDuty } from '../duty.ts';
import type { Role } from '../person.ts';
import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge, SiteView } from './view.ts';

/** The three administrators (三员): no post holds two, every network has each. */
const administrators = ['system-admin', 'security-admin', 'audit-admin'] as const satisfies readonly Role[];

const runbookId = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Posts keep the administrators apart; duties have posts and runbooks. */
export const judgePosts: Judge = (view) => [
  ...Object.entries(view.site.posts).flatMap(([id, { roles }]) => separationProblems(id, roles)),
  ...missingAdministrators(view),
  ...dutyProblems(view),
];

function separationProblems(id: string, roles: readonly Role[]): Problem[] {
  const held = administrators.filter((role) => roles.includes(role));
  if (held.length < 2) return [];
  const fault = `the post is ${held.join(' and ')} at once.`;
  const remedy = 'Give the roles to different posts (GB/T 22239 8.1.4.2 d, 8.1.7.2 b).';
  return [problem('administrators-not-separated', path('posts', id, 'roles'), fault, remedy)];
}

function missingAdministrators({ site, declaredIds }: SiteView): Problem[] {
  if (!isWholeSection(site, declaredIds.posts)) return [];
  return Object.keys(site.networks).flatMap((network) =>
    administrators
      .filter(
        (role) =>
          !Object.values(site.posts).some((post) => post.networks.includes(network) && post.roles.includes(role)),
      )
      .map((role) => {
        const fault = `no post is ${role} of network "${network}".`;
        const remedy = `Declare a post with this role that acts in "${network}".`;
        return problem('administrator-missing', path('networks', network), fault, remedy);
      }),
  );
}

function dutyProblems({ site, declaredIds }: SiteView): Problem[] {
  const held = new Set(Object.values(site.posts).flatMap(({ roles }) => roles));
  const isWhole = isWholeSection(site, declaredIds.posts);
  return Object.entries(site.duties).flatMap(([id, { roles, runbook }]) => {
    const vacant = isWhole ? roles.filter((role) => !held.has(roleOfDuty[role])) : [];
    const found = vacant.map((role) => {
      const fault = `no post has the role ${roleOfDuty[role]} (${role}), which carries the duty out.`;
      return problem(
        'duty-without-post',
        path('duties', id, 'roles'),
        fault,
        'Declare such a post, or change the roles.',
      );
    });
    if (runbookId.test(runbook)) return found;
    const fault = `"${runbook}" is not the id of a runbook.`;
    const remedy = 'Write verb and object in lower case, such as check-backups.';
    return [...found, problem('bad-runbook-id', path('duties', id, 'runbook'), fault, remedy)];
  });
}

/** Whether all declared posts could be read: what one that could not holds is unknown. */
function isWholeSection(site: Site, declared: ReadonlySet<string> | undefined): boolean {
  return declared !== undefined && declared.size === Object.keys(site.posts).length;
}
