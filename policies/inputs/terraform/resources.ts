/** A Terraform resource type and the Kubernetes object its provider creates. */
export interface ResourceKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Name of the type in `kubernetes-types.generated.json`. */
  readonly type: string;
  readonly namespaced: boolean;
  /** The name where none is declared. */
  readonly defaultName?: string;
}

const namespaced = (apiVersion: string, kind: string, type = `V1${kind}`): ResourceKind => ({
  apiVersion,
  kind,
  type,
  namespaced: true,
});
const clusterWide = (apiVersion: string, kind: string, type = `V1${kind}`): ResourceKind => ({
  apiVersion,
  kind,
  type,
  namespaced: false,
});

const rbac = 'rbac.authorization.k8s.io/v1';
const admission = 'admissionregistration.k8s.io/v1';

const byVersionedName: Readonly<Record<string, ResourceKind>> = {
  kubernetes_api_service_v1: clusterWide('apiregistration.k8s.io/v1', 'APIService'),
  kubernetes_certificate_signing_request_v1: clusterWide('certificates.k8s.io/v1', 'CertificateSigningRequest'),
  kubernetes_cluster_role_binding_v1: clusterWide(rbac, 'ClusterRoleBinding'),
  kubernetes_cluster_role_v1: clusterWide(rbac, 'ClusterRole'),
  kubernetes_config_map_v1: namespaced('v1', 'ConfigMap'),
  kubernetes_cron_job_v1: namespaced('batch/v1', 'CronJob'),
  kubernetes_csi_driver_v1: clusterWide('storage.k8s.io/v1', 'CSIDriver'),
  kubernetes_daemon_set_v1: namespaced('apps/v1', 'DaemonSet'),
  kubernetes_default_service_account_v1: { ...namespaced('v1', 'ServiceAccount'), defaultName: 'default' },
  kubernetes_deployment_v1: namespaced('apps/v1', 'Deployment'),
  kubernetes_endpoint_slice_v1: namespaced('discovery.k8s.io/v1', 'EndpointSlice'),
  kubernetes_endpoints_v1: namespaced('v1', 'Endpoints'),
  kubernetes_horizontal_pod_autoscaler_v1: namespaced('autoscaling/v1', 'HorizontalPodAutoscaler'),
  kubernetes_horizontal_pod_autoscaler_v2: namespaced(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'V2HorizontalPodAutoscaler',
  ),
  kubernetes_ingress_class_v1: clusterWide('networking.k8s.io/v1', 'IngressClass'),
  kubernetes_ingress_v1: namespaced('networking.k8s.io/v1', 'Ingress'),
  kubernetes_job_v1: namespaced('batch/v1', 'Job'),
  kubernetes_limit_range_v1: namespaced('v1', 'LimitRange'),
  kubernetes_mutating_webhook_configuration_v1: clusterWide(admission, 'MutatingWebhookConfiguration'),
  kubernetes_namespace_v1: clusterWide('v1', 'Namespace'),
  kubernetes_network_policy_v1: namespaced('networking.k8s.io/v1', 'NetworkPolicy'),
  kubernetes_persistent_volume_claim_v1: namespaced('v1', 'PersistentVolumeClaim'),
  kubernetes_persistent_volume_v1: clusterWide('v1', 'PersistentVolume'),
  kubernetes_pod_disruption_budget_v1: namespaced('policy/v1', 'PodDisruptionBudget'),
  kubernetes_pod_v1: namespaced('v1', 'Pod'),
  kubernetes_priority_class_v1: clusterWide('scheduling.k8s.io/v1', 'PriorityClass'),
  kubernetes_replication_controller_v1: namespaced('v1', 'ReplicationController'),
  kubernetes_resource_quota_v1: namespaced('v1', 'ResourceQuota'),
  kubernetes_role_binding_v1: namespaced(rbac, 'RoleBinding'),
  kubernetes_role_v1: namespaced(rbac, 'Role'),
  kubernetes_runtime_class_v1: clusterWide('node.k8s.io/v1', 'RuntimeClass'),
  kubernetes_secret_v1: namespaced('v1', 'Secret'),
  kubernetes_service_account_v1: namespaced('v1', 'ServiceAccount'),
  kubernetes_service_v1: namespaced('v1', 'Service'),
  kubernetes_stateful_set_v1: namespaced('apps/v1', 'StatefulSet'),
  kubernetes_storage_class_v1: clusterWide('storage.k8s.io/v1', 'StorageClass'),
  kubernetes_validating_webhook_configuration_v1: clusterWide(admission, 'ValidatingWebhookConfiguration'),
};

/** Older names of the same resources; provider 2.38 gives them the schema and the API version of the versioned name. */
const aliases: Readonly<Record<string, string>> = {
  kubernetes_api_service: 'kubernetes_api_service_v1',
  kubernetes_cluster_role: 'kubernetes_cluster_role_v1',
  kubernetes_cluster_role_binding: 'kubernetes_cluster_role_binding_v1',
  kubernetes_config_map: 'kubernetes_config_map_v1',
  kubernetes_daemonset: 'kubernetes_daemon_set_v1',
  kubernetes_default_service_account: 'kubernetes_default_service_account_v1',
  kubernetes_deployment: 'kubernetes_deployment_v1',
  kubernetes_endpoints: 'kubernetes_endpoints_v1',
  kubernetes_horizontal_pod_autoscaler: 'kubernetes_horizontal_pod_autoscaler_v1',
  kubernetes_ingress_class: 'kubernetes_ingress_class_v1',
  kubernetes_job: 'kubernetes_job_v1',
  kubernetes_limit_range: 'kubernetes_limit_range_v1',
  kubernetes_mutating_webhook_configuration: 'kubernetes_mutating_webhook_configuration_v1',
  kubernetes_namespace: 'kubernetes_namespace_v1',
  kubernetes_network_policy: 'kubernetes_network_policy_v1',
  kubernetes_persistent_volume: 'kubernetes_persistent_volume_v1',
  kubernetes_persistent_volume_claim: 'kubernetes_persistent_volume_claim_v1',
  kubernetes_pod: 'kubernetes_pod_v1',
  kubernetes_priority_class: 'kubernetes_priority_class_v1',
  kubernetes_replication_controller: 'kubernetes_replication_controller_v1',
  kubernetes_resource_quota: 'kubernetes_resource_quota_v1',
  kubernetes_role: 'kubernetes_role_v1',
  kubernetes_role_binding: 'kubernetes_role_binding_v1',
  kubernetes_secret: 'kubernetes_secret_v1',
  kubernetes_service: 'kubernetes_service_v1',
  kubernetes_service_account: 'kubernetes_service_account_v1',
  kubernetes_stateful_set: 'kubernetes_stateful_set_v1',
  kubernetes_storage_class: 'kubernetes_storage_class_v1',
  kubernetes_validating_webhook_configuration: 'kubernetes_validating_webhook_configuration_v1',
};

/** Every resource type that becomes one Kubernetes object by its schema. */
export const convertibleResources: ReadonlyMap<string, ResourceKind> = new Map([
  ...Object.entries(byVersionedName),
  ...Object.entries(aliases).map(([alias, name]) => [alias, byVersionedName[name]!] as const),
]);

/** The one resource type that carries its object as it is. */
export const manifestResource = 'kubernetes_manifest';

/** Why a resource type yields no object, and what to write instead. */
export interface Unconvertible {
  readonly fault: string;
  readonly remedy: string;
}

const retired = (api: string, removedIn: string, instead: string): Unconvertible => ({
  fault: `the provider writes ${api}, which Kubernetes removed in ${removedIn}`,
  remedy: `Declare ${instead}.`,
});

const patch = (of: string, instead: string): Unconvertible => ({
  fault: `it changes a part of ${of} that another owner creates, so no whole object can be judged`,
  remedy: `Declare ${instead}, so that the object is owned in one place.`,
});

/**
 * Resource types of the provider without a Kubernetes object of their own. Each is an error, since what it does to the
 * cluster cannot be judged.
 */
export const unconvertibleResources: ReadonlyMap<string, Unconvertible> = new Map(
  Object.entries({
    kubernetes_certificate_signing_request: retired(
      'certificates.k8s.io/v1beta1 CertificateSigningRequest',
      '1.22',
      'kubernetes_certificate_signing_request_v1',
    ),
    kubernetes_cron_job: retired('batch/v1beta1 CronJob', '1.25', 'kubernetes_cron_job_v1'),
    kubernetes_csi_driver: retired('storage.k8s.io/v1beta1 CSIDriver', '1.22', 'kubernetes_csi_driver_v1'),
    kubernetes_horizontal_pod_autoscaler_v2beta2: retired(
      'autoscaling/v2beta2 HorizontalPodAutoscaler',
      '1.26',
      'kubernetes_horizontal_pod_autoscaler_v2',
    ),
    kubernetes_ingress: retired('extensions/v1beta1 Ingress', '1.22', 'kubernetes_ingress_v1'),
    kubernetes_pod_disruption_budget: retired(
      'policy/v1beta1 PodDisruptionBudget',
      '1.25',
      'kubernetes_pod_disruption_budget_v1',
    ),
    kubernetes_pod_security_policy: retired(
      'policy/v1beta1 PodSecurityPolicy',
      '1.25',
      'Pod Security labels on the namespace',
    ),
    kubernetes_pod_security_policy_v1beta1: retired(
      'policy/v1beta1 PodSecurityPolicy',
      '1.25',
      'Pod Security labels on the namespace',
    ),
    kubernetes_annotations: patch('an object', 'the annotations on the resource that creates the object'),
    kubernetes_labels: patch('an object', 'the labels on the resource that creates the object'),
    kubernetes_env: patch('a workload', 'the variables on the resource that creates the workload'),
    kubernetes_config_map_v1_data: patch('a ConfigMap', 'kubernetes_config_map_v1'),
    kubernetes_secret_v1_data: patch('a Secret', 'kubernetes_secret_v1'),
    kubernetes_node_taint: patch('a Node', 'the taint where the node is provisioned'),
    kubernetes_token_request_v1: {
      fault: 'it asks the API server for a token and stores it in the Terraform state; it leaves no object',
      remedy: 'Mount a projected service account token in the pod that needs it.',
    },
  } satisfies Record<string, Unconvertible>),
);
