import { describe, expect, it } from 'vitest';
import { type CachePart, digest, emptyCache, judgeParts } from '../../../policies/cache.ts';
import { object, pod, securityContext } from '../../../policies/examples.ts';
import { judge } from '../../../policies/judge.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { rule } from '../../../policies/rule.ts';
import { pssRules } from '../../../policies/rules/pss/index.ts';
import { kinds } from '../../../policies/targets.ts';

const today = '2026-06-01';
const privileged = pod(securityContext({ privileged: true }));

/** Parts that count how often they are read. */
function part(file: string, objects: readonly KubernetesObject[], reads: string[] = []): CachePart {
  const sourced = objects.map((one, at) => ({ object: one, source: { file, address: String(at) } }));
  return {
    key: digest(file, JSON.stringify(objects)),
    objects: () => {
      reads.push(file);
      return sourced;
    },
  };
}

const tiered = rule({
  ...{ id: 'tiered', title: { en: 'x', zh: 'x' }, reason: 'x', severity: 'high', controls: [], basis: 'object' },
  ...{ targets: kinds('Service'), expression: '!("tier" in namespaceLabels)', message: 'x', remedy: 'x' },
  examples: { compliant: [pod()], violating: [pod()] },
});

describe('verdicts from the cache', () => {
  it('are those of judging everything at once', () => {
    const files = [part('a', [pod(), privileged]), part('b', [privileged]), part('c', [pod()])];
    const options = { rules: pssRules, today };
    const cache = emptyCache();
    const whole = judge(
      files.flatMap((one) => one.objects()),
      options,
    );
    for (const _time of [1, 2]) expect(judgeParts(files, options, cache)).toEqual(whole);
  });

  it('survive JSON, and only what has changed is read again', () => {
    const cache = emptyCache();
    const reads: string[] = [];
    judgeParts([part('a', [pod()], reads), part('b', [pod()], reads)], { rules: pssRules, today }, cache);
    const stored = JSON.parse(JSON.stringify([...cache.verdicts]));
    reads.length = 0;
    const again = { namespaces: cache.namespaces, verdicts: new Map(stored) as typeof cache.verdicts };
    const result = judgeParts(
      [part('a', [pod()], reads), part('b', [privileged], reads)],
      { rules: pssRules, today },
      again,
    );
    expect(reads).toEqual(['b']);
    expect(result.findings.some((finding) => finding.rule === 'no-privileged-containers')).toBe(true);
  });

  it.each<[string, object]>([
    ['the rules', { rules: pssRules.slice(1) }],
    ['the day', { today: '2026-06-02' }],
    ['the waivers', { waivers: [{ id: 'w', rule: 'no-host-ports', scope: { kind: 'Pod', name: 'x' } }] }],
  ])('are dropped when %s change', (_what, changed) => {
    const cache = emptyCache();
    const reads: string[] = [];
    judgeParts([part('a', [pod()], reads)], { rules: pssRules, today }, cache);
    judgeParts([part('a', [pod()], reads)], { rules: pssRules, today, ...changed } as never, cache);
    expect(reads).toEqual(['a', 'a']);
  });

  it('follow a change of the namespace in another file', () => {
    const cache = emptyCache();
    const service = part('service', [object('v1', 'Service', { spec: {} }, { namespace: 'data' })]);
    const namespace = (labels: object) => part('namespace', [object('v1', 'Namespace', {}, { name: 'data', labels })]);
    const check = (labels: object) =>
      judgeParts([service, namespace(labels)], { rules: [tiered], today }, cache).verdicts;
    expect(check({})).toMatchObject({ pass: 1, fail: 0 });
    expect(check({ tier: 'data' })).toMatchObject({ pass: 0, fail: 1 });
  });
});
