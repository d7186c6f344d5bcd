import type { EstateFinding } from '../../estate.ts';
import { administratorRoles } from '../../rights/administrators.ts';
import { untrusted } from '../../rights/paths.ts';
import { bind, group, right, role, user } from './rights-examples.ts';
import { rightsRule } from './rights-rule.ts';

const name = 'fadun:audit-admin';
const { group: auditors, rules } = administratorRoles[name];
const audit = role(name, rules);
const bound = bind(name, name, [group(auditors)]);
const reading = new Set(['get', 'list', 'watch']);

/** The audit administrator changes nothing, whatever else it is bound to. Evidence for mlps3:8.1.5.2 a). */
export const auditAdministratorOnlyReads = rightsRule(
  {
    id: 'audit-administrator-only-reads',
    title: { en: 'The audit administrator only reads, and reads no secret', zh: '审计管理员只读，且不读取密钥' },
    reason: {
      en: 'An auditor who can write can write what is to be audited.',
      zh: '审计员若可写入，即可改写审计对象。',
    },
    severity: 'critical',
    controls: ['mlps3:8.1.5.2 a)', 'mlps3:8.1.4.2 d)'],
    remedy: { en: 'Unbind the other role, or take the right out of it.', zh: '解除其他角色绑定，或移除该权限。' },
    examples: {
      compliant: [
        [audit, bound],
        [audit, bound, bind('view', 'view', [user('other')])],
      ],
      violating: [
        [role(name, [...rules, right('events', 'delete')]), bound],
        [
          audit,
          bound,
          role('more', [right('leases', 'update', 'coordination.k8s.io')]),
          bind('more', 'more', [group(auditors)], 'app'),
        ],
        [role(name, [...rules, right('secrets', 'get')]), bound],
        [
          audit,
          bound,
          bind('person', name, [user('a')]),
          role('more', [right('pods', '*')]),
          bind('more', 'more', [user('a')]),
        ],
      ],
    },
  },
  (rights) => {
    const holders = untrusted(rights).filter(
      ({ key, grants }) =>
        key === `Group ${auditors}` ||
        grants.some(({ binding }) => (binding.roleRef as { name?: string }).name === name),
    );
    const findings = holders.flatMap(({ key, grants }) =>
      grants
        .filter(
          ({ verbs, resources }) =>
            verbs.some((verb) => !reading.has(verb)) || resources.some((one) => one === 'secrets' || one === '*'),
        )
        .map(({ verbs, resources, by, binding }): EstateFinding => {
          const message = `${key} can ${verbs.join(', ')} ${resources.join(', ')} (${by})`;
          return { object: rights.sourceOf(binding), path: 'subjects', message };
        }),
    );
    return { judged: Math.max(holders.length, findings.length), findings };
  },
);
