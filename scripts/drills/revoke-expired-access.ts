import { accessExpiry, revokeExpiredAccess } from '../../runbooks/revoke-expired-access.ts';
import { drill, type Stage } from './drill.ts';
import { demandNamespace, problemsOf } from './objects.ts';

const group = '/apis/rbac.authorization.k8s.io/v1';
const namespace = 'drill-access';

/** Grants of the drill: one that has ended in a namespace, one across the cluster, one that has days left. */
const grants = [
  { kind: 'RoleBinding', name: 'drill-ended', at: `${group}/namespaces/${namespace}/rolebindings`, days: -1 },
  { kind: 'ClusterRoleBinding', name: 'drill-ended-wide', at: `${group}/clusterrolebindings`, days: -2 },
  { kind: 'RoleBinding', name: 'drill-running', at: `${group}/namespaces/${namespace}/rolebindings`, days: 5 },
] as const;

async function standing(stage: Stage): Promise<readonly string[]> {
  const found = await Promise.all(grants.map(async ({ at, name }) => [name, await stage.api.get(`${at}/${name}`)]));
  return found.filter(([, object]) => object !== undefined).map(([name]) => String(name));
}

export const revokeExpiredAccessDrill = drill({
  id: 'revoke-expired-access',
  runbook: revokeExpiredAccess,
  writesTo: ['api'],
  async prepare(stage) {
    await demandNamespace(stage, namespace);
    for (const { kind, name, at, days } of grants) {
      const expires = new Date(Date.now() + days * 86_400_000).toISOString();
      const object = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind,
        metadata: { name, annotations: { [accessExpiry]: expires } },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'drill-supplier' }],
      };
      const path = `${at}/${name}?fieldManager=fadun-drill&force=true`;
      await stage.api.send('PATCH', path, object, 'application/apply-patch+yaml');
    }
    return { parameters: {}, kept: null };
  },
  async check(stage) {
    return problemsOf({ 'what stands is not what has days left': (await standing(stage)).join() === 'drill-running' });
  },
  async checkUndone(stage) {
    return problemsOf({ 'a grant is not back': (await standing(stage)).length === grants.length });
  },
  async tidy(stage) {
    for (const { at, name } of grants)
      if (await stage.api.get(`${at}/${name}`)) await stage.api.send('DELETE', `${at}/${name}`);
  },
});
