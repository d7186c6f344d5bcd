import type { Estate } from '../estate.ts';
import { object } from '../examples.ts';
import type { KubernetesObject, SourcedObject } from '../kubernetes.ts';
import { contractLabel } from '../outline.ts';
import { podTemplateOf } from '../pod-template.ts';
import { asLabels, asObject, asObjects } from '../reachability/shape.ts';

/** A contract: what a ConfigMap says, as the workload that mounts it reads it. */
export interface Contract {
  readonly source: SourcedObject;
  /** The JSON of its only entry; undefined where it is none. */
  readonly content: Readonly<Record<string, unknown>> | undefined;
}

/** Contracts of one kind, by `network/namespace/name`. */
export function contractsOf(whole: Estate, kind: string): ReadonlyMap<string, Contract> {
  return new Map(
    whole
      .ofKind('ConfigMap')
      .filter(({ object: { metadata } }) => metadata.labels?.[contractLabel] === kind)
      .map((source) => {
        const { namespace = 'default', name } = source.object.metadata;
        return [`${source.network ?? ''}/${namespace}/${name}`, { source, content: contentOf(source.object) }] as const;
      }),
  );
}

/** The contract of that kind that a workload mounts, if it does. */
export function mountedContract(
  workload: SourcedObject,
  contracts: ReadonlyMap<string, Contract>,
): Contract | undefined {
  const { volumes } = asObject(podTemplateOf(workload.object)?.spec);
  const place = `${workload.network ?? ''}/${workload.object.metadata.namespace ?? 'default'}`;
  for (const volume of asObjects(volumes)) {
    const found = contracts.get(`${place}/${asObject(volume.configMap).name}`);
    if (found) return found;
  }
  return undefined;
}

function contentOf({ data }: KubernetesObject): Contract['content'] {
  const [text] = Object.values(asLabels(data));
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    return typeof parsed === 'object' && parsed !== null ? (parsed as Contract['content']) : undefined;
  } catch {
    return undefined;
  }
}

/** A contract for examples. */
export function contractObject(kind: string, name: string, namespace: string, content: unknown): KubernetesObject {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return object(
    'v1',
    'ConfigMap',
    { data: { 'contract.json': text } },
    { name, namespace, labels: { [contractLabel]: kind } },
  );
}
