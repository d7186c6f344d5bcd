import { keyValue } from './field-set.ts';

/** Lists of the Kubernetes API that merge by key (`x-kubernetes-list-map-keys`), by field name; the first that fits. */
const listKeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  containers: [['name']],
  initContainers: [['name']],
  ephemeralContainers: [['name']],
  volumes: [['name']],
  env: [['name']],
  imagePullSecrets: [['name']],
  resourceClaims: [['name']],
  secrets: [['name']],
  matchConditions: [['name']],
  variables: [['name']],
  webhooks: [['name']],
  volumeMounts: [['mountPath']],
  volumeDevices: [['devicePath']],
  hostAliases: [['ip']],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
  ports: [
    ['containerPort', 'protocol'],
    ['port', 'protocol'],
  ],
  ownerReferences: [['uid']],
};

/** Of those, the fields whose lists are atomic in some kinds: NetworkPolicy ports merge as a whole. */
const atomicIn: Readonly<Record<string, readonly string[]>> = { NetworkPolicy: ['ports'], Endpoints: ['ports'] };

/**
 * Lists of words in which order says nothing: selectors and rules match any of them, and Terraform's provider, which
 * holds them as sets, writes them in an order of its own.
 */
const unordered: ReadonlySet<string> = new Set([
  ...['values', 'verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs', 'accessModes', 'policyTypes'],
  ...['loadBalancerSourceRanges', 'externalIPs', 'mountOptions', 'supplementalGroups', 'scopes'],
]);

/** Whether two lists of this field hold the same words, where their order says nothing. */
export function sameInAnyOrder(field: string, left: readonly unknown[], right: readonly unknown[]): boolean {
  if (!unordered.has(field) || left.length !== right.length) return false;
  return (
    left.every(isWord) && right.every(isWord) && JSON.stringify([...left].sort()) === JSON.stringify([...right].sort())
  );
}

function isWord(item: unknown): boolean {
  return typeof item === 'string' || typeof item === 'number';
}

/** Key fields of a list whose field set is not at hand; undefined for a list that merges as a whole. */
export function knownKeyFields(kind: string, field: string, items: readonly unknown[]): readonly string[] | undefined {
  if (atomicIn[kind]?.includes(field)) return undefined;
  return listKeys[field]?.find((names) => items.every((item) => isKeyed(item, names)));
}

function isKeyed(item: unknown, names: readonly string[]): boolean {
  if (typeof item !== 'object' || item === null) return false;
  return names.every((name) => keyValue(item as Record<string, unknown>, name) !== undefined);
}
