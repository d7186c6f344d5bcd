import type { EstateFinding } from '../../estate.ts';
import { type KubernetesObject, systemNamespaces } from '../../kubernetes.ts';
import { builtInRole } from '../../reachability/built-in-roles.ts';
import type { Subject } from '../../reachability/rbac.ts';
import { asObject, asObjects } from '../../reachability/shape.ts';
import { account, accountObject, bind, right, role, user } from './rights-examples.ts';
import { rightsRule } from './rights-rule.ts';

const reader = role('reader', [right('pods', 'get')]);

/** Bindings name roles and accounts that exist. Evidence for mlps3:8.1.4.2 c): surplus rights are removed. */
export const bindingsPointAtWhatExists = rightsRule(
  {
    id: 'bindings-point-at-what-exists',
    title: { en: 'Bindings name roles and accounts that exist', zh: '绑定指向存在的角色与账号' },
    reason: {
      en: 'Whoever creates the missing role or account later decides what the binding gives, and to whom.',
      zh: '日后创建该角色或账号者，即可决定绑定授予什么、授予谁。',
    },
    severity: 'high',
    controls: ['mlps3:8.1.4.2 c)', 'mlps3:8.1.4.2 a)'],
    remedy: { en: 'Remove the binding, or declare what it names.', zh: '删除该绑定，或声明其指向的对象。' },
    examples: {
      compliant: [
        [reader, accountObject('app', 'web'), bind('readers', 'reader', [account('app', 'web'), user('auditor')])],
        [bind('viewers', 'view', [user('auditor')], 'app')],
        [role('own', [right('pods', 'get')], 'app'), bind('own', 'own', [user('auditor')], 'app', 'Role')],
        [reader, bind('dns', 'reader', [account('kube-system', 'kube-dns')])],
      ],
      violating: [
        [bind('ghosts', 'nowhere', [user('auditor')])],
        [bind('ghosts', 'system:nowhere', [user('auditor')])],
        [role('own', [right('pods', 'get')], 'other'), bind('own', 'own', [user('auditor')], 'app', 'Role')],
        [reader, bind('readers', 'reader', [account('app', 'gone')])],
      ],
    },
  },
  ({ network, sourceOf }, whole) => {
    const inNetwork = (kind: string) => whole.ofKind(kind).filter((one) => (one.network ?? '') === network);
    const roles = new Set(
      ['Role', 'ClusterRole'].flatMap((kind) => inNetwork(kind).map(({ object }) => roleKey(object))),
    );
    const existing = new Set(
      inNetwork('ServiceAccount').map(
        ({ object: { metadata } }) => `${metadata.namespace ?? 'default'}/${metadata.name}`,
      ),
    );
    const bindings = ['RoleBinding', 'ClusterRoleBinding'].flatMap(inNetwork);
    const findings = bindings.flatMap(({ object }): EstateFinding[] => {
      const own = object.metadata.namespace ?? 'default';
      const { kind, name } = asObject(object.roleRef) as { kind: string; name: string };
      const isThere = roles.has(kind === 'Role' ? `Role ${own}/${name}` : `ClusterRole ${name}`);
      const source = sourceOf(object);
      const found: EstateFinding[] = [];
      if (!isThere && !(kind === 'ClusterRole' && builtInRole(name)) && !systemNamespaces.has(own)) {
        found.push({ object: source, path: 'roleRef.name', value: name, message: `there is no ${kind} "${name}"` });
      }
      for (const [at, subject] of (asObjects(object.subjects) as unknown as readonly Subject[]).entries()) {
        if (subject.kind !== 'ServiceAccount' || systemNamespaces.has(subject.namespace ?? own)) continue;
        if (existing.has(`${subject.namespace ?? own}/${subject.name}`)) continue;
        const value = `${subject.namespace ?? own}/${subject.name}`;
        found.push({
          object: source,
          path: `subjects[${at}].name`,
          value,
          message: `there is no ServiceAccount "${value}"`,
        });
      }
      return found;
    });
    return { judged: Math.max(bindings.length, findings.length), findings };
  },
);

function roleKey({ kind, metadata }: KubernetesObject): string {
  return kind === 'Role' ? `Role ${metadata.namespace ?? 'default'}/${metadata.name}` : `ClusterRole ${metadata.name}`;
}
