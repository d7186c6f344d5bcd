import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { FadunError, inBoth } from '../../errors.ts';
import type { LiveObject } from '../client/live.ts';
import { compareDeclared } from '../direct/compare/declared-fields.ts';
import type { Difference } from '../direct/compare/difference.ts';
import { formatPath } from '../direct/compare/field-set.ts';
import { prepareObjects } from '../direct/desired.ts';
import type { EngineTarget } from '../engine.ts';
import type { PlannedStack } from './plan-stacks.ts';

/**
 * What gate and proof judged are the rendered objects: the plans must hold these and no others.
 * @throws FadunError naming what differs
 */
export function requireJudgedObjects({ network, objects }: EngineTarget, planned: readonly PlannedStack[]): void {
  const judged = new Map(prepareObjects(objects).map((object) => [objectKey(object), object]));
  const faults: Text[] = [];
  for (const { plan } of planned) {
    for (const [address, object] of plan.objects) {
      const key = objectKey(object);
      const known = judged.get(key);
      if (!known)
        faults.push({ zh: `${plan.stack}：${address} 未经审核`, en: `${plan.stack}: ${address} was not judged` });
      else
        faults.push(
          ...unjudgedFields(known, object, plan.found(address)).map((field) =>
            inBoth(`${plan.stack}: ${address}: ${field}`),
          ),
        );
      judged.delete(key);
    }
  }
  for (const key of judged.keys())
    faults.push({ zh: `${key} 已经审核，却不在任何栈中`, en: `${key} was judged and is in no stack` });
  if (faults.length === 0) return;
  const shown = (language: keyof Text) =>
    faults
      .slice(0, 20)
      .map((fault) => fault[language])
      .join('\n  ');
  throw new FadunError(
    `terraform plan of ${network}`,
    { zh: `与审核的不符：\n  ${shown('zh')}`, en: `it is not what was judged:\n  ${shown('en')}` },
    {
      zh: '请重新合成；如仍不符，则提供程序的版本不是转换器所知的版本。',
      en: 'Synthesise again; if it stays, the provider is not of the version that the converter knows.',
    },
    1,
  );
}

/**
 * Fields in which a planned object is not the judged one. A plan also holds what terraform has read of the object that it
 * found (an address that it was given, a default): what the object had and the plan leaves as it is, is no change.
 */
export function unjudgedFields(
  judged: KubernetesObject,
  planned: KubernetesObject,
  found?: KubernetesObject,
): string[] {
  const [prepared] = prepareObjects([planned]) as [KubernetesObject];
  const missing = compareDeclared(judged, prepared as LiveObject).differences.map(field);
  const additional = compareDeclared(prepared, judged as LiveObject)
    .differences.filter(isGiven)
    .map(field);
  const changing = found && new Set(compareDeclared(prepared, foundLive(found)).differences.map(field));
  return [...new Set([...missing, ...additional.filter((one) => changing?.has(one) ?? true)])];
}

function foundLive(found: KubernetesObject): LiveObject {
  const [prepared] = prepareObjects([found]);
  return prepared as LiveObject;
}

function field({ path }: Difference): string {
  return formatPath(path);
}

/** Numbers and texts whose 0 or empty is a value of its own (pointers in `k8s.io/api`): root, no replica, no class. */
const meantWhenZero: ReadonlySet<string> = new Set([
  ...['runAsUser', 'runAsGroup', 'fsGroup', 'replicas', 'terminationGracePeriodSeconds', 'revisionHistoryLimit'],
  ...['minAvailable', 'maxUnavailable', 'maxSurge', 'partition', 'storageClassName'],
]);

/**
 * The provider's schema knows no absent number or text: 0 and the empty say that none was given, but where they are values
 * of their own. False is a value.
 */
function isGiven({ path, expected }: Difference): boolean {
  const last = path.at(-1);
  return !isEmpty(expected) || (last !== undefined && 'field' in last && isMeant(last.field, expected));
}

function isMeant(field: string, value: unknown): boolean {
  return meantWhenZero.has(field) && (value === 0 || value === '');
}

function isEmpty(value: unknown): boolean {
  if (value === 0 || value === '' || value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return (
    typeof value === 'object' && Object.entries(value).every(([name, inner]) => isEmpty(inner) && !isMeant(name, inner))
  );
}
