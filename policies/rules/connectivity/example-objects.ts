import { deployment } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';

/** A namespace of the examples. */
export function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } };
}

/** A deployment whose pods carry `app: <name>`. */
export function workload(inNamespace: string, name: string): KubernetesObject {
  const plain = deployment();
  const spec = plain.spec as { template: { metadata?: object; spec: unknown } };
  return {
    ...plain,
    metadata: { name, namespace: inNamespace },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { ...spec.template, metadata: { labels: { app: name } } },
    },
  };
}

/** A NetworkPolicy of the examples. */
export function policy(inNamespace: string, name: string, spec: Readonly<Record<string, unknown>>): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: inNamespace },
    spec,
  };
}

/** Closes a namespace both ways. */
export function defaultDeny(inNamespace: string): KubernetesObject {
  return policy(inNamespace, 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
}

/** `app: from` may reach `app: to` on a port: the two halves, each in its own workload's name. */
export function allowance(inNamespace: string, from: string, to: string, port: number): KubernetesObject[] {
  const pods = (app: string) => ({ podSelector: { matchLabels: { app } } });
  const ports = [{ protocol: 'TCP', port }];
  return [
    policy(inNamespace, `${from}-egress`, {
      ...pods(from),
      policyTypes: ['Egress'],
      egress: [{ to: [pods(to)], ports }],
    }),
    policy(inNamespace, `${to}-ingress`, {
      ...pods(to),
      policyTypes: ['Ingress'],
      ingress: [{ from: [pods(from)], ports }],
    }),
  ];
}

/** A namespace with two workloads of which one reaches the other, closed otherwise. */
export const closedNamespace: readonly KubernetesObject[] = [
  namespace('case'),
  defaultDeny('case'),
  workload('case', 'web'),
  workload('case', 'api'),
  ...allowance('case', 'web', 'api', 8443),
];
