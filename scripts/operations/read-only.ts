import { ClusterError } from '../engines/client/errors.ts';
import { FadunError } from '../errors.ts';
import type { Access } from './access.ts';

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
}

const writing = new Set([
  '*',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'bind',
  'escalate',
  'impersonate',
  'approve',
  'sign',
]);

/** Every authenticated user may ask about themselves (`system:basic-user`); that stores nothing. */
const reviews = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

/** How long one question may take. */
const deadlineSeconds = 20;

/**
 * Makes sure that planning cannot write, even by mistake: the API server is asked what the credential may do in each of
 * its namespaces (SelfSubjectRulesReview, which stores nothing). A right in one namespace shows in no other.
 * @throws FadunError naming one right to write, where there is any, or where the namespaces may not be listed
 */
export async function requireReadOnly(access: Access): Promise<void> {
  const reviewed = await Promise.all((await namespacesOf(access)).map((namespace) => rightIn(access, namespace)));
  const found = reviewed.find((right) => right !== undefined);
  if (!found) return;
  const { namespace, rule } = found;
  const right = `${rule.verbs.join(',')} ${rule.resources?.join(',') ?? ''}`;
  throw new FadunError(
    access.kubeconfig,
    { zh: `凭据可以写入（在 ${namespace} 中 ${right}）`, en: `the credential may write (${right} in ${namespace})` },
    {
      zh: '用只读凭据生成计划；可写凭据只用于 `fadun runbook run`。',
      en: 'Plan with a credential that can only read; the acting one is for `fadun runbook run`.',
    },
    1,
  );
}

async function namespacesOf({ transport, kubeconfig, network }: Access): Promise<readonly string[]> {
  const path = '/api/v1/namespaces';
  const subject = `namespaces of ${network}`;
  try {
    const answer = await transport.send({ method: 'GET', path, subject, verb: 'list', deadlineSeconds });
    const { items } = JSON.parse(answer) as { items: readonly { readonly metadata: { readonly name: string } }[] };
    return items.map(({ metadata }) => metadata.name);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.status !== 403) throw error;
    throw new FadunError(
      kubeconfig,
      {
        zh: '凭据不能列出命名空间，无法判断其能否写入',
        en: 'the credential may not list namespaces, so that nobody can tell whether it may write in one',
      },
      {
        zh: '授予其列出与读取命名空间的权限；不得授予任何写权限。',
        en: 'Let it list and get namespaces; it may not write in any.',
      },
      1,
    );
  }
}

async function rightIn(
  { transport, network }: Access,
  namespace: string,
): Promise<{ readonly namespace: string; readonly rule: Rule } | undefined> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
  const answer = await transport.send({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: JSON.stringify(body),
    subject: `rights in ${network}/${namespace}`,
    verb: 'review',
    deadlineSeconds,
  });
  const { status } = JSON.parse(answer) as { status?: { resourceRules?: readonly Rule[] } };
  const rule = (status?.resourceRules ?? []).find(mayWrite);
  return rule ? { namespace, rule } : undefined;
}

function mayWrite({ verbs, apiGroups = [] }: Rule): boolean {
  return verbs.some((verb) => writing.has(verb)) && !apiGroups.every((group) => reviews.has(group));
}
