import { describe, expect, it } from 'vitest';
import types from '../../../policies/inputs/terraform/kubernetes-types.generated.json' with { type: 'json' };
import { exampleParts, judgeExample } from '../../../policies/judge-example.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { normalise } from '../../../policies/normalise.ts';
import { podTemplateOf } from '../../../policies/pod-template.ts';
import { type Example, isEstateRule, type ObjectRule } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import type { FindingObject } from '../../../policies/verdict.ts';

/** Kubernetes types; of a template's metadata the two parts that a pod gets from it. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...types.types,
  V1PodTemplateSpec: { metadata: 'TemplateMetadata', spec: 'V1PodSpec' },
  TemplateMetadata: { labels: '{string', annotations: '{string' },
};
type Fields = Readonly<Record<string, unknown>>;

const stepsOf = (path: string) => [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => index ?? name!);

/** The first step that leads nowhere: to no item of the list, or to a field that the API does not know. */
function lostAt(object: KubernetesObject, path: string): string | undefined {
  let value: unknown = object;
  let type: string | undefined = Object.keys(table).find((name) => name.replace(/^V\d/, '') === object.kind);
  if (!type) return steppedOff(object, path);
  for (const step of stepsOf(path)) {
    if (type === undefined) return step;
    if (type.startsWith('[')) {
      value = Array.isArray(value) ? value[Number(step)] : undefined;
      if (value === undefined) return `[${step}]`;
      type = type.slice(1);
    } else {
      value = (value as Fields | undefined)?.[step];
      type = type.startsWith('{') ? type.slice(1) : table[type]?.[step];
      if (type === undefined) return step;
    }
  }
  return undefined;
}

/** The same for custom resources: the field is there, or what it would stand in. */
function steppedOff(object: KubernetesObject, path: string): string | undefined {
  const steps = stepsOf(path);
  let value: unknown = object;
  for (const step of steps.slice(0, -1)) {
    value = (value as Fields | undefined)?.[step];
    if (value === undefined) return step;
  }
  return undefined;
}

/** The example with its pod as the template of other kinds, for a rule on pod templates. */
function placedIn(rule: ObjectRule, example: Example): readonly Example[] {
  const { object, ...rest } = exampleParts(example);
  const template = rule.targets.template ? podTemplateOf(object) : undefined;
  if (!template) return [example];
  const { namespace } = object.metadata;
  const metadata = { name: 'example', ...(namespace === undefined ? {} : { namespace }) };
  const inside = { metadata: template.metadata, spec: template.spec };
  const selector = { matchLabels: { app: 'example' } };
  return [
    example,
    { ...rest, object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { selector, template: inside } } },
    {
      ...rest,
      object: {
        ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata },
        spec: { schedule: '0 2 * * *', jobTemplate: { spec: { template: inside } } },
      },
    },
  ];
}

describe('the path of a finding leads to a field of the object at fault, or to where it is missing', () => {
  it.each(allRules.filter((rule) => !isEstateRule(rule)).map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
    const found = rule.examples.violating.flatMap((example) =>
      placedIn(rule as ObjectRule, example as Example).flatMap((placed) => {
        const object = normalise(exampleParts(placed).object);
        return judgeExample(rule, placed).findings.map(({ path }) => ({ kind: object.kind, path, object }));
      }),
    );
    expect(found.length).toBeGreaterThanOrEqual(rule.examples.violating.length);
    const lost = found.filter(({ object, path }) => lostAt(object, path) !== undefined);
    expect(lost.map(({ kind, path }) => `${kind} ${path}`)).toEqual([]);
  });

  it('for rules over an estate too, where the object is there', () => {
    const judged = allRules.filter(isEstateRule).flatMap((rule) =>
      rule.examples.violating.flatMap((estate) =>
        judgeExample(rule, estate).findings.flatMap((finding) => {
          const found = estate.objects.find(({ object }) => isMeant(object, finding.object));
          return found ? [{ rule: rule.id, path: finding.path, lost: lostAt(found.object, finding.path) }] : [];
        }),
      ),
    );
    expect(judged.length).toBeGreaterThan(50);
    expect(judged.filter(({ lost }) => lost !== undefined)).toEqual([]);
  });
});

function isMeant({ kind, metadata }: KubernetesObject, named: FindingObject): boolean {
  return kind === named.kind && metadata.name === named.name && metadata.namespace === named.namespace;
}
