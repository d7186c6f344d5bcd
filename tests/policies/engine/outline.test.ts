import { describe, expect, it } from 'vitest';
import { estate } from '../../../policies/estate.ts';
import { deployment, object } from '../../../policies/examples.ts';
import { contractLabel, outlineOf } from '../../../policies/outline.ts';
import { podTemplateOf } from '../../../policies/pod-template.ts';

const ports = [{ name: 'metrics', containerPort: 9464 }];
const env = [{ name: 'LEVEL', value: '3' }];

describe('the outline of an object', () => {
  it('is the same whatever an edit does to images, environment and resources, and another when ports change', () => {
    const before = outlineOf(deployment({ ports, env }));
    expect(outlineOf(deployment({ ports, env: [], image: 'registry.example/other:1', resources: {} }))).toEqual(before);
    expect(outlineOf(deployment({ ports: [], env }))).not.toEqual(before);
  });

  it('keeps everything of a workload but the inside of its containers', () => {
    const written = deployment({ ports, env }, { hostNetwork: true, serviceAccountName: 'web' });
    const { containers: _, ...rest } = podTemplateOf(written)!.spec as Record<string, unknown>;
    const { containers, ...kept } = podTemplateOf(outlineOf(written))!.spec as Record<string, unknown>;
    expect(kept).toEqual(rest);
    expect(containers).toMatchObject([{ ports }]);
    expect(JSON.stringify(containers)).not.toContain('LEVEL');
  });

  it('keeps the content of contracts and of no other ConfigMap or Secret', () => {
    const data = { 'contract.json': '{}' };
    const map = (labels: Record<string, string>) => object('v1', 'ConfigMap', { data }, { name: 'a', labels });
    expect(outlineOf(map({ [contractLabel]: 'entrance' }))).toHaveProperty('data', data);
    expect(outlineOf(map({}))).not.toHaveProperty('data');
    expect(outlineOf(object('v1', 'Secret', { stringData: { key: 'x' } }))).not.toHaveProperty('stringData');
  });

  it('leaves what has nothing to leave out as it is, lists that are none included', () => {
    const service = object('v1', 'Service', { spec: { ports: [{ port: 80 }] } });
    expect(outlineOf(service)).toBe(service);
    const outline = outlineOf(deployment({ ports, env }));
    expect(outlineOf(outline)).toBe(outline);
    const pod = object('v1', 'Pod', { spec: { containers: { $unknown: 'var.containers' } } });
    expect(outlineOf(pod)).toEqual(pod);
  });

  it('is all that estate rules are given', () => {
    const [one] = estate([deployment({ ports, env })]).ofKind('Deployment');
    expect(JSON.stringify(one!.object)).not.toContain('LEVEL');
  });
});
