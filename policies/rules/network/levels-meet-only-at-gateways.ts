import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { object } from '../../examples.ts';
import type { SourcedObject } from '../../kubernetes.ts';
import { asLabels, asObject, asObjects } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { placeOf } from '../availability/standing.ts';

const level = 'fadun.io/mlps-level';
const role = 'fadun.io/role';
const owner = 'fadun.io/owner';
/** Where systems of two levels may meet: what is built to be met, and what watches all. */
const meetingPlaces: ReadonlySet<string> = new Set(['gateway', 'exchange', 'operations']);

const namespace = (name: string, of: string, as = 'workload') =>
  object('v1', 'Namespace', {}, { name, labels: { [level]: of, [role]: as } });
const letting = (from: string) =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    {
      spec: {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': from } } }] }],
      },
    },
    { name: 'in', namespace: 'inner' },
  );

/** Systems of different levels reach each other through a gateway or channel only. Evidence for mlps3:8.2.3.1 b). */
export const levelsMeetOnlyAtGateways = rule({
  id: 'levels-meet-only-at-gateways',
  title: { en: 'Systems of different levels meet only at gateways', zh: '不同等级系统之间仅经网关或交换通道互访' },
  reason: {
    en: 'A level 2 system that reaches into a level 3 one lowers it to level 2.',
    zh: '二级系统若可直接进入三级系统，后者实际只剩二级防护。',
  },
  severity: 'high',
  controls: ['mlps3:8.2.3.1 b)', 'mlps3:8.1.2.1 d)'],
  basis: 'object',
  remedy: { en: 'Route the flow through the gateway of the system.', zh: '改经该系统的网关访问。' },
  reads: ['Namespace', 'NetworkPolicy'],
  evaluate(whole: Estate) {
    const namespaces = Map.groupBy(whole.ofKind('Namespace'), ({ network }) => network ?? '');
    const named = new Map(
      whole
        .ofKind('Namespace')
        .map(({ object: { metadata }, network }) => [`${network ?? ''}/${metadata.name}`, asLabels(metadata.labels)]),
    );
    let judged = 0;
    const findings: EstateFinding[] = [];
    for (const policy of whole.ofKind('NetworkPolicy')) {
      const own = named.get(placeOf(policy));
      if (own?.[level] === undefined) continue;
      const spec = asObject(policy.object.spec);
      const sides = [
        ...asObjects(spec.ingress).flatMap(({ from }) => asObjects(from)),
        ...asObjects(spec.egress).flatMap(({ to }) => asObjects(to)),
      ];
      judged += 1;
      const wrong = sides
        .flatMap(({ namespaceSelector }) =>
          namespaceSelector ? selected(policy, asObject(namespaceSelector), namespaces, named) : [],
        )
        .find(
          (other) =>
            other.labels[level] !== undefined &&
            other.labels[level] !== own[level] &&
            !meets(own) &&
            !meets(other.labels),
        );
      if (!wrong) continue;
      const message = `level ${own[level]} and "${wrong.name}" of level ${wrong.labels[level]} meet without a gateway`;
      findings.push({ object: policy, path: 'spec', message });
    }
    return { judged, findings };
  },
  examples: {
    compliant: [
      estate([namespace('inner', '3'), namespace('outer', '3'), letting('outer')]),
      estate([namespace('inner', '3', 'gateway'), namespace('outer', '2'), letting('outer')]),
      estate([namespace('inner', '3'), namespace('outer', '2', 'operations'), letting('outer')]),
      estate([
        { ...namespace('inner', '3'), metadata: { name: 'inner', labels: { [level]: '3', [owner]: 'ALL' } } },
        namespace('outer', '2'),
        letting('outer'),
      ]),
    ],
    violating: [
      estate([namespace('inner', '3'), namespace('outer', '2'), letting('outer')]),
      estate([
        namespace('inner', '3'),
        namespace('outer', '2'),
        object(
          'networking.k8s.io/v1',
          'NetworkPolicy',
          {
            spec: {
              podSelector: {},
              policyTypes: ['Egress'],
              egress: [{ to: [{ namespaceSelector: { matchLabels: { [level]: '2' } } }] }],
            },
          },
          { name: 'out', namespace: 'inner' },
        ),
      ]),
    ],
  },
});

interface Selected {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Namespaces that a selector picks; by its name where it names one, as all generated policies do. */
function selected(
  { network = '' }: SourcedObject,
  { matchLabels, matchExpressions }: Readonly<Record<string, unknown>>,
  namespaces: ReadonlyMap<string, readonly SourcedObject[]>,
  named: ReadonlyMap<string, Readonly<Record<string, string>>>,
): readonly Selected[] {
  const wanted = asLabels(matchLabels);
  const name = wanted['kubernetes.io/metadata.name'];
  if (name !== undefined) {
    const labels = named.get(`${network}/${name}`);
    return labels ? [{ name, labels }] : [];
  }
  // Expressions can only narrow; what they leave out is judged as well, on the safe side.
  const all = namespaces.get(network) ?? [];
  return all
    .map(({ object: { metadata } }) => ({ name: metadata.name, labels: asLabels(metadata.labels) }))
    .filter(
      ({ labels }) =>
        matchExpressions !== undefined || Object.entries(wanted).every(([key, value]) => labels[key] === value),
    );
}

/** Services that a network has for all its systems (identity, signatures, audit logs) are owned by all. */
function meets(labels: Readonly<Record<string, string>>): boolean {
  return meetingPlaces.has(labels[role] ?? '') || labels[owner] === 'ALL';
}
