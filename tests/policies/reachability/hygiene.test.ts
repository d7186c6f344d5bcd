import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { changePolicy } from '../../../policies/reachability/change.ts';
import { hygieneFindings, redundantPolicies } from '../../../policies/reachability/hygiene.ts';
import { buildNetworkModel, type NetworkModel, permittedPorts } from '../../../policies/reachability/model.ts';
import { outsideDifferences } from '../../../policies/reachability/prove.ts';
import { outsideProfile } from '../../../policies/reachability/rows.ts';
import { clusterArbitrary, objectsOf } from './clusters.ts';
import { networkInput, policy } from './estate-fixture.ts';

function findings(change: (objects: KubernetesObject[]) => KubernetesObject[]) {
  const { objects, intent, network } = networkInput('court-net');
  const before = new Set(
    hygieneFindings(buildNetworkModel(objects, { network, intent })).map(({ message }) => message),
  );
  const after = hygieneFindings(buildNetworkModel(change(objects), { network, intent }));
  return after.filter(({ message }) => !before.has(message)).map(({ kind, subject }) => `${kind} ${subject}`);
}

const api = { matchLabels: { app: 'api' } };
const add = (...added: KubernetesObject[]) => findings((objects) => [...objects, ...added]);

/** Whether two models of the same classes permit the same: every pair of classes, and the outside of each. */
function permitTheSame(one: NetworkModel, other: NetworkModel): boolean {
  return one.classes.every(({ id }) => {
    const pairs = one.classes.every(({ id: to }) => permittedPorts(one, id, to) === permittedPorts(other, id, to));
    return (
      pairs &&
      (['ingress', 'egress'] as const).every((direction) => {
        const profile = (model: NetworkModel) => outsideProfile(model[direction][id]!, model.outside, model.ports);
        return outsideDifferences(one, profile(one), profile(other)).length === 0;
      })
    );
  });
}

/** A default deny stays, whatever else closes the namespace. */
function isDefaultDenyOf(model: NetworkModel, id: string): boolean {
  const { object } = model.policies.get(id)!;
  const { podSelector, policyTypes, ingress, egress } = object.spec as Record<string, unknown>;
  const empty = (value: unknown) => value === undefined || value === null || JSON.stringify(value) === '[]';
  const selectsAll = JSON.stringify(podSelector) === '{}' || podSelector === undefined;
  return selectsAll && (policyTypes as string[] | undefined)?.length === 2 && empty(ingress) && empty(egress);
}

describe('hygiene', () => {
  test('redundant is exactly what can be removed without any change, in 1,000 random clusters', () => {
    let found = 0;
    fc.assert(
      fc.property(clusterArbitrary, (cluster) => {
        const model = buildNetworkModel(objectsOf(cluster), { facts: { podCidrs: ['10.0.0.0/16'] } });
        const redundant = redundantPolicies(model).map(({ subject }) => subject);
        found += redundant.length;
        const removable = [...model.policies.keys()].filter(
          (id) => !isDefaultDenyOf(model, id) && permitTheSame(model, changePolicy(model, { remove: id }).model),
        );
        expect(redundant).toEqual(removable);
      }),
      { numRuns: 1000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  test('the fixture has only the name service’s breadth to report', () => {
    const { objects, intent, network } = networkInput('court-net');
    const kinds = new Set(hygieneFindings(buildNetworkModel(objects, { network, intent })).map(({ kind }) => kind));
    expect([...kinds]).toEqual(['unselective-policy']);
  });

  test('a namespace without default deny, also an empty one', () => {
    const without = (objects: KubernetesObject[]) =>
      objects.filter(({ metadata }) => !(metadata.name === 'default-deny' && metadata.namespace === 'case-app'));
    expect(findings(without)).toEqual(['missing-default-deny case-app']);
    expect(add({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'empty' } })).toEqual([
      'missing-default-deny empty',
    ]);
  });

  test('half a default deny is none', () => {
    const half = (objects: KubernetesObject[]) =>
      objects.map((object) =>
        object.metadata.name === 'default-deny' && object.metadata.namespace === 'case-app'
          ? policy('case-app', 'default-deny', { podSelector: {}, policyTypes: ['Ingress'] })
          : object,
      );
    expect(findings(half)).toContain('missing-default-deny case-app');
  });

  test('a policy that says what another says already', () => {
    const { objects } = networkInput('court-net');
    const known = objects.find(({ metadata }) => metadata.name.includes('5432-ingress'))!;
    const copy = { ...known, metadata: { ...known.metadata, name: 'copy' } };
    expect(add(copy)).toEqual([
      `redundant-policy ${known.metadata.namespace}/${known.metadata.name}`,
      `redundant-policy ${known.metadata.namespace}/copy`,
    ]);
  });

  test('a policy for what the distribution runs is not redundant because manifests do not show it', () => {
    const idle = (namespace: string) =>
      add(policy(namespace, 'idle', { podSelector: { matchLabels: { app: 'nothing-has-this' } } }));
    expect(idle('kube-system')).toEqual([]);
    expect(idle('case-app')).toEqual(['redundant-policy case-app/idle']);
  });

  test('an allowance that the other end refuses', () => {
    const from = [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'case-app' } },
        podSelector: { matchLabels: { app: 'worker' } },
      },
    ];
    const found = add(
      policy('case-web', 'early', {
        podSelector: { matchLabels: { app: 'gateway' } },
        ingress: [{ from, ports: [{ port: 1 }] }],
      }),
    );
    expect(found).toContain('one-sided-allowance case-web/early');
  });

  test('breadth: all pods, all pods of a peer, all namespaces', () => {
    const wide = (spec: Record<string, unknown>) =>
      add(policy('case-app', 'wide', spec)).filter((text) => text.startsWith('unselective'));
    expect(wide({ podSelector: {}, ingress: [{ from: [{ podSelector: api }] }] })).toHaveLength(1);
    expect(wide({ podSelector: api, ingress: [{ from: [{ podSelector: {} }] }] })).toHaveLength(1);
    expect(wide({ podSelector: api, ingress: [{ from: [{ namespaceSelector: {}, podSelector: api }] }] })).toHaveLength(
      1,
    );
    expect(wide({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] })).toHaveLength(3);
    expect(wide({ podSelector: api, ingress: [{ from: [{ podSelector: api }] }] })).toHaveLength(0);
  });

  test('a block of Service addresses', () => {
    const to = (cidr: string) =>
      add(
        policy('case-app', 'block', {
          podSelector: api,
          policyTypes: ['Egress'],
          egress: [{ to: [{ ipBlock: { cidr } }] }],
        }),
      );
    expect(to('10.21.0.10/32')).toContain('ineffective-block case-app/block');
    expect(to('10.21.0.0/15')).not.toContain('ineffective-block case-app/block');
  });
});
