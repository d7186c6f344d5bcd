import type { Estate } from './estate.ts';
import { judge } from './judge.ts';
import { estateOf, judgeEstate } from './judge-estate.ts';
import type { KubernetesObject, SourcedObject } from './kubernetes.ts';
import { type Example, type ExampleInNamespace, isEstateRule, type ObjectRule, type Rule } from './rule.ts';
import { clusterScopedKinds } from './targets.ts';
import { type Finding, type VerdictKind, verdictKinds } from './verdict.ts';

/** An example in full: the object, its namespace's labels, and the settings it is meant for. */
export function exampleParts(example: Example): ExampleInNamespace {
  return 'object' in example && 'kind' in (example.object as object)
    ? (example as ExampleInNamespace)
    : { object: example as KubernetesObject };
}

export interface ExampleVerdict {
  readonly verdict: VerdictKind;
  readonly findings: readonly Finding[];
}

/** What a rule says about one of its examples. The namespace of the object is part of the estate judged. */
export function judgeExample(rule: Rule, example: Example | Estate): ExampleVerdict {
  if (isEstateRule(rule)) {
    const { objects, facts } = example as Estate;
    const { counts, findings } = judgeEstate(rule, estateOf(objects, facts)(rule), { language: 'en' });
    return { verdict: verdictKinds.find((kind) => kind !== 'pass' && counts[kind] > 0) ?? 'pass', findings };
  }
  return judgeObjectExample(rule, example as Example);
}

function judgeObjectExample(rule: ObjectRule, example: Example): ExampleVerdict {
  const { object, namespaceLabels, settings } = exampleParts(example);
  const sourced: SourcedObject = { object, source: { file: 'example' } };
  const namespaces = clusterScopedKinds.has(object.kind) ? [] : [namespaceFor(object, namespaceLabels ?? {})];
  const options = { rules: [rule], today: '2026-01-01', namespaces, ...(settings ? { settings } : {}) };
  const { byRule, findings } = judge([sourced], options);
  const counts = byRule.get(rule.id)!;
  const verdict = verdictKinds.find((kind) => kind !== 'pass' && kind !== 'notApplicable' && counts[kind] > 0);
  return { verdict: verdict ?? (counts.pass > 0 ? 'pass' : 'notApplicable'), findings };
}

function namespaceFor(object: KubernetesObject, labels: Readonly<Record<string, string>>): SourcedObject {
  const name = object.metadata.namespace ?? 'default';
  const namespace: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  return { object: namespace, source: { file: 'example' } };
}
