import type { EstateFinding } from '../../estate.ts';
import { type AdministratorRole, administratorRoles } from '../../rights/administrators.ts';
import { covers } from '../../rights/coverage.ts';
import type { Holder } from '../../rights/holders.ts';
import { untrusted } from '../../rights/paths.ts';
import { account, accountObject, bind, group, role, user } from './rights-examples.ts';
import { rightsRule } from './rights-rule.ts';

const names = Object.keys(administratorRoles) as AdministratorRole[];
const three = names.map((name) => role(name, administratorRoles[name].rules));
const bound = names.map((name) => bind(name, name, [group(administratorRoles[name].group)]));

/**
 * 三员分立: nobody holds the rights of two of system, security and audit administrator, by whatever roles, groups or
 * accounts they come. Evidence for mlps3:8.1.4.2 d), mlps3:8.1.7.2 b).
 */
export const administratorsAreSeparate = rightsRule(
  {
    id: 'administrators-are-separate',
    title: { en: 'Nobody holds the rights of two administrators', zh: '三员分立：任何主体不得兼有两类管理员权限' },
    reason: {
      en: 'Who acts and audits the act answers to nobody.',
      zh: '既操作又审计者，无人监督。',
    },
    severity: 'critical',
    controls: ['mlps3:8.1.4.2 d)', 'mlps3:8.1.7.2 b)', 'mlps3:8.1.10.6 a)'],
    remedy: { en: 'Leave the subject one of the three roles.', zh: '该主体只保留三员之一的角色。' },
    examples: {
      compliant: [
        [...three, ...bound],
        [...three, ...bound, bind('pods', 'view', [user('auditor')])],
      ],
      violating: [
        [...three, ...bound, bind('more', names[2]!, [group(administratorRoles[names[0]!].group)])],
        [...three, ...bound, bind('one', names[0]!, [user('a')]), bind('two', names[1]!, [user('a')], 'app')],
        [
          ...three,
          ...bound,
          role(
            'copy',
            [names[1]!, names[2]!].flatMap((name) => [...administratorRoles[name].rules]),
          ),
          bind('copies', 'copy', [user('a')]),
        ],
        [
          ...three,
          accountObject('ops', 'tool'),
          bind('one', names[0]!, [account('ops', 'tool')]),
          bind('two', names[2]!, [group('system:serviceaccounts:ops')]),
        ],
      ],
    },
  },
  (rights) => {
    const holders = untrusted(rights);
    const findings = holders.flatMap((holder): EstateFinding[] => {
      const held = names.filter((name) => holds(holder, name));
      if (held.length < 2) return [];
      const grant =
        holder.grants.findLast(({ binding }) => (binding.roleRef as { name?: string }).name === held.at(-1)) ??
        holder.grants.at(-1)!;
      const message = `${holder.key} holds the rights of ${held.join(' and ')}`;
      return [{ object: rights.sourceOf(grant.binding), path: 'subjects', value: held, message }];
    });
    return { judged: holders.length, findings };
  },
);

/** Bound to the role itself, even in one namespace, or to others that give all of it. */
function holds(holder: Holder, name: AdministratorRole): boolean {
  const isBound = holder.grants.some(({ binding }) => (binding.roleRef as { name?: string }).name === name);
  return isBound || administratorRoles[name].rules.every((rule) => covers(holder.grants, rule));
}
