import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { parseAddress } from '../../../policies/reachability/addresses.ts';
import { changePolicy } from '../../../policies/reachability/change.ts';
import { includes } from '../../../policies/reachability/intervals.ts';
import { buildNetworkModel, type NetworkModel, permittedPorts } from '../../../policies/reachability/model.ts';
import { type Protocol, portPosition } from '../../../policies/reachability/ports.ts';
import { outsideProfile } from '../../../policies/reachability/rows.ts';
import {
  type Cluster,
  clusterArbitrary,
  objectsOf,
  outsideProbes,
  policyArbitrary,
  portProbes,
  workloadId,
} from './clusters.ts';
import { branchNames, Oracle } from './oracle.ts';

const clusters = 5000;

/** Class of each workload by id. */
function classIds(model: NetworkModel): Map<string, number> {
  return new Map(model.classes.flatMap(({ id, members }) => members.map((member) => [member.id, id] as const)));
}

function agree(oracle: Oracle, cluster: Cluster, model: NetworkModel): void {
  const ids = classIds(model);
  const policies = [...cluster.policies];
  for (const from of cluster.pods) {
    const fromClass = ids.get(workloadId(from))!;
    for (const to of cluster.pods) {
      const permitted = model.ports.ranges(permittedPorts(model, fromClass, ids.get(workloadId(to))!));
      const replica = to === from && to.deployed ? { ...to } : to;
      if (replica === from) {
        oracle.allowed(policies, { pod: from }, { pod: from }, 'TCP', 80);
        continue;
      }
      for (const [protocol, port] of portProbes) {
        const expected = oracle.allowed(policies, { pod: from }, { pod: replica }, protocol, port);
        const actual = includes(permitted, portPosition(protocol as Protocol, port));
        if (actual !== expected) throw new Error(`${from.name} -> ${to.name} ${protocol} ${port}: want ${expected}`);
      }
    }
    for (const direction of ['egress', 'ingress'] as const) {
      const profile = outsideProfile(model[direction][fromClass]!, model.outside, model.ports);
      for (const address of outsideProbes) {
        const position = parseAddress(address)!;
        const entry = profile.find(({ addresses }) => includes(addresses, position));
        const ports = model.ports.ranges(entry?.ports ?? 0);
        for (const [protocol, port] of portProbes) {
          const ends = [{ pod: from }, { address }] as const;
          const [sender, receiver] = direction === 'egress' ? ends : [ends[1], ends[0]];
          const expected = oracle.allowed(policies, sender, receiver, protocol, port);
          const actual = includes(ports, portPosition(protocol as Protocol, port));
          if (actual !== expected)
            throw new Error(`${direction} ${from.name} ${address} ${protocol} ${port}: want ${expected}`);
        }
      }
    }
  }
}

test(`agrees with the brute-force oracle on ${clusters} random clusters, every semantic branch exercised`, () => {
  const oracle = new Oracle();
  fc.assert(
    fc.property(clusterArbitrary, (cluster) => {
      const model = buildNetworkModel(objectsOf(cluster));
      expect(model.problems).toEqual([]);
      agree(oracle, cluster, model);
    }),
    { numRuns: clusters },
  );
  const unexercised = branchNames.filter((name) => oracle.branches.get(name) === 0);
  const lines = [...oracle.branches].map(([name, count]) => `  ${name}: ${count}`);
  console.log(
    `semantic branches exercised: ${branchNames.length - unexercised.length}/${branchNames.length}\n${lines.join('\n')}`,
  );
  expect(unexercised).toEqual([]);
});

test('a model changed policy by policy answers as one built anew', () => {
  const oracle = new Oracle();
  fc.assert(
    fc.property(clusterArbitrary, fc.array(policyArbitrary, { minLength: 1, maxLength: 3 }), (cluster, changes) => {
      let model = buildNetworkModel(objectsOf(cluster));
      const policies = new Map(
        cluster.policies.map((policy) => [`${policy.metadata.namespace}/${policy.metadata.name}`, policy]),
      );
      for (const policy of changes) {
        model = changePolicy(model, { put: policy as unknown as KubernetesObject }).model;
        policies.set(`${policy.metadata.namespace}/${policy.metadata.name}`, policy);
      }
      const removed = [...policies.keys()][0]!;
      model = changePolicy(model, { remove: removed }).model;
      policies.delete(removed);
      agree(oracle, { ...cluster, policies: [...policies.values()] }, model);
    }),
    { numRuns: 1000 },
  );
});
