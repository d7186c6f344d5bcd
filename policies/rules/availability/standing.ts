import type { Estate } from '../../estate.ts';
import { type SourcedObject, systemNamespaces } from '../../kubernetes.ts';
import { Problems } from '../../reachability/problem.ts';
import { SelectorReader, selects } from '../../reachability/selectors.ts';
import { asLabels, asObject } from '../../reachability/shape.ts';

/** A workload that is meant to stand, with what scales it and what protects it. */
export interface Standing {
  readonly source: SourcedObject;
  /** Labels of its namespace; empty where the namespace is not among the objects. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** Replicas at the least: the autoscaler's where one owns them. */
  readonly replicas: number;
  readonly autoscaler?: SourcedObject;
  /** Budgets that select its pods. */
  readonly budgets: readonly SourcedObject[];
}

/** Kinds that {@link standingWorkloads} looks at. */
export const standingKinds: readonly string[] = [
  'Namespace',
  'Deployment',
  'StatefulSet',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
];

const known = new WeakMap<Estate, readonly Standing[]>();

/** Deployments and StatefulSets of all networks; built once for an estate. The distribution's own are left out. */
export function standingWorkloads(whole: Estate): readonly Standing[] {
  let found = known.get(whole);
  if (!found) {
    found = buildStanding(whole);
    known.set(whole, found);
  }
  return found;
}

/** Labels of namespaces by `network/name`. */
export function namespaceLabels(whole: Estate): ReadonlyMap<string, Readonly<Record<string, string>>> {
  return new Map(
    whole
      .ofKind('Namespace')
      .map(({ object: { metadata }, network }) => [`${network ?? ''}/${metadata.name}`, asLabels(metadata.labels)]),
  );
}

/** `network/namespace` of a namespaced object. */
export function placeOf({ object: { metadata }, network }: SourcedObject): string {
  return `${network ?? ''}/${metadata.namespace ?? 'default'}`;
}

function buildStanding(whole: Estate): readonly Standing[] {
  const namespaces = namespaceLabels(whole);
  const scalers = new Map(
    whole.ofKind('HorizontalPodAutoscaler').map((one) => {
      const { kind, name } = asObject(asObject(one.object.spec).scaleTargetRef);
      return [`${placeOf(one)}/${kind}/${name}`, one] as const;
    }),
  );
  const reader = new SelectorReader(new Problems());
  const budgets = Map.groupBy(
    whole.ofKind('PodDisruptionBudget').map((source) => ({
      source,
      selector: reader.read(asObject(source.object.spec).selector ?? {}, ''),
    })),
    ({ source }) => placeOf(source),
  );
  return ['Deployment', 'StatefulSet'].flatMap((kind) =>
    whole
      .ofKind(kind)
      .filter(({ object: { metadata } }) => !systemNamespaces.has(metadata.namespace ?? ''))
      .map((source): Standing => {
        const { replicas, template } = asObject(source.object.spec);
        const place = placeOf(source);
        const autoscaler = scalers.get(`${place}/${kind}/${source.object.metadata.name}`);
        const least = autoscaler ? asObject(autoscaler.object.spec).minReplicas : replicas;
        const labels = asLabels(asObject(asObject(template).metadata).labels);
        return {
          source,
          namespaceLabels: namespaces.get(place) ?? {},
          replicas: typeof least === 'number' ? least : 1,
          ...(autoscaler && { autoscaler }),
          budgets: (budgets.get(place) ?? [])
            .filter(({ selector }) => selector && selects(selector, labels))
            .map((budget) => budget.source),
        };
      }),
  );
}
