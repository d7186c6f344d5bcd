import type { KubernetesObject } from './kubernetes.ts';

/** Fields to set; `undefined` removes the field. */
export type Fields = Readonly<Record<string, unknown>>;

/** An image reference with a digest, for examples. */
export const digested =
  'registry.example/fadun/app:1.0@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const container: Fields = {
  name: 'app',
  image: digested,
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
};

/**
 * A Pod that meets Pod Security restricted, with one container, changed where the example says so.
 * @param ofContainer fields of its container
 * @param ofSpec fields of the pod's spec; `containers` here replaces the list
 * @param ofMetadata labels, annotations, namespace
 */
export function pod(ofContainer: Fields = {}, ofSpec: Fields = {}, ofMetadata: Fields = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: defined({ name: 'example', ...ofMetadata }) as KubernetesObject['metadata'],
    spec: podSpec(ofContainer, ofSpec),
  };
}

/** The spec of that Pod. */
export function podSpec(ofContainer: Fields = {}, ofSpec: Fields = {}): Fields {
  return defined({ automountServiceAccountToken: false, containers: [containerWith(ofContainer)], ...ofSpec });
}

/** That Pod with a second container, which starts first, changed where the example says so. */
export function podWithInit(ofInit: Fields = {}, ofSpec: Fields = {}): KubernetesObject {
  return pod({}, { initContainers: [containerWith({ ...ofInit, name: 'init' })], ...ofSpec });
}

/** The container of that Pod. */
export function containerWith(fields: Fields = {}): Fields {
  return defined({ ...container, ...fields });
}

/** Its security context with some fields changed: `pod(securityContext({ privileged: true }))`. */
export function securityContext(fields: Fields): Fields {
  return { securityContext: defined({ ...(container.securityContext as Fields), ...fields }) };
}

/** A Deployment around such a pod. `ofSpec` are fields of the Deployment's own spec. */
export function deployment(ofContainer: Fields = {}, ofPodSpec: Fields = {}, ofSpec: Fields = {}): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'example' },
    spec: defined({
      replicas: 2,
      selector: { matchLabels: { app: 'example' } },
      template: { metadata: { labels: { app: 'example' } }, spec: podSpec(ofContainer, ofPodSpec) },
      ...ofSpec,
    }),
  };
}

/** A CronJob around such a pod. */
export function cronJob(ofContainer: Fields = {}, ofPodSpec: Fields = {}): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'example' },
    spec: {
      schedule: '0 2 * * *',
      jobTemplate: { spec: { template: { spec: podSpec(ofContainer, { restartPolicy: 'Never', ...ofPodSpec }) } } },
    },
  };
}

/** Any object: `object('v1', 'Service', { spec: … })`. */
export function object(
  apiVersion: string,
  kind: string,
  fields: Fields = {},
  ofMetadata: Fields = {},
): KubernetesObject {
  const metadata = defined({ name: 'example', ...ofMetadata }) as KubernetesObject['metadata'];
  return { apiVersion, kind, metadata, ...defined(fields) };
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
