import type { KubernetesObject } from '../../../policies/kubernetes.ts';

export type Json = Record<string, unknown>;

/** A small wrong change: what it does to an object it fits, and the rule that is to catch it. */
export interface WrongChange {
  readonly rule: string;
  readonly name: string;
  readonly fits: (object: KubernetesObject) => boolean;
  readonly change: (object: Json) => void;
  /** What is added beside the object. @default nothing */
  readonly adds?: (object: Json) => readonly KubernetesObject[];
  /** The object itself goes away. @default false */
  readonly removes?: boolean;
}

export const of =
  (...kinds: string[]) =>
  ({ kind }: KubernetesObject) =>
    kinds.includes(kind);

/** A value deep inside; the path exists in what the platform renders. */
export function at(object: Json, ...path: (string | number)[]): Json {
  return path.reduce<unknown>((inner, key) => (inner as Json)[key as string], object) as Json;
}

export const pod = (object: Json) => at(object, 'spec', 'template', 'spec');
export const container = (object: Json) => at(pod(object), 'containers', 0);
export const standing = of('Deployment', 'StatefulSet');
export const inData = (object: KubernetesObject) =>
  standing(object) && (object.metadata.namespace ?? '').endsWith('-data');
export const loadBalancer = (object: KubernetesObject) =>
  object.kind === 'Service' && (object.spec as { type?: string }).type === 'LoadBalancer';
export const clusterService = (object: KubernetesObject) =>
  object.kind === 'Service' && (object.spec as { type?: string }).type === 'ClusterIP';
/** A service of an application or data tier, where no entrance may stand. */
export const innerService = (object: KubernetesObject) =>
  clusterService(object) && /-(app|data)$/.test(object.metadata.namespace ?? '');
export const policyWith = (direction: string) => (object: KubernetesObject) =>
  object.kind === 'NetworkPolicy' &&
  ((object.spec as Json)[direction] as unknown[] | undefined)?.length !== undefined &&
  ((object.spec as Json)[direction] as unknown[]).length > 0;
export const ourRole = (object: KubernetesObject) =>
  object.kind === 'ClusterRole' && object.metadata.name.startsWith('fadun:');
export const ourBinding = (object: KubernetesObject) =>
  object.kind === 'ClusterRoleBinding' && object.metadata.name.endsWith('-admin');

export const change = (
  rule: string,
  name: string,
  fits: WrongChange['fits'],
  apply: WrongChange['change'],
): WrongChange => ({
  rule,
  name,
  fits,
  change: apply,
});

/** Something is added beside an object that stays as it is. */
export const addition = (
  rule: string,
  name: string,
  fits: WrongChange['fits'],
  adds: NonNullable<WrongChange['adds']>,
): WrongChange => ({ rule, name, fits, change: () => undefined, adds });

/** The object is dropped from the declaration. */
export const removal = (rule: string, name: string, fits: WrongChange['fits']): WrongChange => ({
  rule,
  name,
  fits,
  change: () => undefined,
  removes: true,
});

export const named = (kind: string, name: string) => (object: KubernetesObject) =>
  object.kind === kind && object.metadata.name === name;

export const grant = (apiGroups: string[], resources: string[], verbs: string[]) => (object: Json) => {
  (object.rules as unknown[]).push({ apiGroups, resources, verbs });
};
