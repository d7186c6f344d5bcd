import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { deployment, object } from '../../examples.ts';
import { asLabels, asObject } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { namespaceLabels, placeOf, standingKinds, standingWorkloads } from '../availability/standing.ts';

const owner = 'fadun.io/owner';
const namespace = object('v1', 'Namespace', {}, { name: 'app', labels: { [owner]: 'CRT' } });
const workload = { ...deployment(), metadata: { name: 'web', namespace: 'app' } };
const policy = (labels: Readonly<Record<string, string>>, spec: Readonly<Record<string, unknown>> = {}) =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { spec: { podSelector: {}, ...spec } },
    { name: 'in', namespace: 'app', labels },
  );

/**
 * What a tenant's workloads may reach is stated in policies of that tenant, beside the platform's default deny. Evidence
 * for mlps3:8.2.2.1 d), mlps3:8.2.4.2 b): tenants set their paths by declaration, within the guard-rails.
 */
export const tenantsHavePoliciesOfTheirOwn = rule({
  id: 'tenants-have-policies-of-their-own',
  title: { en: 'Each tenant’s paths are policies of its own', zh: '各租户的访问策略由其自行声明并载明归属' },
  reason: {
    en: 'Where tenants share policies, neither can change its own paths without the other’s.',
    zh: '若多个租户共用策略，任何一方都无法独立调整自己的访问路径。',
  },
  severity: 'medium',
  controls: ['mlps3:8.2.2.1 d)', 'mlps3:8.2.4.2 b)', 'mlps3:8.2.2.1 b)'],
  basis: 'object',
  remedy: {
    en: 'Declare the flows of the tenant’s workloads; its policies carry its owner label.',
    zh: '声明该租户负载的访问关系；其策略带有归属标签。',
  },
  reads: [...standingKinds, 'NetworkPolicy'],
  evaluate(whole: Estate) {
    const owners = new Map([...namespaceLabels(whole)].map(([place, labels]) => [place, labels[owner]]));
    const peopled = new Map(standingWorkloads(whole).map(({ source }) => [placeOf(source), source]));
    const places = [...peopled].filter(([place]) => owners.get(place) !== undefined);
    const own = new Set(
      whole
        .ofKind('NetworkPolicy')
        .filter(({ object: { spec } }) => asObject(spec).ingress !== undefined || asObject(spec).egress !== undefined)
        .map((one) => `${placeOf(one)} ${asLabels(one.object.metadata.labels)[owner]}`),
    );
    const findings = places
      .filter(([place]) => !own.has(`${place} ${owners.get(place)}`))
      .map(([place, source]): EstateFinding => {
        const message = `no policy of ${owners.get(place)} in its namespace`;
        return { object: source, path: 'metadata.namespace', message };
      });
    return { judged: places.length, findings };
  },
  examples: {
    compliant: [
      estate([namespace, workload, policy({ [owner]: 'CRT' }, { ingress: [{}] })]),
      estate([namespace, workload, policy({ [owner]: 'CRT' }, { egress: [{}] })]),
    ],
    violating: [
      estate([namespace, workload]),
      estate([namespace, workload, policy({ [owner]: 'CRT' })]),
      estate([namespace, workload, policy({ [owner]: 'PRO' }, { ingress: [{}] })]),
    ],
  },
});
