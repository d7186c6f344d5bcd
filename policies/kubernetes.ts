/** A Kubernetes object as plain data: what every input becomes and what rules, proofs and engines work on. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

/** The part of ObjectMeta that Fadun reads or writes. */
export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Where an object came from: file or stack, and the construct path or resource address inside it. */
export interface ObjectSource {
  /** File path, stack id or cluster context. */
  readonly file: string;
  /** Construct path, Terraform address or document index, where one exists. */
  readonly address?: string;
}

/** An object together with its origin; the unit that inputs yield. */
export interface SourcedObject {
  readonly object: KubernetesObject;
  readonly source: ObjectSource;
  /** Network id, where the input knows it. */
  readonly network?: string;
}

/** `apiVersion/kind namespace/name`, unique within one cluster. */
export function objectKey(object: KubernetesObject): string {
  const { namespace, name } = object.metadata;
  return `${object.apiVersion}/${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** Namespaces of the distribution: what runs there comes with the cluster, and a site does not declare it. */
export const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);
