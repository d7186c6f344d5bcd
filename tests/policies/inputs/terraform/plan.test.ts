import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convertPlan } from '../../../../policies/inputs/terraform/plan.ts';
import { isUnknown, unknownMarker } from '../../../../policies/inputs/unknown.ts';

/** From "terraform show -json" (Terraform 1.11, provider 2.38), without what names providers and their versions. */
const plan = JSON.parse(readFileSync(new URL('plan.generated.json', import.meta.url), 'utf8'));
const result = convertPlan(plan, { file: 'court.plan', network: 'court-net' });

function object(address: string): Record<string, unknown> {
  return result.objects.find(({ source }) => source.address === address)!.object;
}

describe('a plan', () => {
  it('yields the objects of its root module and of child modules, instance by instance', () => {
    expect(result.errors).toEqual([]);
    expect(result.objects.map(({ source }) => source.address)).toEqual([
      'kubernetes_deployment_v1.web',
      'kubernetes_namespace_v1.court',
      'kubernetes_network_policy_v1.np',
      'kubernetes_secret_v1.s',
      'kubernetes_service_v1.s',
      'module.inner.kubernetes_config_map_v1.c[0]',
      'module.inner.kubernetes_config_map_v1.c[1]',
    ]);
    expect(object('module.inner.kubernetes_config_map_v1.c[1]')).toMatchObject({
      metadata: { name: 'c1' },
      data: { x: 'y' },
    });
    expect(result.foreign).toMatchObject([{ type: 'terraform_data' }]);
  });

  it('has references between its resources resolved by Terraform', () => {
    expect(object('kubernetes_deployment_v1.web').metadata).toEqual({ name: 'web', namespace: 'court' });
  });

  it('marks what is declared and known only after apply, inside dynamic blocks too', () => {
    const { template } = object('kubernetes_deployment_v1.web').spec as { template: { spec: unknown } };
    expect(template.spec).toMatchObject({
      hostNetwork: unknownMarker('terraform_data.later.id'),
      containers: [{ image: unknownMarker('terraform_data.later.id'), env: [{ name: 'A', value: unknownMarker('') }] }],
    });
    expect(result.unknowns.map(({ path, withheld }) => [path, withheld])).toEqual([
      ['spec.template.spec.containers[0].env[0].value', false],
      ['spec.template.spec.containers[0].image', false],
      ['spec.template.spec.hostNetwork', false],
      ['metadata.name', true],
      ['data', false],
    ]);
  });

  it('leaves out what nobody declares and the server assigns', () => {
    expect(object('kubernetes_service_v1.s').spec).toEqual({
      ports: [{ port: 80, protocol: 'TCP' }],
      publishNotReadyAddresses: false,
      sessionAffinity: 'None',
      type: 'ClusterIP',
    });
  });

  it('keeps empty blocks that mean everything, and no empty block that means nothing', () => {
    expect(object('kubernetes_network_policy_v1.np').spec).toEqual({
      ingress: [{}],
      podSelector: {},
      policyTypes: ['Ingress'],
    });
  });
});

describe('a plan without its configuration', () => {
  it('counts every value known only after apply as unknown, since nothing says what was declared', () => {
    const { unknowns } = convertPlan({ ...plan, configuration: undefined }, { file: 'court.plan' });
    expect(unknowns.map(({ path }) => path)).toContain('spec.clusterIP');
  });
});

it('values that Terraform marks sensitive are listed by their path in the object', () => {
  const resource = (type: string, values: object, marks: object) => {
    return { address: `${type}.x`, mode: 'managed', type, values, sensitive_values: marks };
  };
  const env = { metadata: [{}], spec: [{ template: [{ spec: [{ container: [{}, { env: [{ value: true }] }] }] }] }] };
  const { sensitive } = convertPlan(
    {
      planned_values: {
        root_module: {
          resources: [
            resource('kubernetes_secret_v1', { metadata: [{ name: 's' }] }, { data: true, metadata: [{}] }),
            resource('kubernetes_config_map_v1', { metadata: [{ name: 'c' }] }, { data: { pin: true } }),
            resource('kubernetes_deployment_v1', { metadata: [{ name: 'd' }] }, env),
          ],
        },
      },
    },
    { file: 'p' },
  );
  expect(sensitive.map(({ source, path }) => `${source.address}: ${path}`)).toEqual([
    'kubernetes_secret_v1.x: data',
    'kubernetes_config_map_v1.x: data.pin',
    'kubernetes_deployment_v1.x: spec.template.spec.containers[1].env[0].value',
  ]);
});

it('write-only values, which no plan shows, are unknown rather than absent', () => {
  const values = { metadata: [{ name: 's' }], data: null, data_wo: null, data_wo_revision: 1 };
  const resource = { address: 'kubernetes_secret_v1.x', mode: 'managed', type: 'kubernetes_secret_v1', values };
  const { objects } = convertPlan({ planned_values: { root_module: { resources: [resource] } } }, { file: 'p' });
  expect(objects[0]!.object.data).toEqual(unknownMarker('data_wo'));
});

it('an inlined block known only after apply makes unknown what holds it', () => {
  const address = 'kubernetes_persistent_volume_v1.x';
  const values = { metadata: [{ name: 'v' }], spec: [{ capacity: { storage: '1Gi' } }] };
  const { objects, unknowns } = convertPlan(
    {
      planned_values: {
        root_module: { resources: [{ address, mode: 'managed', type: 'kubernetes_persistent_volume_v1', values }] },
      },
      resource_changes: [
        { address, change: { actions: ['create'], after_unknown: { spec: [{ persistent_volume_source: true }] } } },
      ],
    },
    { file: 'p' },
  );
  expect(isUnknown(objects[0]!.object.spec)).toBe(true);
  expect(unknowns).toMatchObject([{ path: 'spec' }]);
});

describe('changes', () => {
  const change = (actions: string[]) => ({
    address: 'kubernetes_role_v1.gone',
    mode: 'managed',
    type: 'kubernetes_role_v1',
    change: { actions },
  });
  const withChange = (actions: string[]) =>
    convertPlan({ ...plan, resource_changes: [change(actions)] }, { file: 'p' });

  it('that delete are listed as removals', () => {
    expect(withChange(['delete']).removals).toEqual([
      { source: { file: 'p', address: 'kubernetes_role_v1.gone' }, type: 'kubernetes_role_v1' },
    ]);
  });

  it('without a planned value are errors', () => {
    expect(withChange(['update']).errors).toMatchObject([{ source: { address: 'kubernetes_role_v1.gone' } }]);
  });
});

it('a plan that Terraform could not finish is an error, whatever it shows', () => {
  expect(convertPlan({ ...plan, errored: true }, { file: 'p' }).errors).toMatchObject([{ path: 'errored' }]);
});
