/** Whether a value is Go's zero: what `omitempty` leaves out of the server's answer. */
export function isZero(value: unknown): boolean {
  if (value === false || value === 0 || value === '' || value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value as object).every(isZero);
}

/**
 * Fields whose zero value the server leaves out of its answers (no pointer in `k8s.io/api`). Only needed where the
 * object's field sets cannot say it, because another engine applied the object. What is not here is taken to be kept,
 * so that a removed `automountServiceAccountToken: false` never passes for present.
 */
const leftOutWhenZero: ReadonlySet<string> = new Set([
  ...['hostNetwork', 'hostPID', 'hostIPC', 'stdin', 'stdinOnce', 'tty', 'readOnly', 'paused', 'unschedulable'],
  ...['publishNotReadyAddresses', 'globalDefault', 'value', 'initialDelaySeconds', 'minReadySeconds', 'description'],
  ...[
    'args',
    'command',
    'env',
    'envFrom',
    'tolerations',
    'imagePullSecrets',
    'initContainers',
    'volumes',
    'volumeMounts',
  ],
  ...['nodeSelector', 'labels', 'annotations', 'finalizers', 'ingress', 'egress', 'from', 'to', 'ports', 'rules'],
  ...['data', 'binaryData', 'subPath', 'subPathExpr', 'subdomain', 'hostname', 'apiGroup', 'namespace', 'limits'],
  ...['requests', 'resources', 'hard', 'parameters', 'mountOptions', 'secrets', 'matchLabels', 'matchExpressions'],
  ...['resourceNames', 'nonResourceURLs', 'apiGroups', 'subjects', 'externalIPs', 'loadBalancerSourceRanges'],
]);

/** Whether the server leaves this field out when its value is zero. */
export function isLeftOutWhenZero(field: string): boolean {
  return leftOutWhenZero.has(field);
}
