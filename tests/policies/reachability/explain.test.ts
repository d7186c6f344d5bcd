import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type Explanation, explain } from '../../../policies/reachability/explain.ts';
import { explainEstate } from '../../../policies/reachability/explain-estate.ts';
import { buildNetworkModel } from '../../../policies/reachability/model.ts';
import type { Protocol } from '../../../policies/reachability/ports.ts';
import { proveEstate } from '../../../policies/reachability/report.ts';
import { clusterArbitrary, objectsOf, portProbes, workloadId } from './clusters.ts';
import { estate, estateInputs, networkInput } from './estate-fixture.ts';
import { Oracle } from './oracle.ts';

const tcp = (from: string, to: string, port: number) => ({ from, to, protocol: 'TCP' as Protocol, port });

function courtModel() {
  const { network, objects, intent } = networkInput('court-net');
  return buildNetworkModel(objects, { network, intent });
}

function answered(value: ReturnType<typeof explain>): Explanation {
  if ('unknown' in value) throw new Error(`unknown ${value.unknown}`);
  return value;
}

describe('explain in one network', () => {
  test('an allowed connection names the policy on each side', () => {
    const answer = answered(explain(courtModel(), tcp('case-web/gateway', 'case-app/Deployment/api', 8080)));
    expect(answer).toMatchObject({
      allowed: true,
      hops: [
        {
          network: 'court-net',
          channel: null,
          egress: { decision: 'allow', policies: ['case-web/case-web-gateway-case-app-api-tcp-8080-egress'] },
          ingress: { decision: 'allow', policies: ['case-app/case-web-gateway-case-app-api-tcp-8080-ingress'] },
        },
      ],
      change: { effect: 'deny' },
    });
  });

  test('a refused connection says of every rule why it does not match', () => {
    const answer = answered(explain(courtModel(), tcp('case-web/gateway', 'case-app/api', 8081)));
    expect(answer.allowed).toBe(false);
    const verdict = answer.hops[0]!.ingress.verdicts.find(({ policy }) => policy.includes('gateway-case-app-api'))!;
    expect(verdict.rules).toEqual([
      {
        path: 'spec.ingress[0]',
        allows: false,
        peerMatches: true,
        portMatches: false,
        why: 'the peer matches, the port does not',
      },
    ]);
    expect(answer.change!.edits.map(({ side, action }) => `${side} ${action}`)).toEqual(['egress add', 'ingress add']);
  });

  test('a Service is followed to the port of the pod behind it, also by its address', () => {
    for (const to of ['service/exchange/in-receiver', '10.21.0.7']) {
      const answer = answered(explain(courtModel(), tcp('172.16.2.1', to, 443)));
      expect(answer).toMatchObject({
        allowed: true,
        port: 443,
        hops: [{ to: 'exchange/Deployment/in-receiver', port: 7001 }],
      });
      expect(answer.notes.join()).toContain('leads to port 7001');
    }
    const wrong = answered(explain(courtModel(), tcp('172.16.2.1', 'svc/exchange/in-receiver', 7001)));
    expect(wrong).toMatchObject({ allowed: false, hops: [] });
  });

  test('an outside address decides nothing of its own', () => {
    const answer = answered(explain(courtModel(), tcp('10.30.4.4', 'case-web/gateway', 8443)));
    expect(answer.hops[0]).toMatchObject({ egress: { decision: 'outside' }, ingress: { decision: 'allow' } });
    expect(answered(explain(courtModel(), tcp('10.32.4.4', 'case-web/gateway', 8443))).allowed).toBe(false);
  });

  test('a name that nothing bears is answered with names like it', () => {
    const answer = explain(courtModel(), tcp('case-app/gateway', 'case-app/api', 1));
    expect(answer).toEqual({ unknown: 'case-app/gateway', similar: ['case-web/Deployment/gateway'] });
  });

  test('the host network is open, and no policy can close it', () => {
    const host: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'agent', namespace: 'case-app' },
      spec: { hostNetwork: true },
    };
    const { objects, intent } = networkInput('court-net');
    const model = buildNetworkModel([...objects, host], { intent });
    const answer = answered(explain(model, tcp('case-app/agent', 'case-data/database', 5432)));
    expect(answer).toMatchObject({ allowed: true, change: null, hops: [{ egress: { decision: 'host' } }] });
  });
});

describe('the suggested change', () => {
  test('turns the answer round, on random clusters, and the oracle agrees', () => {
    let changed = 0;
    const property = fc.property(
      clusterArbitrary,
      fc.nat(),
      fc.nat(),
      fc.constantFrom(...portProbes),
      (cluster, a, b, [protocol, port]) => {
        const from = cluster.pods[a % cluster.pods.length]!;
        const to = cluster.pods[b % cluster.pods.length]!;
        const objects = objectsOf(cluster);
        const question = { from: workloadId(from), to: workloadId(to), protocol: protocol as Protocol, port };
        const before = answered(explain(buildNetworkModel(objects), question));
        const replica = from === to && to.deployed ? { ...to } : to;
        const oracle = new Oracle();
        expect(before.allowed).toBe(
          oracle.allowed([...cluster.policies], { pod: from }, { pod: replica }, protocol, port),
        );
        if (!before.change) return;
        changed += 1;
        const edited = new Map(
          cluster.policies.map((item) => [`${item.metadata.namespace}/${item.metadata.name}`, item]),
        );
        for (const { policy, object } of before.change.edits) edited.set(policy, object as never);
        const after = oracle.allowed([...edited.values()], { pod: from }, { pod: replica }, protocol, port);
        expect(after).toBe(!before.allowed);
        expect(before.change.effect).toBe(before.allowed ? 'deny' : 'allow');
      },
    );
    fc.assert(property, { numRuns: 1500 });
    expect(changed).toBeGreaterThan(500);
  });
});

describe('explain across networks', () => {
  const { graph } = proveEstate(estateInputs(), estate());
  const ask = (from: string, to: string, port: number, fromNetwork = 'internet-zone', toNetwork = 'court-net') =>
    answered(explainEstate(graph!, { from, to, protocol: 'TCP', port, fromNetwork, toNetwork }));

  test('shows every leg of the way over a channel', () => {
    const answer = ask('portal-app/api', 'case-app/api', 8080);
    expect(answer.allowed).toBe(true);
    expect(answer.hops.map(({ network, from, to, port, channel }) => [network, from, to, port, channel])).toEqual([
      ['internet-zone', 'portal-app/Deployment/api', 'exchange/Deployment/out-sender', 9000, null],
      ['internet-zone', 'exchange/Deployment/out-sender', '172.16.1.1', 7001, 'X1'],
      ['court-net', '172.16.2.1', 'exchange/Deployment/in-receiver', 7001, 'X1'],
      ['court-net', 'exchange/Deployment/in-receiver', 'case-app/Deployment/api', 8080, null],
    ]);
    expect(answer.hops[1]).toMatchObject({ egress: { decision: 'allow' }, ingress: { decision: 'outside' } });
  });

  test('where the last leg is closed, shows the declared route and the leg that closes', () => {
    const answer = ask('portal-app/api', 'case-web/gateway', 8443);
    expect(answer.allowed).toBe(false);
    const closed = answer.hops.filter(({ allowed }) => !allowed);
    expect(closed.at(-1)).toMatchObject({ network: 'court-net', to: 'case-web/Deployment/gateway' });
    expect(answer.hops.some(({ channel }) => channel === 'X1')).toBe(true);
  });

  test('without channels there is no way, and it says so', () => {
    const site = { ...estate(), channels: [] };
    const alone = proveEstate(estateInputs(), site).graph!;
    const question = {
      ...tcp('portal-app/api', 'case-app/api', 8080),
      fromNetwork: 'internet-zone',
      toNetwork: 'court-net',
    };
    const answer = answered(explainEstate(alone, question));
    expect(answer).toMatchObject({ allowed: false, hops: [] });
    expect(answer.notes[0]).toContain('no declared channels');
  });
});
