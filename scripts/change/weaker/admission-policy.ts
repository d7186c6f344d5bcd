import { waiversAnnotation } from '../../../policies/admission/live-waivers.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { type Fields, fields, ifPresent, list, spec, valued } from './fields.ts';

/**
 * ValidatingAdmissionPolicy (KEP-3488). It refuses only, so a new one weakens nothing. A validation that is written
 * otherwise may let more in (a compiled waiver does), so each counts as it stands.
 */
export function policyAspects(object: KubernetesObject): Aspects {
  const { validations, variables, auditAnnotations, matchConditions, matchConstraints, failurePolicy, paramKind } =
    spec(object);
  const written = list(variables).map((one) => valued('admission', 'variable', pick(one, 'name', 'expression')));
  return {
    bearings: [
      ...narrowing(fields(matchConstraints)),
      ...list(matchConditions).map((one) => valued('admission', 'judges only where', fields(one).expression)),
      ...(failurePolicy === 'Ignore'
        ? [{ key: 'ignores', kind: 'admission', detail: 'failures let everything in' } as const]
        : []),
      ...ifPresent('admission', 'parameters of kind', paramKind),
      ...waivers(object),
    ],
    guards: [
      ...list(validations).map((one) => valued('admission', 'validation', fields(one).expression)),
      ...list(auditAnnotations).map((one) => valued('admission', 'audit annotation', one)),
      ...written,
      ...rules(fields(matchConstraints)),
      ...ifPresent('admission', 'parameters of kind', paramKind),
    ],
  };
}

/** ValidatingAdmissionPolicyBinding: which policy acts where, and how. */
export function bindingAspects(object: KubernetesObject): Aspects {
  const { policyName, paramRef, matchResources, validationActions } = spec(object);
  const narrowed = fields(matchResources);
  return {
    bearings: [
      ...narrowing(narrowed),
      // Without rules of its own a binding takes those of its policy; rules narrow it.
      ...ifPresent('admission', 'binds only for', narrowed.resourceRules),
      ...ifPresent('admission', 'with parameters', paramRef),
    ],
    guards: [
      valued('admission', 'binds policy', policyName),
      ...list(validationActions).map((action) => valued('admission', 'action', action)),
      ...ifPresent('admission', 'with parameters', paramRef),
    ],
  };
}

/** What takes requests out of a policy's sight. An empty selector selects everything. */
export function narrowing(match: Fields): Aspect[] {
  const exact = match.matchPolicy === 'Exact';
  return [
    ...ifPresent('admission', 'only in namespaces', match.namespaceSelector),
    ...ifPresent('admission', 'only objects', match.objectSelector),
    ...list(match.excludeResourceRules).map((rule) => valued('admission', 'excludes', withoutDefaults(rule))),
    ...(exact ? [{ key: 'exact', kind: 'admission', detail: 'other versions of an object pass' } as const] : []),
  ];
}

export function rules(match: Fields): Aspect[] {
  return list(match.resourceRules).map((rule) => valued('admission', 'judges', withoutDefaults(rule)));
}

function withoutDefaults(rule: unknown): Fields {
  const { scope, ...rest } = fields(rule);
  return scope === undefined || scope === '*' ? rest : { ...rest, scope };
}

/** Waivers that are compiled in: a later last day is more. */
function waivers({ metadata }: KubernetesObject): Aspect[] {
  const entries = (metadata.annotations?.[waiversAnnotation] ?? '').split(' ').filter((one) => one.includes('='));
  return entries.map((entry): Aspect => {
    const [id, until] = entry.split('=') as [string, string];
    return {
      key: `waiver ${id}`,
      kind: 'waiver',
      detail: `waiver ${id} until ${until}`,
      size: Date.parse(until) || 1e15,
    };
  });
}

function pick(value: unknown, ...names: readonly string[]): Fields {
  const from = fields(value);
  return Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
}
