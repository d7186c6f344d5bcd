// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform interpolates in plain text
import { describe, expect, it } from 'vitest';
import { convertibleResources } from '../../../../policies/inputs/terraform/resources.ts';
import { convertTerraform } from '../../../../policies/inputs/terraform/synthesised.ts';
import { unknownMarker } from '../../../../policies/inputs/unknown.ts';
import { everyKind } from './every-kind.ts';

type Bodies = Record<string, unknown>;

function convert(resource: Record<string, Bodies>, rest: object = {}) {
  return convertTerraform({ resource, ...rest }, { stack: 'test-stack', network: 'court-net' });
}

function only(type: string, body: unknown) {
  const { objects, errors } = convert({ [type]: { x: body } });
  expect(errors).toEqual([]);
  return objects[0]!.object;
}

function podOf(template: object) {
  const body = { metadata: { name: 'p' }, spec: template };
  return (only('kubernetes_pod_v1', body) as unknown as { spec: Record<string, unknown> }).spec;
}

const named = { metadata: { name: 'a', namespace: 'n' } };

describe('names', () => {
  it('become properties by case, abbreviation and number', () => {
    expect(podOf({ host_pid: true, host_ipc: true, container: [{ name: 'c', env_from: [], port: [] }] })).toMatchObject(
      {
        hostPID: true,
        hostIPC: true,
        containers: [{ name: 'c' }],
      },
    );
    const service = { ...named, spec: { cluster_ip: 'None', external_ips: ['192.0.2.1'], port: { port: 80 } } };
    expect(only('kubernetes_service_v1', service).spec).toEqual({
      clusterIP: 'None',
      externalIPs: ['192.0.2.1'],
      ports: [{ port: 80 }],
    });
  });

  it('that no rule finds come from the table', () => {
    expect(only('kubernetes_storage_class_v1', { metadata: { name: 'a' }, storage_provisioner: 'p' })).toMatchObject({
      provisioner: 'p',
    });
    const volume = { ...named, spec: { persistent_volume_source: { nfs: { path: '/p', server: 's' } } } };
    expect(only('kubernetes_persistent_volume_v1', volume).spec).toMatchObject({ nfs: { path: '/p', server: 's' } });
  });

  it('of the older aliases lead to the same objects', () => {
    expect(only('kubernetes_namespace', { metadata: { name: 'a' } })).toEqual(
      only('kubernetes_namespace_v1', { metadata: { name: 'a' } }),
    );
  });
});

describe('values', () => {
  it('turn into what Kubernetes wants by the type of the property', () => {
    const spec = podOf({
      container: [
        { name: 'c', security_context: { run_as_user: '1000' }, liveness_probe: { http_get: { port: '80' } } },
      ],
      toleration: [{ key: 'k', toleration_seconds: '30' }],
      volume: [{ name: 'v', config_map: { name: 'm', default_mode: '0440' } }],
    });
    expect(spec).toMatchObject({
      containers: [{ securityContext: { runAsUser: 1000 }, livenessProbe: { httpGet: { port: 80 } } }],
      tolerations: [{ tolerationSeconds: 30 }],
      volumes: [{ configMap: { defaultMode: 0o440 } }],
    });
  });

  it('that are a port by name stay text, percentages and quantities too', () => {
    const policy = {
      ...named,
      spec: { pod_selector: {}, policy_types: ['Egress'], egress: { ports: { port: 'https' } } },
    };
    expect(only('kubernetes_network_policy_v1', policy).spec).toMatchObject({
      egress: [{ ports: [{ port: 'https' }] }],
    });
    expect(
      only('kubernetes_resource_quota_v1', { ...named, spec: { hard: { pods: 10, 'requests.cpu': '1.5' } } }).spec,
    ).toEqual({ hard: { pods: '10', 'requests.cpu': '1.5' } });
  });

  it('of a Secret are encoded, those given in base64 are kept, both in one map', () => {
    const secret = { ...named, data: { plain: '密码' }, binary_data: { given: 'AAE=' } };
    expect(only('kubernetes_secret_v1', secret).data).toEqual({ plain: '5a+G56CB', given: 'AAE=' });
  });

  it('that do not fit are errors with address, path and without the object', () => {
    const body = {
      '//': { metadata: { path: 'site/web' } },
      ...named,
      spec: { type: 'ClusterIP', port: [{ port: 'eighty' }] },
    };
    const { objects, errors, counts } = convert({ kubernetes_service_v1: { web: body } });
    expect(objects).toEqual([]);
    expect(counts.failed).toBe(1);
    expect(errors).toEqual([
      {
        source: { file: 'test-stack', address: 'site/web' },
        path: 'spec.port[0].port',
        fault: '"eighty" is not an integer',
        remedy: 'Give an integer.',
      },
    ]);
  });

  it('of a Secret are not repeated in an error', () => {
    const { errors } = convert({ kubernetes_secret_v1: { x: { ...named, binary_data: { key: 'not base64!' } } } });
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toContain('not base64!');
  });

  it('named like prototype members are kept', () => {
    const body = JSON.parse('{"metadata": {"name": "a"}, "data": {"__proto__": "x", "constructor": "y"}}');
    expect(JSON.stringify(only('kubernetes_config_map_v1', body).data)).toBe('{"__proto__":"x","constructor":"y"}');
  });
});

describe('blocks', () => {
  it('that are empty keep their meaning: every pod, every peer, no medium', () => {
    const policy = { ...named, spec: { pod_selector: {}, policy_types: ['Ingress'], ingress: [{}] } };
    expect(only('kubernetes_network_policy_v1', policy).spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{}],
    });
    expect(podOf({ volume: { name: 'v', empty_dir: {} } })).toMatchObject({ volumes: [{ name: 'v', emptyDir: {} }] });
  });

  it('of a projected volume unfold into one source each, in the order of the provider', () => {
    const sources = { config_map: [{ name: 'm' }, { name: 'n' }], secret: { name: 's' } };
    expect(podOf({ volume: { name: 'v', projected: { sources } } })).toMatchObject({
      volumes: [
        {
          projected: {
            sources: [{ secret: { name: 's' } }, { configMap: { name: 'm' } }, { configMap: { name: 'n' } }],
          },
        },
      ],
    });
  });

  it('given twice where Kubernetes has one are an error', () => {
    const { errors } = convert({ kubernetes_pod_v1: { x: { ...named, spec: [{}, {}] } } });
    expect(errors).toMatchObject([{ path: 'spec', fault: '2 blocks stand where Kubernetes has one' }]);
  });

  it('that are dynamic are unknown as a whole, whatever stands beside them', () => {
    for (const spec of [
      { dynamic: { container: {} }, container: [{ name: 'c' }] },
      { container: [{ name: 'c' }], dynamic: [{ container: {} }] },
    ]) {
      expect(podOf(spec).containers).toEqual(unknownMarker('dynamic.container'));
    }
  });

  it('that are dynamic are unknown', () => {
    const { objects, unknowns } = convert({
      kubernetes_pod_v1: { x: { ...named, spec: { dynamic: { container: {} } } } },
    });
    expect(objects[0]!.object.spec).toMatchObject({ containers: unknownMarker('dynamic.container') });
    expect(unknowns).toMatchObject([{ path: 'spec.containers', withheld: false }]);
  });
});

describe('what the provider adds', () => {
  it('to every pod, overriding its service account', () => {
    expect(podOf({})).toEqual({
      automountServiceAccountToken: true,
      enableServiceLinks: true,
      shareProcessNamespace: false,
    });
  });

  it('yields to what is declared', () => {
    expect(podOf({ automount_service_account_token: false })).toMatchObject({ automountServiceAccountToken: false });
    const binding = { metadata: { name: 'a' }, subject: [{ kind: 'Group', name: 'g', namespace: '' }], role_ref: {} };
    expect(only('kubernetes_cluster_role_binding_v1', binding).subjects).toEqual([{ kind: 'Group', name: 'g' }]);
  });

  it('to a container that sets only some of its security context', () => {
    expect(podOf({ container: { name: 'c', security_context: { run_as_user: '1' } } })).toMatchObject({
      containers: [{ securityContext: { runAsNonRoot: false, allowPrivilegeEscalation: true, privileged: false } }],
    });
  });

  it('is left out where the provider leaves it out', () => {
    const spec = { type: 'ClusterIP', allocate_load_balancer_node_ports: true, port: { port: 1 } };
    expect(only('kubernetes_service_v1', { ...named, spec }).spec).not.toHaveProperty('allocateLoadBalancerNodePorts');
  });

  it('does not include its own arguments', () => {
    const body = {
      ...named,
      wait_for_rollout: false,
      timeouts: { create: '1m' },
      depends_on: ['x'],
      lifecycle: {},
      spec: {},
    };
    expect(Object.keys(only('kubernetes_deployment_v1', body))).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
  });

  it('is the namespace "default" for what has a namespace and declares none', () => {
    expect(only('kubernetes_role_v1', { metadata: { name: 'a' } }).metadata.namespace).toBe('default');
    expect(only('kubernetes_cluster_role_v1', { metadata: { name: 'a' } }).metadata).toEqual({ name: 'a' });
  });
});

describe('interpolations', () => {
  const namespace = { kubernetes_namespace_v1: { court: { metadata: { name: 'court' } } } };

  it('resolve through resources and locals of the same stack', () => {
    const body = {
      metadata: { name: 'a', namespace: '${kubernetes_namespace_v1.court.metadata[0].name}' },
      data: {
        greeting: 'to ${local.whom}, $${literally} 100%%{}',
        all: '${kubernetes_namespace_v1.court.metadata.0.name}',
      },
    };
    const { objects, unknowns } = convert(
      { ...namespace, kubernetes_config_map_v1: { x: body } },
      { locals: { whom: '${kubernetes_namespace_v1.court.metadata[0].name}' } },
    );
    expect(objects[1]!.object).toMatchObject({
      metadata: { namespace: 'court' },
      data: { greeting: 'to court, ${literally} 100%{}' },
    });
    expect(unknowns.map(({ path }) => path)).toEqual(['data.all']);
  });

  it('that nothing here resolves are unknown, with the path in the object', () => {
    const body = { ...named, data: { a: 'x ${data.terraform_remote_state.other.outputs.y} z' } };
    const { objects, unknowns, errors } = convert({ kubernetes_config_map_v1: { x: body } });
    expect(errors).toEqual([]);
    expect(objects[0]!.object.data).toEqual({ a: unknownMarker('data.terraform_remote_state.other.outputs.y') });
    expect(unknowns).toEqual([
      {
        source: { file: 'test-stack', address: 'kubernetes_config_map_v1.x' },
        path: 'data.a',
        reference: 'data.terraform_remote_state.other.outputs.y',
        withheld: false,
      },
    ]);
  });

  it('in an identity, and counts of instances, withhold the object and say so', () => {
    const { objects, unknowns, counts } = convert({
      kubernetes_config_map_v1: {
        nameless: { metadata: { name: '${random_id.x.hex}' } },
        generated: { metadata: { generate_name: 'a-' } },
        many: { ...named, for_each: '${var.sites}' },
      },
    });
    expect(objects).toEqual([]);
    expect(counts).toMatchObject({ resources: 3, withheld: 3 });
    const withheld = unknowns.filter((unknown) => unknown.withheld);
    expect(withheld.map(({ path }) => path)).toEqual(['metadata.name', 'metadata.name', 'for_each']);
  });

  it('in a circle end', () => {
    const circle = { metadata: { name: 'a' }, data: { a: '${kubernetes_config_map_v1.x.data.a}' } };
    expect(convert({ kubernetes_config_map_v1: { x: circle } }).unknowns).toHaveLength(1);
  });
});

describe('attributes that no API server accepts', () => {
  it.each([
    ['kubernetes_horizontal_pod_autoscaler', { metric: [{ type: 'Resource' }] }, 'spec.metric'],
    ['kubernetes_pod_v1', { volume: [{ name: 'v', local: { path: '/x' } }] }, 'spec.volume[0].local'],
    ['kubernetes_pod_v1', { constructor: 'x' }, 'spec.constructor'],
  ])('are refused with their path: %s', (type, spec, path) => {
    const { objects, errors } = convert({ [type]: { x: { ...named, spec } } });
    expect(objects).toEqual([]);
    expect(errors.map((error) => error.path)).toEqual([path]);
    expect(errors[0]!.fault).not.toBe('');
  });
});

it('the stack that is compared with the provider holds every kind but one, and converts whole', () => {
  const { errors, unknowns } = convertTerraform(everyKind('x'), { stack: 's' });
  expect([...errors, ...unknowns]).toEqual([]);
  const versioned = [...convertibleResources.keys()].filter((type) => /_v\d$/.test(type));
  const missing = versioned.filter((type) => !(type in everyKind('x').resource));
  expect(missing).toEqual(['kubernetes_certificate_signing_request_v1']);
});

describe('sources', () => {
  it('are the stack, the construct path and the network', () => {
    const body = { '//': { metadata: { path: 'site/court/web', uniqueId: 'web_1' } }, ...named };
    const { objects } = convert({ kubernetes_service_account_v1: { web_1: body } });
    expect(objects[0]).toMatchObject({
      source: { file: 'test-stack', address: 'site/court/web' },
      network: 'court-net',
    });
  });

  it('inside modules are an error, since synthesised JSON does not hold them', () => {
    const { errors, counts } = convert({}, { module: { network: { source: './network' } } });
    expect(errors).toMatchObject([{ source: { file: 'test-stack', address: 'module.network' } }]);
    expect(counts).toMatchObject({ resources: 1, failed: 1 });
  });

  it('of other providers are listed', () => {
    expect(convert({ random_id: { x: {} } }).foreign).toEqual([
      { source: { file: 'test-stack', address: 'random_id.x' }, type: 'random_id' },
    ]);
  });
});

describe('kubernetes_manifest', () => {
  it('passes its object through', () => {
    const manifest = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'a' },
      spec: { validations: [{ expression: 'object.spec.x == "$${y}"' }], matchConditions: [] },
    };
    const object = only('kubernetes_manifest', { manifest, field_manager: { name: 'f' } });
    expect(object).toEqual({
      ...manifest,
      spec: { validations: [{ expression: 'object.spec.x == "${y}"' }], matchConditions: [] },
    });
  });

  it('without a name is an error', () => {
    const { errors } = convert({ kubernetes_manifest: { x: { manifest: { apiVersion: 'v1', kind: 'Pod' } } } });
    expect(errors).toMatchObject([{ path: 'metadata.name' }]);
  });
});

it('converts 18,000 workloads in less than 2 seconds of processor time', () => {
  const container = {
    name: 'c',
    image: 'i',
    port: [{ container_port: 80 }],
    security_context: { run_as_user: '1000' },
  };
  const template = { metadata: { labels: { app: 'x' } }, spec: { container: [container, container] } };
  const bodies = Object.fromEntries(
    Array.from({ length: 18_000 }, (_, index) => [
      `d${index}`,
      { metadata: { name: `d${index}`, namespace: 'n' }, spec: { replicas: '2', template } },
    ]),
  );
  const start = process.threadCpuUsage();
  expect(convert({ kubernetes_deployment_v1: bodies }).counts.objects).toBe(18_000);
  const { user, system } = process.threadCpuUsage(start);
  expect((user + system) / 1_000).toBeLessThan(2_000);
});
