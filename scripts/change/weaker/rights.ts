import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { fields, ifPresent, list, valued } from './fields.ts';

/**
 * Roles and bindings beside the comparison of what each subject may do: that one knows no resource names, no URLs and no
 * role that is bound only later.
 */
export function roleAspects(object: KubernetesObject): Aspects {
  const { rules, aggregationRule } = object as { rules?: unknown; aggregationRule?: unknown };
  const aggregated = Object.entries(object.metadata.labels ?? {}).filter(([key]) => key.includes('aggregate-to-'));
  return {
    powers: aggregated.map(([key]) => valued('privilege', 'adds to every role that gathers', key)),
    bearings: [
      ...list(rules).flatMap((rule) => atoms(fields(rule))),
      ...ifPresent('privilege', 'gathers roles', aggregationRule),
    ],
  };
}

function atoms(rule: Readonly<Record<string, unknown>>): Aspect[] {
  const names = list(rule.resourceNames).length > 0 ? list(rule.resourceNames) : [undefined];
  const resources = list(rule.apiGroups).flatMap((group) =>
    list(rule.resources).map((resource) => (group === '' ? `${resource}` : `${resource}.${group}`)),
  );
  const targets = [...resources, ...list(rule.nonResourceURLs).map(String)];
  return list(rule.verbs).flatMap((verb) =>
    targets.flatMap((target) =>
      names.map((name) => valued('privilege', `may ${verb}`, name === undefined ? target : `${target} ${name}`)),
    ),
  );
}

export function roleBindingAspects(object: KubernetesObject): Aspects {
  const { subjects, roleRef } = object as { subjects?: unknown; roleRef?: unknown };
  const { kind, name } = fields(roleRef);
  return {
    powers: list(subjects).map((subject) => {
      const { kind: type, name: who, namespace } = fields(subject);
      return valued('privilege', `binds ${kind} ${name} to`, `${type} ${namespace ? `${namespace}/` : ''}${who}`);
    }),
  };
}

/** An account whose token is mounted unless a pod says otherwise, and what a cloud or a pod may draw from it. */
export function accountAspects(object: KubernetesObject): Aspects {
  const account = object as { automountServiceAccountToken?: unknown; imagePullSecrets?: unknown; secrets?: unknown };
  const annotations = Object.entries(object.metadata.annotations ?? {});
  return {
    powers: [
      ...(account.automountServiceAccountToken === false
        ? []
        : [{ key: 'automount', kind: 'credential', detail: 'its token is mounted into pods' } as const]),
      ...list(account.imagePullSecrets).map((one) =>
        valued('credential', 'pulls images with secret', fields(one).name),
      ),
      ...list(account.secrets).map((one) => valued('credential', 'holds secret', fields(one).name)),
    ],
    bearings: annotations.map(([key, value]) => valued('privilege', `annotation ${key}`, value)),
    guards: annotations.map(([key, value]) => valued('privilege', `annotation ${key}`, value)),
  };
}
