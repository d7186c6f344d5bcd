/** Arguments of every resource that speak to Terraform alone. `count` and `for_each` are not among them. */
const ofEveryResource = new Set([
  '//',
  'connection',
  'depends_on',
  'id',
  'lifecycle',
  'provider',
  'provisioner',
  'timeouts',
]);

/** Kubernetes type → arguments that tell the provider how to act, or report what the server answered. */
const ofType: Readonly<Record<string, ReadonlySet<string>>> = {
  V1CertificateSigningRequest: new Set(['auto_approve', 'certificate']),
  V1DaemonSet: new Set(['wait_for_rollout']),
  V1Deployment: new Set(['wait_for_rollout']),
  V1Ingress: new Set(['status', 'wait_for_load_balancer']),
  V1Job: new Set(['wait_for_completion']),
  V1Namespace: new Set(['wait_for_default_service_account']),
  V1ObjectMeta: new Set(['generation', 'resource_version', 'uid']),
  V1PersistentVolumeClaim: new Set(['wait_until_bound']),
  V1Pod: new Set(['target_state']),
  V1Secret: new Set(['binary_data_wo_revision', 'data_wo_revision', 'wait_for_service_account_token']),
  V1Service: new Set(['status', 'wait_for_load_balancer']),
  V1ServiceAccount: new Set(['default_secret_name']),
  V1StatefulSet: new Set(['wait_for_rollout']),
};

/** Kubernetes type → attributes that provider 2.38 accepts and never sends. */
const withoutEffect: Readonly<Record<string, ReadonlySet<string>>> = {
  DiscoveryV1EndpointPort: new Set(['protocol']),
  V1AzureFileVolumeSource: new Set(['secret_namespace']),
  V1CertificateSigningRequestSpec: new Set(['expiration_seconds']),
  V1LocalObjectReference: new Set(['namespace']),
  V2HorizontalPodAutoscalerSpec: new Set(['target_cpu_utilization_percentage']),
};

/** True where the provider uses the argument itself and never sends it to the API server. */
export function isProviderArgument(type: string, attribute: string, isRoot: boolean): boolean {
  const ofThisType = ofType[type]?.has(attribute) || withoutEffect[type]?.has(attribute);
  return ofThisType === true || (isRoot && ofEveryResource.has(attribute));
}
