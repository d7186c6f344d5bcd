import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { reproveChange } from '../../../policies/reachability/change.ts';
import type { DeclaredIntent } from '../../../policies/reachability/intent.ts';
import { buildNetworkModel } from '../../../policies/reachability/model.ts';
import { holds, mostDifferences, type NetworkProof, pairOf, prove } from '../../../policies/reachability/prove.ts';
import { witnesses } from '../../../policies/reachability/witness.ts';
import { clusterArbitrary, objectsOf, policyArbitrary } from './clusters.ts';
import { networkInput, policy } from './estate-fixture.ts';
import { judgeWitness } from './witness-judge.ts';

const key = ({ metadata }: { metadata: { namespace?: string; name: string } }) =>
  `${metadata.namespace}/${metadata.name}`;

/** What a proof says of each pair of workloads: after changes, classes may be finer than they need to be. */
function verdict(proof: NetworkProof) {
  const { model, permitted, declared } = proof;
  const lines: string[] = [];
  const text = (ports: number) => model.ports.ranges(ports).join();
  for (const [pair, { extra, missing }] of proof.between) {
    const { from, to } = pairOf(model, pair);
    for (const sender of model.classes[from]!.members) {
      for (const receiver of model.classes[to]!.members) {
        if (sender !== receiver || sender.kind !== 'Pod') {
          lines.push(`${sender.id} ${receiver.id} +${text(extra)} -${text(missing)}`);
        }
      }
    }
  }
  for (const direction of ['ingress', 'egress'] as const) {
    for (const [id, differences] of proof.outside[direction]) {
      for (const { addresses, extra, missing } of differences) {
        for (const { id: member } of model.classes[id]!.members) {
          lines.push(`${direction} ${member} ${addresses.join()} +${text(extra)} -${text(missing)}`);
        }
      }
    }
  }
  return { holds: holds(proof), permitted, declared, lines: lines.sort() };
}

describe('a proof', () => {
  test('after any changes of policies says what a proof from the start says', () => {
    fc.assert(
      fc.property(clusterArbitrary, fc.array(policyArbitrary, { minLength: 1, maxLength: 4 }), (cluster, changes) => {
        const [first, second] = cluster.pods as [(typeof cluster.pods)[0], (typeof cluster.pods)[0]];
        const end = ({ namespace, name, deployed }: typeof first) => ({
          namespace,
          kind: deployed ? 'Deployment' : 'Pod',
          name,
        });
        const intent: DeclaredIntent = {
          network: 'n',
          flows: [
            { from: end(first), to: end(second), protocol: 'TCP', port: 80, endPort: 82, reason: '' },
            { from: { range: 'r', cidrs: ['203.0.113.0/24'] }, to: end(first), protocol: 'UDP', reason: '' },
          ],
        };
        const objects = objectsOf(cluster);
        const others = objects.filter(({ kind }) => kind !== 'NetworkPolicy');
        const policies = new Map(cluster.policies.map((item) => [key(item), item as unknown as KubernetesObject]));
        let proof = prove(buildNetworkModel(objects, { intent }), intent);
        for (const change of changes as unknown as KubernetesObject[]) {
          proof = reproveChange(proof, { put: change });
          policies.set(key(change), change);
        }
        const removed = [...policies.keys()][0]!;
        proof = reproveChange(proof, { remove: removed });
        policies.delete(removed);
        const anew = prove(buildNetworkModel([...others, ...policies.values()], { intent }), intent);
        expect(verdict(proof)).toEqual(verdict(anew));
      }),
      { numRuns: 1000 },
    );
  });

  test('that fails shows witnesses that are right', () => {
    const { objects, intent, network } = networkInput('court-net');
    const broken = [
      ...objects.filter(({ metadata }) => !metadata.name.includes('5432-ingress')),
      policy('case-web', 'wide', { podSelector: {}, ingress: [{}] }),
    ];
    const proof = prove(buildNetworkModel(broken, { network, intent }), intent);
    for (const kind of ['extra', 'missing'] as const) {
      const found = witnesses(proof, kind);
      expect(found.length).toBeGreaterThan(1);
      for (const witness of found) {
        expect(judgeWitness(broken, intent, witness)).toEqual({
          permitted: kind === 'extra',
          declared: kind === 'missing',
        });
      }
    }
  });

  test('of a large open cluster counts all differences and keeps what memory holds', () => {
    const count = 400;
    const objects = Array.from({ length: count }, (_, i) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${i}`, namespace: `n${i}` },
    }));
    const intent = { network: 'n', flows: [] };
    const proof = prove(buildNetworkModel(objects), intent);
    expect(proof.differing).toBe(count * (count - 1));
    expect(proof.between.size).toBe(mostDifferences);
    const closed = policy('n0', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(reproveChange(proof, { put: closed }).differing).toBe((count - 1) * (count - 2));
  });

  test('does not pair what the platform brings with itself or the outside', () => {
    const { objects, intent, network } = networkInput('court-net');
    const proof = prove(buildNetworkModel(objects, { network, intent }), intent);
    expect(holds(proof)).toBe(true);
    const { assumed: _, ...facts } = intent.facts!;
    const own = [...objects, ...intent.facts!.assumed!];
    const judged = prove(buildNetworkModel(own, { network, facts }), { ...intent, facts });
    expect(witnesses(judged, 'extra').map(({ from }) => from)).toContain('kube-system/Deployment/coredns');
  });
});
