import type { KubernetesObject } from '../kubernetes.ts';
import { parseAddress } from './addresses.ts';
import { type Protocol, protocols } from './ports.ts';
import type { Problems } from './problem.ts';
import type { Labels } from './selectors.ts';
import { asLabels, asObject, asObjects } from './shape.ts';

/** A port that a container declares under a name. */
export interface ContainerPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Pods that one object declares: a bare Pod, or all pods of a controller's template. */
export interface Workload {
  /** `namespace/Kind/name`. */
  readonly id: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Labels of its pods. */
  readonly labels: Labels;
  readonly namedPorts: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  /** Known pod addresses (positions), from live status; empty where only a template is known. */
  readonly addresses: readonly bigint[];
  /** Assumed to be there without being ours, e.g. the cluster's DNS: not judged towards other such or outside ends. */
  readonly assumed: boolean;
}

/** Where each kind keeps its pod template, whatever the version of its group. */
const templatePath: Readonly<Record<string, readonly string[]>> = {
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Kinds that pods come from. */
export const workloadKinds: readonly string[] = ['Pod', ...Object.keys(templatePath).map((key) => key.split('/')[1]!)];

function templatePathOf({ apiVersion, kind }: KubernetesObject): readonly string[] | undefined {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return templatePath[`${group}/${kind}`];
}

/** Labels that controllers put on pods beside those of the template. */
export const controllerLabels: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
]);

/** Labels that tell the pods of one StatefulSet apart (apps/v1, set by its controller). */
const podNameLabel = 'statefulset.kubernetes.io/pod-name';
const podIndexLabel = 'apps.kubernetes.io/pod-index';
/** Generated labels whose values a template foretells. */
const foretold = new Set([podNameLabel, podIndexLabel, 'job-name', 'batch.kubernetes.io/job-name']);

/** How objects are read. */
export interface WorkloadOptions {
  /** The objects are the platform's, see {@link Workload.assumed}. */
  readonly assumed?: boolean;
  /** Label keys that selectors look at: pods that differ in them stay apart. */
  readonly labelKeys?: ReadonlySet<string>;
}

interface PodShape {
  readonly metadata?: unknown;
  readonly spec?: unknown;
}

/**
 * The workloads that objects declare. A live Pod whose controller is among the objects is folded into it
 * (its address is kept) unless its labels differ from the template's: a relabelled pod is a workload of its own.
 * A controller that another listed controller owns (a Deployment's ReplicaSet) is left out.
 */
export function workloadsOf(
  objects: readonly KubernetesObject[],
  problems: Problems,
  { assumed = false, labelKeys = new Set() }: WorkloadOptions = {},
): Workload[] {
  const controllers = objects.filter(templatePathOf);
  const known = new Set(controllers.map(controllerKey));
  const ownedBy = new Map<string, string>();
  for (const object of controllers) {
    const owner = controllerOf(object);
    if (owner && known.has(owner)) ownedBy.set(controllerKey(object), owner);
  }
  const owners = new Map<string, ReturnType<typeof workload>>();
  for (const object of controllers) {
    if (ownedBy.has(controllerKey(object))) continue;
    owners.set(controllerKey(object), workload(object, templateOf(object), problems, assumed));
  }
  const bare: Workload[] = [];
  const replaced = new Set<Workload>();
  for (const object of objects) {
    if (object.kind !== 'Pod' || object.apiVersion !== 'v1') continue;
    const { phase } = asObject(object.status);
    if (phase === 'Succeeded' || phase === 'Failed') continue;
    const pod = workload(object, object as PodShape, problems, assumed);
    const owner = ownerOf(object, ownedBy, owners);
    if (owner && sameLabels(owner.labels, pod.labels, labelKeys)) owner.addresses.push(...pod.addresses);
    else {
      bare.push(pod);
      if (owner && sameLabels(owner.labels, pod.labels, new Set())) replaced.add(owner);
    }
  }
  const templates = [...owners].filter(([, owner]) => !replaced.has(owner));
  const unknown = [...labelKeys].filter((key) => controllerLabels.has(key) && !foretold.has(key));
  if (templates.length > 0) for (const key of unknown) reportUnforetold(problems, key);
  return [...templates.flatMap(([key, owner]) => replicas(owner, key, objects, labelKeys)), ...bare];
}

function templateOf(object: KubernetesObject): PodShape {
  const found = templatePathOf(object)!.reduce<unknown>((node, field) => asObject(node)[field], object);
  return asObject(found);
}

function reportUnforetold(problems: Problems, key: string): void {
  problems
    .about('selectors of NetworkPolicies')
    .report(key, 'controllers invent the value of this label when pods start', 'Select by labels of the template.');
}

/** The pods of a StatefulSet one by one, where selectors look at what tells them apart. */
function replicas(
  owner: Workload,
  key: string,
  objects: readonly KubernetesObject[],
  labelKeys: ReadonlySet<string>,
): Workload[] {
  if (owner.kind !== 'StatefulSet' || !(labelKeys.has(podNameLabel) || labelKeys.has(podIndexLabel))) return [owner];
  const { spec } = objects.find((object) => controllerKey(object) === key)!;
  const fields = asObject(spec);
  const count = typeof fields.replicas === 'number' ? Math.max(0, Math.floor(fields.replicas)) : 1;
  const { start } = asObject(fields.ordinals);
  return Array.from({ length: count }, (_, i) => {
    const ordinal = (typeof start === 'number' ? start : 0) + i;
    const labels = { ...owner.labels, [podNameLabel]: `${owner.name}-${ordinal}`, [podIndexLabel]: `${ordinal}` };
    return { ...owner, id: `${owner.id}-${ordinal}`, labels };
  });
}

function ownerOf<T>(pod: KubernetesObject, ownedBy: Map<string, string>, owners: Map<string, T>): T | undefined {
  let key = controllerOf(pod);
  while (key !== undefined && ownedBy.has(key)) key = ownedBy.get(key);
  return key === undefined ? undefined : owners.get(key);
}

/** Labels equal but for what controllers add, as far as no selector looks at it. */
function sameLabels(template: Labels, pod: Labels, labelKeys: ReadonlySet<string>): boolean {
  const added = (key: string) => controllerLabels.has(key) && (!labelKeys.has(key) || foretold.has(key));
  return (
    Object.entries(template).every(([key, value]) => pod[key] === value) &&
    Object.keys(pod).every((key) => Object.hasOwn(template, key) || added(key))
  );
}

function controllerKey(object: KubernetesObject): string {
  return `${object.kind}/${object.metadata.namespace ?? 'default'}/${object.metadata.name}`;
}

function controllerOf(object: KubernetesObject): string | undefined {
  const owner = asObjects(object.metadata.ownerReferences).find((reference) => reference.controller === true);
  return owner && `${owner.kind}/${object.metadata.namespace ?? 'default'}/${owner.name}`;
}

function workload(object: KubernetesObject, pod: PodShape, problems: Problems, assumed: boolean) {
  const { name } = object.metadata;
  const namespace = object.metadata.namespace ?? 'default';
  const spec = asObject(pod.spec);
  const id = `${namespace}/${object.kind}/${name}`;
  return {
    id,
    namespace,
    kind: object.kind,
    name,
    labels: labelsOf(object, pod),
    namedPorts: namedPorts(spec, problems, id),
    hostNetwork: spec.hostNetwork === true,
    addresses: addressesOf(object),
    assumed,
  };
}

/** A Job's pods carry its name as a label (batch/v1, set by the Job controller). */
function labelsOf(object: KubernetesObject, pod: PodShape): Labels {
  const labels = asLabels(asObject(pod.metadata).labels);
  if (object.kind !== 'Job') return labels;
  return { 'job-name': object.metadata.name, 'batch.kubernetes.io/job-name': object.metadata.name, ...labels };
}

function addressesOf(object: KubernetesObject): bigint[] {
  const status = asObject(object.status);
  if (object.kind !== 'Pod') return [];
  const texts = new Set(
    [...asObjects(status.podIPs).map(({ ip }) => ip), status.podIP].filter((ip) => typeof ip === 'string'),
  );
  return [...texts].map(parseAddress).filter((address) => address !== undefined);
}

/** Named ports of containers and of sidecars, i.e. init containers that keep running (KEP-753). */
function namedPorts(spec: Readonly<Record<string, unknown>>, problems: Problems, id: string): ContainerPort[] {
  const containers = asObjects(spec.containers);
  const sidecars = asObjects(spec.initContainers).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const named: ContainerPort[] = [];
  for (const container of [...containers, ...sidecars]) {
    for (const port of asObjects(container.ports)) {
      if (typeof port.name !== 'string' || port.name === '') continue;
      const protocol = (port.protocol ?? 'TCP') as Protocol;
      const number = port.containerPort;
      if (!protocols.includes(protocol) || typeof number !== 'number' || number < 1 || number > 65535) {
        problems
          .about(id)
          .report(`ports ${port.name}`, 'not a container port', 'Give protocol TCP, UDP or SCTP and a number 1-65535.');
      } else named.push({ name: port.name, protocol, port: number });
    }
  }
  return named;
}
