import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { buildNetworkModel, permittedPorts } from '../../../policies/reachability/model.ts';
import { type Protocol, portPosition } from '../../../policies/reachability/ports.ts';
import type { Policy, Selector } from './oracle.ts';
import { type Scenario, scenarios } from './upstream-scenarios.ts';

/**
 * The scenarios of Kubernetes' own network policy suite (test/e2e/network/netpol), told again as truth tables:
 * rows are senders, columns receivers, a pod's way to itself is not asked (as upstream ignores it).
 */
describe('upstream network policy scenarios', () => {
  test.each(scenarios)('$title', ({ pods, steps }) => {
    for (const step of steps) {
      const table = tableOf(pods, step.policies, step.protocol ?? 'TCP', step.port ?? 80, step);
      expect(table, step.when).toEqual(expectedTable(pods, step));
    }
  });

  test('all of the upstream suite is here', () => {
    expect(scenarios.length).toBe(48);
    expect(new Set(scenarios.map(({ title }) => title)).size).toBe(scenarios.length);
  });
});

type Step = Scenario['steps'][number];

function tableOf(pods: readonly string[], policies: readonly Policy[], protocol: Protocol, port: number, step: Step) {
  const objects = [...namespaces(pods, step), ...pods.map((pod, i) => podObject(pod, i, step)), ...policies];
  const model = buildNetworkModel(objects as unknown as KubernetesObject[]);
  expect(model.problems).toEqual([]);
  const classOf = (pod: string) =>
    model.classes.find(({ members }) => members.some(({ id }) => id === workloadId(pod)))!.id;
  const open = (from: string, to: string) =>
    model.ports.has(permittedPorts(model, classOf(from), classOf(to)), portPosition(protocol, port));
  return Object.fromEntries(pairs(pods).map(([from, to]) => [`${from} -> ${to}`, open(from, to)]));
}

function expectedTable(pods: readonly string[], { denied, except = [] }: Step): Record<string, boolean> {
  return Object.fromEntries(
    pairs(pods).map(([from, to]) => {
      const hit = (patterns: readonly string[]) =>
        patterns.some((pattern) => {
          const [sender, receiver] = pattern.split(' -> ') as [string, string];
          return isLike(from, sender) && isLike(to, receiver);
        });
      return [`${from} -> ${to}`, !hit(denied) || hit(except)];
    }),
  );
}

/** `*` is any pod, `x/*` any of a namespace. */
function isLike(pod: string, pattern: string): boolean {
  return pattern === '*' || pattern === pod || (pattern.endsWith('/*') && pod.startsWith(pattern.slice(0, -1)));
}

function pairs(pods: readonly string[]): [string, string][] {
  return pods.flatMap((from) => pods.filter((to) => to !== from).map((to) => [from, to] as [string, string]));
}

function workloadId(pod: string): string {
  return pod.replace('/', '/Pod/');
}

function namespaces(pods: readonly string[], step: Step) {
  const names = new Set(pods.map((pod) => pod.split('/')[0]!));
  return [...names].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: step.namespaceLabels?.[name] ?? {} },
  }));
}

function podObject(pod: string, index: number, step: Step) {
  const [namespace, name] = pod.split('/') as [string, string];
  const ports = ['TCP', 'UDP', 'SCTP'].flatMap((protocol) =>
    [80, 81].map((containerPort) => ({
      name: `serve-${containerPort}-${protocol.toLowerCase()}`,
      protocol,
      containerPort,
    })),
  );
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { pod: name, ...step.podLabels?.[pod] } satisfies Selector['matchLabels'] },
    spec: { containers: [{ name: 'serve', ports }] },
    status: { podIP: `192.168.0.${index + 1}` },
  };
}
