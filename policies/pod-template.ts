import type { KubernetesObject } from './kubernetes.ts';

/** A pod template where it stands: `path` is the prefix of its fields, empty for a Pod itself. */
export interface PodTemplate {
  readonly path: string;
  readonly metadata: unknown;
  readonly spec: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

function within(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce((inner, name) => {
    return typeof inner === 'object' && inner !== null ? (inner as Fields)[name] : undefined;
  }, value);
}

/** Where each kind keeps its template. */
const places: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  ReplicationController: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Path of the template in objects of a kind, empty for a Pod itself; undefined for kinds without one. */
export function templatePath(kind: string): string | undefined {
  return Object.hasOwn(places, kind) ? places[kind]!.join('.') : undefined;
}

/** The object with another pod spec in place of its template's. */
export function withPodSpec(object: KubernetesObject, { path }: PodTemplate, spec: unknown): KubernetesObject {
  const put = (value: unknown, names: readonly string[]): unknown => {
    const [name = 'spec', ...rest] = names;
    return { ...(value as Fields), [name]: names.length === 0 ? spec : put((value as Fields)[name], rest) };
  };
  return put(object, path === '' ? [] : path.split('.')) as KubernetesObject;
}

/** The pod template of an object; undefined for kinds without one, or when none is written. */
export function podTemplateOf(object: KubernetesObject): PodTemplate | undefined {
  const place = Object.hasOwn(places, object.kind) ? places[object.kind] : undefined;
  if (!place) return undefined;
  const template = within(object, ...place);
  const spec = within(template, 'spec');
  if (spec === undefined || spec === null) return undefined;
  return { path: place.join('.'), metadata: within(template, 'metadata'), spec };
}
