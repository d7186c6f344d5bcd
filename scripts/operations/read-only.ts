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

/**
 * Makes sure that planning cannot write, even by mistake: the API server is asked what the credential may do
 * (SelfSubjectRulesReview, which stores nothing).
 * @throws FadunError naming one right to write, where there is any
 */
export async function requireReadOnly(access: Access, namespaces: readonly string[] = ['default']): Promise<void> {
  for (const namespace of namespaces) {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace },
    };
    const answer = await access.transport.send({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      body: JSON.stringify(body),
      subject: `rights in ${access.network}`,
      verb: 'review',
      deadlineSeconds: 20,
    });
    const { status } = JSON.parse(answer) as { status?: { resourceRules?: readonly Rule[] } };
    const right = (status?.resourceRules ?? []).find(mayWrite);
    if (!right) continue;
    throw new FadunError(
      access.kubeconfig,
      `the credential may write (${right.verbs.join(',')} ${right.resources?.join(',') ?? ''})`,
      'Plan with a credential that can only read; the acting one is for `fadun runbook run`.',
      1,
    );
  }
}

function mayWrite({ verbs, apiGroups = [] }: Rule): boolean {
  return verbs.some((verb) => writing.has(verb)) && !apiGroups.every((group) => reviews.has(group));
}
