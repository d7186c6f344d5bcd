import { type KubernetesObject, objectKey } from '../../policies/kubernetes.ts';
import { difference } from '../../policies/reachability/difference.ts';
import { buildNetworkModel } from '../../policies/reachability/model.ts';
import { grantsOf, subjectText } from '../../policies/reachability/rbac.ts';
import type { ObjectTransition } from '../engines/engine.ts';
import type { ClassReason } from './plan.ts';
import { weakerObjects } from './weaker/index.ts';

type Facts = NonNullable<Parameters<typeof buildNetworkModel>[1]>['facts'];

/** One network before and after a change. */
export interface BeforeAndAfter {
  readonly network: string;
  readonly before: readonly KubernetesObject[];
  readonly after: readonly KubernetesObject[];
  /** The objects that differ between the two. @default those that are not the very same value on both sides */
  readonly transitions?: readonly ObjectTransition[];
  readonly facts: Facts;
}

/** Everything that a change opens: connections, rights, exposure, weaker baselines. */
export function wideningReasons(change: BeforeAndAfter): ClassReason[] {
  return [
    ...gainedReachability(change),
    ...gainedPrivileges(change),
    ...weakerObjects(change.transitions ?? differing(change)),
  ];
}

function differing({ before, after }: BeforeAndAfter): ObjectTransition[] {
  const was = new Map(before.map((object) => [objectKey(object), object]));
  const is = new Set(after.map(objectKey));
  const gone = before.filter((object) => !is.has(objectKey(object)));
  return [
    ...gone.map((object): ObjectTransition => ({ before: object, after: undefined })),
    ...after.flatMap((object): ObjectTransition[] => {
      const earlier = was.get(objectKey(object));
      return earlier === object ? [] : [{ before: earlier, after: object }];
    }),
  ];
}

function gainedReachability({ network, before, after, facts }: BeforeAndAfter): ClassReason[] {
  const model = (objects: readonly KubernetesObject[]) => buildNetworkModel([...objects], { network, facts });
  return difference(model(before), model(after)).gained.map(({ from, to, protocol, ports, pairs: count }) => ({
    class: 'widening',
    kind: 'reachability',
    subject: `${from} → ${to}`,
    detail: `${protocol} ${ports}${count > 1 ? ` (${count} pairs)` : ''}`,
  }));
}

/** Rights, one by one, so that a rule written otherwise is no gain; a wildcard is a right of its own. */
function gainedPrivileges({ before, after }: BeforeAndAfter): ClassReason[] {
  const held = rightsOf(before);
  const reasons = new Map<string, ClassReason>();
  for (const [right, { subject, detail }] of rightsOf(after)) {
    if (held.has(right)) continue;
    reasons.set(`${subject} ${detail}`, { class: 'widening', kind: 'privilege', subject, detail });
  }
  return [...reasons.values()];
}

function rightsOf(objects: readonly KubernetesObject[]): Map<string, { subject: string; detail: string }> {
  const rights = new Map<string, { subject: string; detail: string }>();
  for (const { subject, namespace, apiGroups, resources, verbs } of grantsOf(objects)) {
    const who = subjectText(subject);
    for (const group of apiGroups)
      for (const resource of resources)
        for (const verb of verbs) {
          const detail = `${verb} ${resource}${group ? `.${group}` : ''} in ${namespace ?? 'every namespace'}`;
          rights.set(`${who} ${detail}`, { subject: who, detail });
        }
  }
  return rights;
}
