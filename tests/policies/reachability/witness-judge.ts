import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type DeclaredIntent, type FlowEnd, isAddressRange } from '../../../policies/reachability/intent.ts';
import type { Witness } from '../../../policies/reachability/witness.ts';
import { bitString, type End, Oracle, type OraclePod, type Policy } from './oracle.ts';

/** Whether a witnessed connection is permitted by the policies and by the declaration, judged without the product. */
export function judgeWitness(objects: readonly KubernetesObject[], intent: DeclaredIntent, witness: Witness) {
  const pods = podsOf(
    [...objects, ...(intent.facts?.assumed ?? []), ...(intent.facts?.platform ?? [])],
    intent.facts?.podCidrs?.[0],
  );
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as Policy[];
  const end = (text: string): End => {
    const pod = pods.find(({ id }) => id === text);
    return pod ? { pod: { ...pod } } : { address: text };
  };
  const { protocol, port } = witness;
  return {
    permitted: new Oracle().allowed(policies, end(witness.from), end(witness.to), protocol, port),
    declared: intent.flows.some(
      (flow) =>
        flow.protocol === protocol &&
        (flow.port === undefined || (port >= flow.port && port <= (flow.endPort ?? flow.port))) &&
        isNamed(flow.from, witness.from, pods) &&
        isNamed(flow.to, witness.to, pods),
    ),
  };
}

type Named = OraclePod & { readonly id: string; readonly kind: string };

/** One pod for each workload, with an address of the pod range, as any of its pods would have. */
function podsOf(objects: readonly KubernetesObject[], podCidr: string | undefined): Named[] {
  const prefix = podCidr?.split('.').slice(0, 2).join('.') ?? '10.244';
  const labels = new Map(
    objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  );
  return objects
    .map((object) => ({ object, template: templateOf(object) }))
    .filter(({ template }) => template !== undefined)
    .map(({ object, template }, index) => {
      const { name, namespace = 'default' } = object.metadata;
      return {
        id: `${namespace}/${object.kind}/${name}`,
        kind: object.kind,
        namespace,
        name,
        labels: template!.metadata.labels,
        namespaceLabels: { ...labels.get(namespace), 'kubernetes.io/metadata.name': namespace },
        address: `${prefix}.0.${index + 1}`,
      };
    });
}

interface Template {
  readonly metadata: { readonly labels: Record<string, string> };
}

/** The pod template of a controller; of a CronJob, that of its Jobs. */
function templateOf({ spec }: KubernetesObject): Template | undefined {
  const { template, jobTemplate } = (spec ?? {}) as {
    template?: Template;
    jobTemplate?: { spec: { template: Template } };
  };
  return template ?? jobTemplate?.spec.template;
}

function isNamed(end: FlowEnd, text: string, pods: readonly Named[]): boolean {
  const pod = pods.find(({ id }) => id === text);
  if (isAddressRange(end)) {
    const within = (cidr: string) => !pod && isWithin(text, cidr);
    return end.cidrs.some(within) && !(end.except ?? []).some(within);
  }
  return (
    pod !== undefined &&
    (end.namespace ?? pod.namespace) === pod.namespace &&
    (end.kind ?? pod.kind) === pod.kind &&
    (end.name ?? pod.name) === pod.name &&
    Object.entries(end.labels ?? {}).every(([key, value]) => pod.labels[key] === value)
  );
}

function isWithin(address: string, cidr: string): boolean {
  const [network, length] = cidr.split('/') as [string, string];
  if (network.includes(':') !== address.includes(':')) return false;
  return bitString(network).slice(0, Number(length)) === bitString(address).slice(0, Number(length));
}
