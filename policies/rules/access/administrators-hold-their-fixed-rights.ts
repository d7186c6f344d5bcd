import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { asObjects, asTexts } from '../../reachability/shape.ts';
import { type AccessRule, type AdministratorRole, administratorRoles } from '../../rights/administrators.ts';
import { rule } from '../../rule.ts';
import { right, role } from './rights-examples.ts';

const isAdministrator = (name: string): name is AdministratorRole => Object.hasOwn(administratorRoles, name);
const system = administratorRoles['fadun:system-admin'].rules;

/**
 * What each administrator may do is a fixed list, no more and no less. Evidence for mlps3:8.1.5.1 b), mlps3:8.1.5.2 a),
 * mlps3:8.1.5.3 a).
 */
export const administratorsHoldTheirFixedRights = rule({
  id: 'administrators-hold-their-fixed-rights',
  title: { en: 'Each administrator role is its fixed list of rights', zh: '三员角色与固定权限清单一致' },
  reason: {
    en: 'A role that grows by the way takes over the work of another.',
    zh: '角色权限在日常中逐步扩大，即会侵入其他管理员的职责。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.5.1 b)', 'mlps3:8.1.5.2 a)', 'mlps3:8.1.5.3 a)', 'mlps3:8.1.10.6 a)'],
  basis: 'object',
  remedy: {
    en: 'Restore the role; a change of the list is a change of the platform and is reviewed there.',
    zh: '恢复该角色；清单的变更属于平台变更，另行评审。',
  },
  reads: ['ClusterRole'],
  evaluate(whole: Estate) {
    const roles = whole.ofKind('ClusterRole').filter(({ object: { metadata } }) => isAdministrator(metadata.name));
    const findings = roles.flatMap((one): EstateFinding[] => {
      const wanted = rightsIn(administratorRoles[one.object.metadata.name as AdministratorRole].rules);
      const written = rightsIn(asObjects(one.object.rules).map(accessRule));
      const more = [...written].filter((item) => !wanted.has(item));
      const less = [...wanted].filter((item) => !written.has(item));
      if (more.length === 0 && less.length === 0 && !one.object.aggregationRule) return [];
      const parts = [more[0] && `may also ${more[0]}`, less[0] && `may no longer ${less[0]}`].filter(Boolean);
      const message = parts.join('; ') || 'takes rights from other roles by aggregation';
      return [{ object: one, path: 'rules', message }];
    });
    return { judged: roles.length, findings };
  },
  examples: {
    compliant: [
      estate(
        (Object.keys(administratorRoles) as AdministratorRole[]).map((name) =>
          role(name, administratorRoles[name].rules),
        ),
      ),
      estate([role('fadun:system-admin', [...system].reverse())]),
    ],
    violating: [
      estate([role('fadun:system-admin', [...system, right('secrets', 'get')])]),
      estate([role('fadun:system-admin', system.slice(1))]),
      estate([role('fadun:audit-admin', [right('*', '*', '*')])]),
      estate([
        {
          ...role('fadun:system-admin', system),
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { any: 'thing' } }] },
        },
      ]),
    ],
  },
});

/** Single rights, `get pods` or `get deployments of apps`, so that order and grouping do not matter. */
function rightsIn(rules: readonly AccessRule[]): ReadonlySet<string> {
  return new Set(
    rules.flatMap(({ apiGroups, resources, verbs, resourceNames = [] }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          verbs.map(
            (verb) =>
              `${verb} ${resource}${group ? ` of ${group}` : ''}${resourceNames.length > 0 ? ` named ${resourceNames.join()}` : ''}`,
          ),
        ),
      ),
    ),
  );
}

function accessRule({ apiGroups, resources, verbs, resourceNames }: Readonly<Record<string, unknown>>): AccessRule {
  return {
    apiGroups: asTexts(apiGroups),
    resources: asTexts(resources),
    verbs: asTexts(verbs),
    resourceNames: asTexts(resourceNames),
  };
}
