import { runbooks } from '../stacks/catalogue/runbooks.ts';
import type { Action } from './kit/action.ts';
import { defineRunbook, type ReadContext } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';

/** When a grant ends: RFC 3339. Whoever grants access for a time writes it on the binding. */
export const accessExpiry = 'fadun.io/access-expires';

interface Grant {
  readonly path: string;
  readonly shown: string;
  readonly uid: string;
  readonly expires: string;
  readonly object: { readonly [field: string]: Json };
}

interface Binding {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

const lists = [
  ['RoleBinding', '/apis/rbac.authorization.k8s.io/v1/rolebindings'],
  ['ClusterRoleBinding', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'],
] as const;

/** Grants with an end, of the network. An end that is no time counts as past: nobody may hold access by a typing error. */
export async function grantsWithEnd(context: Pick<ReadContext<unknown>, 'read'>): Promise<readonly Grant[]> {
  const found = await Promise.all(
    lists.map(async ([kind, path]) => {
      const list = (await context.read.get(path)) as unknown as { readonly items?: readonly Binding[] } | undefined;
      return (list?.items ?? []).filter(({ metadata }) => metadata.annotations?.[accessExpiry]).map(grantOf(kind));
    }),
  );
  return found.flat().sort((left, right) => (left.path < right.path ? -1 : 1));
}

function grantOf(kind: string): (binding: Binding) => Grant {
  return (binding) => {
    const { name, namespace, uid, annotations } = binding.metadata;
    const [group, version] = ['rbac.authorization.k8s.io', 'v1'];
    const collection = namespace ? `namespaces/${namespace}/rolebindings` : 'clusterrolebindings';
    return {
      path: `/apis/${group}/${version}/${collection}/${encodeURIComponent(name)}`,
      shown: `${kind} ${namespace ? `${namespace}/` : ''}${name}`,
      uid,
      expires: annotations![accessExpiry]!,
      object: { apiVersion: `${group}/${version}`, kind, ...(binding as { readonly [field: string]: Json }) },
    };
  };
}

async function expired(context: ReadContext<unknown>): Promise<readonly Grant[]> {
  const now = context.now().getTime();
  return (await grantsWithEnd(context)).filter(({ expires }) => !(Date.parse(expires) > now));
}

function revocation({ path, shown, uid, expires }: Grant): Action {
  return {
    id: `revoke-${uid}`,
    kind: 'request',
    does: { zh: `撤销 ${shown}（到期 ${expires}）`, en: `revoke ${shown} (ended ${expires})` },
    method: 'DELETE',
    path,
    body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } },
  };
}

/** Whether the very binding is gone; one of the same name made since is another. */
async function isGone(context: ReadContext<unknown>, path: string, uid: string): Promise<boolean> {
  const live = (await context.read.get(path)) as unknown as Binding | undefined;
  return live?.metadata.uid !== uid;
}

export const revokeExpiredAccess = defineRunbook({
  id: 'revoke-expired-access',
  title: runbooks['revoke-expired-access'].title,
  purpose: {
    zh: '每日清理已到期的临时、厂商与应急授权；也用于“到期授权仍然有效”告警。',
    en: 'Daily clean-up of temporary, supplier and emergency access that has ended, and for the alert that such access still stands.',
  },
  alerts: [],
  duties: ['RB-D09'],
  roles: ['security-admin', 'on-call'],
  blastRadius: {
    zh: '仅限本网络内已标注到期时间且已到期的 RoleBinding 与 ClusterRoleBinding；持有人立即失去相应权限。',
    en: 'RoleBindings and ClusterRoleBindings of this network that carry an end and have passed it; their holders lose those rights at once.',
  },
  escalation: {
    zh: '授权仍需使用的，由安全管理员重新审批；撤销失败的，报系统管理员。',
    en: 'Access still needed is granted anew by the security administrator; where revoking fails, tell the system administrator.',
  },
  class: 'additive',
  reversible: true,
  parameters: {},
  steps: [
    {
      id: 'revoke',
      title: { zh: '撤销到期授权', en: 'Revoke what has ended' },
      precheck: async (context) => {
        const grants = await grantsWithEnd(context);
        const ended = await expired(context);
        return [
          {
            holds: true,
            statement: { zh: '已列出带到期时间的授权', en: 'grants with an end are listed' },
            seen: `${grants.length} with an end, ${ended.length} ended`,
          },
        ];
      },
      plan: async (context) => (await expired(context)).map(revocation),
      observe: async (context, action) =>
        action.kind === 'request' && (await isGone(context, action.path, action.id.slice('revoke-'.length)))
          ? 'done'
          : 'not-done',
      verify: async (context) => {
        const left = await expired(context);
        return [
          {
            holds: left.length === 0,
            statement: { zh: '不再有到期授权', en: 'no ended access stands' },
            seen: left.map(({ shown }) => shown).join(', '),
          },
        ];
      },
      save: async (context) => (await expired(context)).map(({ uid, object }) => ({ uid, object })),
      undo: {
        describe: {
          zh: '按撤销前保存的内容重建授权（到期时间不变，须另行延期）',
          en: 'the bindings are made again as they were (their end stays; extending it is another change)',
        },
        plan: async (_, saved, done) =>
          (saved as readonly { readonly uid: string; readonly object: { readonly [field: string]: Json } }[])
            .filter(({ uid }) => done.includes(`revoke-${uid}`))
            .map(({ uid, object }) => remaking(uid, object)),
        observe: async (context, action) => {
          if (action.kind !== 'request') return 'unclear';
          const { name } = (action.body as unknown as Binding).metadata;
          return (await context.read.get(`${action.path}/${encodeURIComponent(name)}`)) ? 'done' : 'not-done';
        },
      },
    },
  ],
});

/** A binding as it was, without what only the server sets. */
function remaking(uid: string, object: { readonly [field: string]: Json }): Action {
  const { name, namespace, labels, annotations } = object.metadata as unknown as Binding['metadata'] & {
    readonly labels?: Readonly<Record<string, string>>;
  };
  const metadata = {
    name,
    ...(namespace ? { namespace } : {}),
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
  };
  const collection = namespace ? `namespaces/${namespace}/rolebindings` : 'clusterrolebindings';
  return {
    id: `remake-${uid}`,
    kind: 'request',
    does: { zh: `重建授权 ${name}`, en: `make the binding ${name} again` },
    method: 'POST',
    path: `/apis/rbac.authorization.k8s.io/v1/${collection}`,
    body: { ...object, metadata },
  };
}
