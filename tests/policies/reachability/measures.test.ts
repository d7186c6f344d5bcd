import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { exceptMeasures } from '../../../policies/reachability/measures.ts';
import { proveEstate } from '../../../policies/reachability/report.ts';

const pod = (namespace: string, name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name } },
  spec: { containers: [] },
});
const policy = (namespace: string, name: string, spec: unknown): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
const denied = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
const flow = (from: string, to: string) => ({
  from: { namespace: from },
  to: { namespace: to },
  protocol: 'TCP' as const,
  port: 443,
  reason: 'declared',
});
const closed = new Map([['net', [{ closes: 'court-filing' }]]]);

/** Two declared flows into closed namespaces, of which a measure closed one. */
const reportOf = (...more: KubernetesObject[]) =>
  proveEstate([
    {
      network: 'net',
      objects: [
        ...['court-filing', 'court-trial', 'archive'].flatMap((name) => [
          pod(name, 'web'),
          policy(name, 'deny', denied),
        ]),
        ...more,
      ],
      intent: { network: 'net', flows: [flow('court-trial', 'court-filing')] },
    },
  ]).report;

describe('a proof beside a measure that closed a namespace', () => {
  it('does not hold the lost connections of that namespace against it', () => {
    const report = reportOf();
    expect(report).toMatchObject({
      holds: false,
      declaredNotPermitted: [{ to: expect.stringContaining('court-filing') }],
    });
    expect(exceptMeasures(report, closed)).toMatchObject({ holds: true, declaredNotPermitted: [] });
    expect(exceptMeasures(report, new Map([['other-net', [{ closes: 'court-filing' }]]])).holds).toBe(false);
    expect(exceptMeasures(report, new Map([['net', [{ closes: 'archive' }]]])).holds).toBe(false);
  });

  it('still fails where more than declared is permitted, in the closed namespace too', () => {
    const open = { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] };
    expect(exceptMeasures(reportOf(policy('court-filing', 'way-out', open)), closed).holds).toBe(false);
  });
});
