import { isolateNamespace } from '../../runbooks/isolate-namespace.ts';
import { drill, type Stage } from './drill.ts';
import { demandNamespace, problemsOf } from './objects.ts';

const namespace = 'drill-isolate';
const policies = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
const hold = `/api/v1/namespaces/fadun-system/configmaps/hold-isolation-${namespace}`;

interface Policy {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly ingress?: readonly unknown[]; readonly egress?: readonly unknown[] };
}

async function listed(stage: Stage): Promise<readonly Policy[]> {
  return ((await stage.api.get(policies)) as unknown as { readonly items: readonly Policy[] }).items;
}

/** Names and content of the policies, for a comparison to the byte. */
async function content(stage: Stage): Promise<string> {
  return JSON.stringify((await listed(stage)).map(({ metadata, spec }) => [metadata.name, spec]));
}

/** A namespace with one policy that lets in and one that lets out, of different makers. */
export const isolateNamespaceDrill = drill({
  id: 'isolate-namespace',
  runbook: isolateNamespace,
  writesTo: ['api'],
  async prepare(stage) {
    await demandNamespace(stage, 'fadun-system');
    await demandNamespace(stage, namespace);
    const rules = {
      'lets-in': { policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] },
      'lets-out': { policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.90.0.0/24' } }] }] },
    };
    for (const [name, rule] of Object.entries(rules)) {
      const object = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace } };
      const path = `${policies}/${name}?fieldManager=fadun-drill&force=true`;
      await stage.api.send(
        'PATCH',
        path,
        { ...object, spec: { podSelector: {}, ...rule } },
        'application/apply-patch+yaml',
      );
    }
    return { parameters: { namespace, ticket: 'INC-2026-031' }, kept: await content(stage) };
  },
  async check(stage) {
    const left = await listed(stage);
    const permits = left.some(({ spec }) => (spec.ingress?.length ?? 0) > 0 || (spec.egress?.length ?? 0) > 0);
    return problemsOf({
      'a policy still permits something': !permits,
      'nothing denies both ways': left.some(({ metadata }) => metadata.name === 'fadun-quarantine'),
      'the measure is not marked': (await stage.api.get(hold)) !== undefined,
    });
  },
  async checkUndone(stage, kept) {
    return problemsOf({
      'the policies are not as they were': (await content(stage)) === kept,
      'the mark is still there': (await stage.api.get(hold)) === undefined,
    });
  },
});
