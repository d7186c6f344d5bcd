import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../policies/kubernetes.ts';
import type { LiveObject } from '../../../../scripts/engines/client/live.ts';
import { prepareObjects } from '../../../../scripts/engines/direct/desired.ts';
import { isProvablyDead, thisHolder } from '../../../../scripts/engines/direct/holder.ts';
import * as inventory from '../../../../scripts/engines/direct/inventory.ts';
import { readinessOf } from '../../../../scripts/engines/direct/readiness.ts';
import { inWaves } from '../../../../scripts/engines/direct/waves.ts';

const object = (apiVersion: string, kind: string, rest: object = {}): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name: 'a', namespace: 'n' },
  ...rest,
});

test('the id of a set is that of KEP-3659 for its parent', () => {
  const digest = createHash('sha256').update('fadun-court-net.fadun-system.ConfigMap.').digest('base64url');
  expect(inventory.applySetOf('court-net')).toEqual({ name: 'fadun-court-net', id: `applyset-${digest}-v1` });
  expect(inventory.applySetOf('court-net').id.length, 'it must fit into a label').toBeLessThanOrEqual(63);
});

test('group-kinds are written to a parent sorted and once, and read back', () => {
  const kinds = ['Deployment.apps', 'ConfigMap', 'Deployment.apps'];
  const parent = inventory.applySetParent(inventory.applySetOf('x'), kinds, ['b', 'a', 'b']);
  expect(inventory.groupKindsOfParent(parent)).toEqual(['ConfigMap', 'Deployment.apps']);
  expect(parent.metadata.annotations?.[inventory.keys.namespaces]).toBe('a,b');
  expect(inventory.groupKindsOfParent(undefined)).toEqual([]);
  expect(inventory.parseGroupKind('NetworkPolicy.networking.k8s.io')).toEqual({
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
  });
});

test('what guards comes before what runs, and what needs a definition after it', () => {
  const kinds = [
    'HorizontalPodAutoscaler',
    'Deployment',
    'Service',
    'Secret',
    'Channel',
    'NetworkPolicy',
    'CustomResourceDefinition',
    'Namespace',
  ];
  const order = inWaves(kinds.map((kind) => ({ object: object('v1', kind) }))).map((wave) =>
    wave.map((one) => one.object.kind),
  );
  expect(order).toEqual([
    ['CustomResourceDefinition', 'Namespace'],
    ['NetworkPolicy'],
    ['Secret', 'Channel'],
    ['Service'],
    ['Deployment'],
    ['HorizontalPodAutoscaler'],
  ]);
});

test('an exported object is sent without what only the server writes, and the input stays as it was', () => {
  const exported = object('v1', 'Secret', {
    metadata: {
      name: 'a',
      namespace: 'n',
      uid: 'u',
      resourceVersion: '1',
      labels: { mine: 'x' },
      creationTimestamp: null,
    },
    data: { old: 'b2xk', none: null },
    stringData: { new: 'new' },
    status: {},
  });
  const copy = structuredClone(exported);
  expect(prepareObjects([exported])).toEqual([
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a', namespace: 'n', labels: { mine: 'x' } },
      data: { old: 'b2xk', new: 'bmV3' },
    },
  ]);
  expect(exported).toEqual(copy);
});

test.each([
  [
    'a rollout that its controller has not seen',
    2,
    { observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2 },
    'waiting',
  ],
  [
    'a rollout with old replicas available',
    2,
    { observedGeneration: 2, updatedReplicas: 1, availableReplicas: 2 },
    'waiting',
  ],
  ['a whole rollout', 2, { observedGeneration: 2, updatedReplicas: 2, availableReplicas: 2 }, 'ready'],
  ['a workload of none', 0, { observedGeneration: 2 }, 'ready'],
])('%s', (_title, replicas, status, state) => {
  const metadata = { name: 'a', generation: 2 };
  expect(readinessOf({ kind: 'Deployment', metadata, spec: { replicas }, status } as unknown as LiveObject).state).toBe(
    state,
  );
});

test('a holder is dead only where that is certain', () => {
  const self = thisHolder();
  if (self.boot === null || self.started === null || self.pidNamespace === null) {
    expect(isProvablyDead({ ...self, pid: 1 << 30 }, self), 'this machine tells nothing').toBe(false);
    return;
  }
  expect(isProvablyDead(self, self)).toBe(false);
  expect(isProvablyDead({ ...self, started: '1' }, self), 'its id belongs to a later process').toBe(true);
  expect(isProvablyDead({ ...self, pid: 1 << 30 }, self)).toBe(true);
  expect(isProvablyDead({ ...self, boot: 'before' }, self), 'the machine was started again').toBe(true);
  expect(isProvablyDead({ ...self, host: 'elsewhere', pid: 1 << 30 }, self)).toBe(false);
  expect(isProvablyDead({ ...self, pidNamespace: 'pid:[1]', pid: 1 << 30 }, self), 'another container').toBe(false);
});

test('an inventory remembers the changes that were begun, each once, and forgets the oldest of very many', () => {
  let parent: KubernetesObject | undefined;
  const remember = (change: string) => {
    parent = inventory.applySetParent(inventory.applySetOf('x'), [], [], {
      changes: inventory.withChange(parent, change),
    });
    return inventory.begunChanges(parent);
  };
  expect(remember('change-a')).toEqual(['change-a']);
  expect(remember('change-b')).toEqual(['change-a', 'change-b']);
  expect(remember('change-a')).toEqual(['change-b', 'change-a']);
  for (let at = 0; at < 99; at++) remember(`change-${at}`);
  expect(inventory.begunChanges(parent)).toHaveLength(100);
  expect(inventory.begunChanges(parent)).not.toContain('change-b');
  expect(inventory.begunChanges(parent)).toContain('change-a');
});
