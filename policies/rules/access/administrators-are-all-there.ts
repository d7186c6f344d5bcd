import type { Estate, EstateFinding } from '../../estate.ts';
import { estate } from '../../estate.ts';
import { type AdministratorRole, administratorRoles } from '../../rights/administrators.ts';
import { isTrustedHolder, rightsKinds, rightsOf } from '../../rights/holders.ts';
import { rule } from '../../rule.ts';
import { networkFactsName } from '../connectivity/hygiene-rule.ts';
import { bind, group, role } from './rights-examples.ts';

const names = Object.keys(administratorRoles) as AdministratorRole[];
const three = names.map((name) => role(name, administratorRoles[name].rules));
const bound = names.map((name) => bind(name, name, [group(administratorRoles[name].group)]));
const ofSite = (objects: Parameters<typeof estate>[0]) => estate(objects, { [networkFactsName]: { example: {} } });

/** Every network of a site has each of the three administrators. Evidence for mlps3:8.1.7.1 c), mlps3:8.1.10.6 a). */
export const administratorsAreAllThere = rule({
  id: 'administrators-are-all-there',
  title: { en: 'Each network has its three administrators', zh: '每张网络三员齐备' },
  reason: { en: 'A role that nobody holds is done by somebody else.', zh: '无人担任的角色，实际会由他人兼任。' },
  severity: 'high',
  controls: ['mlps3:8.1.7.1 c)', 'mlps3:8.1.10.6 a)', 'mlps3:8.1.5.1 a)'],
  basis: 'object',
  remedy: {
    en: 'Bind the three roles to the groups of system, security and audit administrators.',
    zh: '将三员角色分别绑定到系统、安全、审计管理员组。',
  },
  reads: rightsKinds,
  evaluate(whole: Estate) {
    const networks = whole.networks.filter((network) => network in ((whole.facts[networkFactsName] ?? {}) as object));
    const rights = new Map(rightsOf(whole).map((one) => [one.network, one]));
    const findings = networks.flatMap((network) => {
      const held = new Set(
        (rights.get(network)?.holders ?? [])
          .filter((holder) => !isTrustedHolder(holder))
          .flatMap(({ grants }) => grants.map(({ binding }) => (binding.roleRef as { name?: string }).name)),
      );
      return names
        .filter((name) => !held.has(name))
        .map((name): EstateFinding => {
          const object = {
            network,
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRoleBinding',
            name,
            source: network,
          };
          return { object, path: 'subjects', message: `nobody holds ${name}` };
        });
    });
    return { judged: networks.length * names.length, findings };
  },
  examples: {
    compliant: [ofSite([...three, ...bound])],
    violating: [
      ofSite([...three, ...bound.slice(1)]),
      ofSite([...three, ...bound.slice(0, 2), { ...bound[2]!, subjects: [] }]),
      ofSite([...three, ...bound.slice(0, 2), bind(names[2]!, names[2]!, [group('system:masters')])]),
      ofSite([...three]),
    ],
  },
});
