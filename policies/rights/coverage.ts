import type { Grant } from '../reachability/rbac.ts';
import type { AccessRule } from './administrators.ts';

/** Whether cluster-wide grants together give all that a rule says: every verb on every resource of every group. */
export function covers(grants: readonly Grant[], { apiGroups, resources, verbs }: AccessRule): boolean {
  const wide = grants.filter(({ namespace, resourceNames }) => namespace === undefined && resourceNames === undefined);
  return apiGroups.every((group) =>
    resources.every((resource) =>
      verbs.every((verb) =>
        wide.some(
          (grant) =>
            includes(grant.apiGroups, group) && includes(grant.resources, resource) && includes(grant.verbs, verb),
        ),
      ),
    ),
  );
}

function includes(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}
