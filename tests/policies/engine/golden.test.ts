import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleParts, judgeExample } from '../../../policies/judge-example.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { normalise } from '../../../policies/normalise.ts';
import { podTemplateOf } from '../../../policies/pod-template.ts';
import { type Example, isEstateRule, type ObjectRule } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { kindExamples } from './kind-examples.ts';

const directory = join(import.meta.dirname, '../../golden/examples');
const command = 'run: npm exec -- node tests/golden/examples/record.ts';

type Side = 'compliant' | 'violating';

function goldenOf(rule: ObjectRule): Record<Side, (KubernetesObject | null)[]> {
  const file = join(directory, `${rule.id}.json`);
  if (!existsSync(file)) throw new Error(`no recording of ${rule.id}; ${command}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The example as the server returned it, in the namespace it was written for. */
function withObject(example: Example, object: KubernetesObject): Example {
  return { ...exampleParts(example), object };
}

/** Fields of `own` that the server has otherwise or not at all. */
function differences(own: unknown, server: unknown, path = ''): string[] {
  if (own === null && server === undefined) return [];
  // Storage makes null of an empty list that admission still sees.
  if (JSON.stringify([own, server]) === '[[],null]' || JSON.stringify([own, server]) === '[null,[]]') return [];
  if (typeof own !== 'object' || own === null || typeof server !== 'object' || server === null) {
    return own === server ? [] : [`${path}: ${JSON.stringify(own)}, server ${JSON.stringify(server)}`];
  }
  return Object.entries(own).flatMap(([key, value]) =>
    differences(value, (server as Record<string, unknown>)[key], `${path}.${key}`),
  );
}

/** What the service account's token adds to Pods, and tolerations of all: made up by the server. */
function withoutServerMade(spec: unknown): unknown {
  const text = JSON.stringify(spec, (key, value) => {
    if (key === 'tolerations') return undefined;
    if ((key !== 'volumes' && key !== 'volumeMounts') || !Array.isArray(value)) return value;
    const kept = value.filter(({ name }: { name: string }) => !name.startsWith('kube-api-access-'));
    return kept.length === 0 ? undefined : kept;
  });
  return JSON.parse(text);
}

const rules = allRules.filter((rule): rule is ObjectRule => !isEstateRule(rule));

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  it.each(['compliant', 'violating'] as const)(
    'judges its %s examples as written and as the server returned them alike',
    (side) => {
      const golden = goldenOf(rule);
      expect(golden[side].length, `the examples have changed; ${command}`).toBe(rule.examples[side].length);
      rule.examples[side].forEach((example: Example, at) => {
        const returned = golden[side][at];
        if (!returned) return;
        const written = judgeExample(rule, example);
        const live = judgeExample(rule, withObject(example, returned));
        expect(live.verdict, `${side} ${at + 1}: ${live.findings[0]?.message}`).toBe(written.verdict);
        expect(live.findings.map(({ path, message }) => [path, message])).toEqual(
          written.findings.map(({ path, message }) => [path, message]),
        );
      });
    },
  );

  it.each(['compliant', 'violating'] as const)('normalises its %s examples to what the server returned', (side) => {
    const golden = goldenOf(rule);
    rule.examples[side].forEach((example: Example, at) => {
      const returned = golden[side][at];
      if (!returned) return;
      const { object } = exampleParts(example);
      const own = normalise(object);
      expect(
        differences(own.spec, returned.spec, 'spec'),
        `${side} ${at + 1}; if the example has changed, ${command}`,
      ).toEqual([]);
      const template = podTemplateOf(own);
      if (!template) return;
      const server = withoutServerMade(podTemplateOf(normalise(returned))!.spec);
      expect(differences(server, withoutServerMade(template.spec), 'template')).toEqual([]);
    });
  });
});

/** Fields that the server fills in by allocation, and that nothing off-line can know. */
const allocated = /^(spec\.(selector|template\.metadata\.labels)\b|metadata\b)/;

it.each(kindExamples.map((example, at) => [at + 1, example.kind, example] as const))(
  'normalises kind example %i, a %s, to what the server returned',
  (at, _kind, example) => {
    const recorded: (KubernetesObject | null)[] = JSON.parse(readFileSync(join(directory, 'kinds.json'), 'utf8'));
    expect(recorded.length, command).toBe(kindExamples.length);
    const server = recorded[at - 1]!;
    const { metadata: _own, status: _status, ...own } = normalise(example);
    expect(Object.entries(own).flatMap(([key, value]) => differences(value, server[key], key))).toEqual([]);
    const back = normalise(server);
    const template = podTemplateOf(back);
    if (template && example.kind !== 'Pod')
      expect(differences(template.spec, podTemplateOf(normalise(example))!.spec)).toEqual([]);
    const { metadata: _metadata, status: _state, spec, ...rest } = back;
    const absent = differences({ ...rest, ...(example.kind === 'Pod' ? {} : { spec }) }, own).map((one) =>
      one.replace(/^\./, ''),
    );
    expect(absent.filter((one) => !allocated.test(one) && !madeByServer.test(one))).toEqual([]);
  },
);

const madeByServer =
  /^spec\.(clusterIPs?|ipFamil|nodePort|ports\.0\.nodePort|healthCheckNodePort|volumeName|podPriority|metrics|behavior|manualSelector)/;
