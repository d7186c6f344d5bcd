// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform interpolates in plain text
type Bodies = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const labels = { 'app.kubernetes.io/name': 'web' };
const selector = { match_labels: labels };
const image = 'registry.example/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

const probe = { http_get: { path: '/healthz', port: 'http', http_header: [{ name: 'X-Probe', value: 'yes' }] } };

const richPod = {
  automount_service_account_token: false,
  service_account_name: '${kubernetes_service_account_v1.web.metadata[0].name}',
  enable_service_links: false,
  termination_grace_period_seconds: 0,
  host_aliases: [{ ip: '192.0.2.7', hostnames: ['peer.example'] }],
  node_selector: { 'kubernetes.io/os': 'linux' },
  security_context: {
    run_as_non_root: true,
    run_as_user: '1000',
    fs_group: '2000',
    supplemental_groups: [3000],
    seccomp_profile: { type: 'RuntimeDefault' },
    sysctl: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
  },
  affinity: {
    node_affinity: {
      required_during_scheduling_ignored_during_execution: {
        node_selector_term: [{ match_expressions: [{ key: 'zone', operator: 'In', values: ['b', 'a'] }] }],
      },
    },
    pod_anti_affinity: {
      preferred_during_scheduling_ignored_during_execution: [
        { weight: 50, pod_affinity_term: { label_selector: selector, topology_key: 'zone', namespaces: ['other'] } },
      ],
    },
  },
  topology_spread_constraint: [
    { max_skew: 2, topology_key: 'zone', when_unsatisfiable: 'ScheduleAnyway', label_selector: selector },
    { topology_key: 'host', label_selector: selector },
  ],
  toleration: [
    { key: 'dedicated', value: 'data', effect: 'NoSchedule' },
    { key: 'any', operator: 'Exists' },
  ],
  dns_config: { nameservers: ['192.0.2.53'], option: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] },
  init_container: [{ name: 'init', image, command: ['true'], security_context: { run_as_user: '7' } }],
  container: [
    {
      name: 'web',
      image,
      args: ['--listen', ':8080'],
      port: [{ name: 'http', container_port: 8080 }],
      env: [
        { name: 'PLAIN', value: 'x' },
        { name: 'EMPTY', value: '' },
        { name: 'NODE', value_from: { field_ref: { field_path: 'spec.nodeName' } } },
        { name: 'CPU', value_from: { resource_field_ref: { resource: 'limits.cpu', container_name: 'web' } } },
        { name: 'KEY', value_from: { secret_key_ref: { name: 'web', key: 'k' } } },
      ],
      env_from: [{ prefix: 'P_', config_map_ref: { name: 'web' } }, { secret_ref: { name: 'web', optional: true } }],
      resources: { requests: { cpu: '0.1', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
      liveness_probe: { ...probe, initial_delay_seconds: 5, period_seconds: 7 },
      readiness_probe: { tcp_socket: [{ port: '8080' }] },
      startup_probe: { exec: { command: ['true'] }, failure_threshold: 30 },
      lifecycle: { pre_stop: [{ exec: { command: ['sleep', '1'] } }] },
      security_context: {
        allow_privilege_escalation: false,
        read_only_root_filesystem: true,
        capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
      },
      volume_mount: [
        { name: 'tmp', mount_path: '/tmp' },
        { name: 'config', mount_path: '/etc/web', read_only: true, sub_path: 'web' },
      ],
    },
    { name: 'side', image, security_context: { seccomp_profile: { type: 'Localhost', localhost_profile: 'p.json' } } },
  ],
  volume: [
    { name: 'tmp', empty_dir: { medium: 'Memory', size_limit: '16Mi' } },
    {
      name: 'config',
      config_map: { name: 'web', default_mode: '0440', items: [{ key: 'a', path: 'a', mode: '0400' }] },
    },
    { name: 'secret', secret: { secret_name: 'web' } },
    { name: 'info', downward_api: { items: [{ path: 'labels', field_ref: { field_path: 'metadata.labels' } }] } },
    {
      name: 'all',
      projected: {
        sources: [
          { config_map: [{ name: 'web' }], secret: [{ name: 'web' }] },
          { service_account_token: { path: 'token', audience: 'vault' } },
        ],
      },
    },
    { name: 'claim', persistent_volume_claim: { claim_name: 'web' } },
    { name: 'host', host_path: { path: '/var/log', type: 'Directory' } },
  ],
};

const plainPod = { container: [{ name: 'web', image, security_context: { capabilities: {} } }] };
const template = { metadata: { labels }, spec: richPod };
const plainTemplate = { metadata: { labels }, spec: plainPod };
const jobTemplate = { metadata: {}, spec: { container: [{ name: 'job', image }], restart_policy: 'OnFailure' } };
const webhook = {
  name: 'hook.example.com',
  admission_review_versions: ['v1'],
  side_effects: 'None',
  client_config: { url: 'https://hook.example.com/x' },
  rule: [{ api_groups: ['none.example.com'], api_versions: ['v1'], operations: ['CREATE'], resources: ['nothings'] }],
};

/**
 * Synthesised Terraform JSON with an instance of every convertible kind the API server accepts as it stands, rich in
 * what is converted, and poor beside it where the provider adds much. `suffix` goes into every namespace and every name of
 * a cluster-wide object, so that two of them stand side by side.
 *
 * Left out: a CertificateSigningRequest (the provider waits for an approver).
 */
export function everyKind(suffix: string): { resource: Bodies } {
  const namespace = `every-kind-${suffix}`;
  const name = `every-kind-${suffix}`;
  const inNamespace = '${kubernetes_namespace_v1.every.metadata[0].name}';
  const at = (own: string) => ({ name: own, namespace: inNamespace, labels });
  const wide = { name, labels };
  return {
    resource: {
      kubernetes_namespace_v1: {
        every: { metadata: { name: namespace, annotations: { note: '$${kept}' } } },
        limited: { metadata: { name: `${namespace}-limited` } },
      },
      kubernetes_config_map_v1: {
        web: { metadata: at('web'), data: { a: 'x', number: 7 }, binary_data: { b: 'AAEC' }, immutable: true },
        plain: { metadata: at('plain'), data: { a: 'x' } },
      },
      kubernetes_secret_v1: {
        web: { metadata: at('web'), data: { k: '密码' }, binary_data: { b: 'AAEC' } },
        typed: { metadata: at('typed'), type: 'example.com/own', data: { k: 'v' }, immutable: true },
      },
      kubernetes_service_account_v1: {
        web: { metadata: at('web'), automount_service_account_token: false, image_pull_secret: [{ name: 'pull' }] },
        plain: { metadata: at('plain'), secret: [{ name: 'web' }] },
      },
      kubernetes_default_service_account_v1: {
        one: { metadata: { namespace: inNamespace }, automount_service_account_token: false },
      },
      kubernetes_role_v1: {
        web: { metadata: at('web'), rule: [{ api_groups: [''], resources: ['pods'], verbs: ['get', 'list'] }] },
      },
      kubernetes_role_binding_v1: {
        web: {
          metadata: at('web'),
          role_ref: { api_group: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' },
          subject: [
            { kind: 'ServiceAccount', name: 'web', namespace: inNamespace },
            { kind: 'Group', name: 'auditors', api_group: 'rbac.authorization.k8s.io' },
          ],
        },
      },
      kubernetes_cluster_role_v1: {
        web: { metadata: wide, rule: [{ non_resource_urls: ['/metrics'], verbs: ['get'] }] },
        sum: {
          metadata: { name: `${name}-sum` },
          aggregation_rule: { cluster_role_selectors: [{ match_labels: { aggregate: name } }] },
        },
      },
      kubernetes_cluster_role_binding_v1: {
        web: {
          metadata: wide,
          role_ref: { api_group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
          subject: [{ kind: 'User', name: 'a', api_group: 'rbac.authorization.k8s.io' }],
        },
      },
      kubernetes_network_policy_v1: {
        deny: { metadata: at('deny'), spec: { pod_selector: {}, policy_types: ['Ingress', 'Egress'] } },
        web: {
          metadata: at('web'),
          spec: {
            pod_selector: { match_expressions: [{ key: 'tier', operator: 'In', values: ['web'] }] },
            policy_types: ['Ingress', 'Egress'],
            ingress: [
              {
                ports: [{ port: 'http' }, { port: '8080', end_port: 8090, protocol: 'UDP' }],
                from: [
                  { namespace_selector: selector, pod_selector: {} },
                  { ip_block: { cidr: '192.0.2.0/24', except: ['192.0.2.128/25'] } },
                ],
              },
            ],
            egress: [{}],
          },
        },
      },
      kubernetes_deployment_v1: {
        web: {
          metadata: at('web'),
          wait_for_rollout: false,
          spec: {
            replicas: '0',
            selector,
            strategy: { type: 'RollingUpdate', rolling_update: { max_surge: '1', max_unavailable: '25%' } },
            template,
          },
        },
        plain: { metadata: at('plain'), wait_for_rollout: false, spec: { selector, template: plainTemplate } },
      },
      kubernetes_stateful_set_v1: {
        web: {
          metadata: at('web'),
          wait_for_rollout: false,
          spec: {
            service_name: 'web',
            replicas: '0',
            selector,
            template,
            update_strategy: [{ type: 'RollingUpdate', rolling_update: [{ partition: 1 }] }],
            persistent_volume_claim_retention_policy: [{ when_scaled: 'Delete' }],
            volume_claim_template: [
              {
                metadata: { name: 'data' },
                spec: { access_modes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
              },
            ],
          },
        },
        plain: {
          metadata: at('plain'),
          wait_for_rollout: false,
          spec: { service_name: 'web', replicas: '0', selector, template: plainTemplate },
        },
      },
      kubernetes_daemon_set_v1: {
        web: {
          metadata: at('web'),
          wait_for_rollout: false,
          spec: { selector, template, strategy: { type: 'OnDelete' } },
        },
      },
      kubernetes_replication_controller_v1: {
        web: { metadata: at('web'), spec: { replicas: 0, selector: labels, template: plainTemplate } },
      },
      kubernetes_pod_v1: {
        web: {
          // Controllers of the other workloads would adopt, and end, a pod with their labels.
          metadata: { ...at('web'), labels: { own: 'pod' } },
          target_state: ['Pending', 'Running'],
          spec: { ...richPod, node_selector: { no: 'such' } },
        },
      },
      kubernetes_job_v1: {
        web: {
          metadata: at('web'),
          wait_for_completion: false,
          spec: { parallelism: 0, backoff_limit: 0, ttl_seconds_after_finished: '3600', template: jobTemplate },
        },
        plain: {
          metadata: at('plain'),
          wait_for_completion: false,
          spec: { parallelism: 0, template: { metadata: {}, spec: { container: [{ name: 'job', image }] } } },
        },
      },
      kubernetes_cron_job_v1: {
        web: {
          metadata: at('web'),
          spec: {
            schedule: '0 3 1 1 *',
            timezone: 'Asia/Shanghai',
            concurrency_policy: 'Forbid',
            suspend: true,
            starting_deadline_seconds: 60,
            failed_jobs_history_limit: 0,
            job_template: { metadata: { labels }, spec: { template: jobTemplate } },
          },
        },
      },
      kubernetes_service_v1: {
        web: {
          metadata: at('web'),
          wait_for_load_balancer: false,
          spec: {
            selector: labels,
            port: [
              { name: 'http', port: 80, target_port: 'http', app_protocol: 'http' },
              { name: 'udp', port: 53, target_port: '5353', protocol: 'UDP' },
            ],
            session_affinity: 'ClientIP',
            session_affinity_config: { client_ip: { timeout_seconds: 60 } },
          },
        },
        headless: {
          metadata: at('headless'),
          spec: { cluster_ip: 'None', publish_not_ready_addresses: true, port: { port: 80 }, selector: labels },
        },
        balanced: {
          metadata: at('balanced'),
          wait_for_load_balancer: false,
          spec: {
            type: 'LoadBalancer',
            allocate_load_balancer_node_ports: false,
            external_traffic_policy: 'Local',
            load_balancer_source_ranges: ['192.0.2.0/24'],
            port: { port: 443 },
          },
        },
        external: { metadata: at('external'), spec: { type: 'ExternalName', external_name: 'other.example' } },
      },
      kubernetes_endpoints_v1: {
        plain: {
          metadata: at('by-hand'),
          subset: [{ address: [{ ip: '192.0.2.9' }], port: [{ name: 'http', port: 80 }] }],
        },
      },
      kubernetes_endpoint_slice_v1: {
        web: {
          metadata: at('by-hand'),
          address_type: 'IPv4',
          endpoint: [
            {
              addresses: ['192.0.2.9'],
              condition: { ready: true, serving: true, terminating: false },
              target_ref: { name: 'p', namespace: inNamespace },
            },
          ],
          port: [{ name: 'http', port: '80', app_protocol: 'http' }],
        },
      },
      kubernetes_ingress_v1: {
        web: {
          metadata: at('web'),
          wait_for_load_balancer: false,
          spec: {
            ingress_class_name: 'internal',
            default_backend: { service: { name: 'web', port: { name: 'http' } } },
            rule: [
              {
                host: 'web.example',
                http: { path: [{ path: '/', backend: { service: { name: 'web', port: { number: 80 } } } }] },
              },
            ],
            tls: [{ hosts: ['web.example'], secret_name: 'web' }],
          },
        },
      },
      kubernetes_ingress_class_v1: {
        web: {
          metadata: wide,
          spec: { controller: 'example.com/ingress', parameters: { kind: 'P', name: 'p', scope: 'Cluster' } },
        },
      },
      kubernetes_horizontal_pod_autoscaler_v2: {
        web: {
          metadata: at('web'),
          spec: {
            min_replicas: 2,
            max_replicas: 5,
            scale_target_ref: { api_version: 'apps/v1', kind: 'Deployment', name: 'web' },
            metric: [
              { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', average_utilization: 70 } } },
              {
                type: 'Pods',
                pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', average_value: '100' } },
              },
            ],
            behavior: {
              scale_down: {
                select_policy: 'Max',
                policy: [{ type: 'Pods', value: 1, period_seconds: 60 }],
              },
            },
          },
        },
      },
      kubernetes_horizontal_pod_autoscaler_v1: {
        web: {
          metadata: at('one'),
          spec: { max_replicas: 3, scale_target_ref: { api_version: 'apps/v1', kind: 'Deployment', name: 'plain' } },
        },
      },
      kubernetes_pod_disruption_budget_v1: {
        web: { metadata: at('web'), spec: { max_unavailable: '1', selector } },
        share: { metadata: at('share'), spec: { min_available: '50%', selector } },
      },
      kubernetes_persistent_volume_claim_v1: {
        web: {
          metadata: at('web'),
          wait_until_bound: false,
          spec: {
            access_modes: ['ReadWriteOnce'],
            storage_class_name: name,
            resources: { requests: { storage: '1Gi' } },
            selector: { match_labels: { never: 'there' } },
          },
        },
      },
      kubernetes_persistent_volume_v1: {
        web: {
          metadata: wide,
          spec: {
            capacity: { storage: '2Gi' },
            access_modes: ['ReadWriteMany', 'ReadWriteOnce'],
            mount_options: ['ro'],
            storage_class_name: 'none',
            persistent_volume_source: { nfs: { server: 'nfs.example', path: '/x', read_only: true } },
            node_affinity: {
              required: {
                node_selector_term: [{ match_expressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }],
              },
            },
          },
        },
      },
      kubernetes_storage_class_v1: {
        web: {
          metadata: wide,
          storage_provisioner: 'example.com/disk',
          reclaim_policy: 'Retain',
          volume_binding_mode: 'WaitForFirstConsumer',
          mount_options: ['ro'],
          parameters: { kind: 'fast' },
          allowed_topologies: { match_label_expressions: [{ key: 'zone', values: ['a'] }] },
        },
        plain: { metadata: { name: `${name}-plain` }, storage_provisioner: 'example.com/disk' },
      },
      kubernetes_csi_driver_v1: {
        web: {
          metadata: { name: `${name}.example.com` },
          spec: { attach_required: true, pod_info_on_mount: true, volume_lifecycle_modes: ['Ephemeral'] },
        },
      },
      kubernetes_priority_class_v1: { web: { metadata: wide, value: 1000, description: 'first' } },
      kubernetes_runtime_class_v1: { web: { metadata: wide, handler: 'gvisor' } },
      kubernetes_limit_range_v1: {
        web: {
          metadata: { name: 'web', namespace: '${kubernetes_namespace_v1.limited.metadata[0].name}' },
          spec: {
            limit: [
              { type: 'Container', default: { cpu: '500m' }, default_request: { cpu: '100m' }, max: { cpu: '2' } },
              { type: 'PersistentVolumeClaim', min: { storage: '1Gi' } },
            ],
          },
        },
      },
      kubernetes_resource_quota_v1: {
        web: {
          metadata: { name: 'web', namespace: '${kubernetes_namespace_v1.limited.metadata[0].name}' },
          spec: {
            hard: { pods: 10, 'limits.cpu': '4' },
            scope_selector: {
              match_expression: [{ scope_name: 'PriorityClass', operator: 'In', values: ['high'] }],
            },
          },
        },
      },
      kubernetes_mutating_webhook_configuration_v1: {
        web: { metadata: wide, webhook: [{ ...webhook, reinvocation_policy: 'IfNeeded' }] },
      },
      kubernetes_validating_webhook_configuration_v1: {
        web: {
          metadata: wide,
          webhook: [{ ...webhook, failure_policy: 'Ignore', object_selector: selector, timeout_seconds: 3 }],
        },
      },
      kubernetes_manifest: {
        policy: {
          manifest: {
            apiVersion: 'admissionregistration.k8s.io/v1',
            kind: 'ValidatingAdmissionPolicy',
            metadata: { name, labels },
            spec: {
              failurePolicy: 'Fail',
              matchConstraints: {
                resourceRules: [
                  {
                    apiGroups: ['none.example.com'],
                    apiVersions: ['v1'],
                    operations: ['CREATE'],
                    resources: ['nothings'],
                  },
                ],
              },
              validations: [{ expression: 'object.metadata.name != "$${x}"', message: 'not 100%%{x}' }],
            },
          },
        },
      },
      kubernetes_api_service_v1: {
        web: {
          metadata: { name: `v1.${name}.example.com` },
          spec: {
            group: `${name}.example.com`,
            version: 'v1',
            group_priority_minimum: 10,
            version_priority: 10,
            insecure_skip_tls_verify: true,
            service: { name: 'api', namespace: 'default' },
          },
        },
      },
    },
  } satisfies { resource: Bodies };
}
