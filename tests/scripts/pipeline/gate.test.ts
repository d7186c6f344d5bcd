import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject, SourcedObject } from '../../../policies/kubernetes.ts';
import { buildCity, type City } from '../../../scripts/pipeline/city.ts';
import { judgeCity, requireOpenGate } from '../../../scripts/pipeline/judge-city.ts';
import { selectSite } from '../../../scripts/pipeline/select-site.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-gate-'));
let city: City;

beforeAll(async () => {
  city = await buildCity(await selectSite('minimal'), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The small city with its objects changed by hand. */
function changed(change: (objects: SourcedObject[]) => SourcedObject[]): City {
  const objects = new Map([...city.objects].map(([network, list]) => [network, change([...list])]));
  return { ...city, objects };
}

const judged = (of: City) => judgeCity(of, { today: '2026-11-22' });

describe('the gate before apply', () => {
  it('is open for the city as declared', () => {
    const outcome = judged(city);
    expect(outcome.decision.open).toBe(true);
    expect(outcome.proof.holds).toBe(true);
    expect(() => requireOpenGate(outcome)).not.toThrow();
  });

  it('is closed by a policy that permits what nobody declared, with the witness', () => {
    const open = changed((objects) => [
      ...objects,
      {
        network: city.networks[0]!,
        source: { file: 'by-hand' },
        object: wideIngress(objects.find(({ object }) => object.kind === 'StatefulSet')!.object),
      },
    ]);
    const outcome = judged(open);
    expect(outcome.proof.permittedNotDeclared.length).toBeGreaterThan(0);
    expect(outcome.decision.open).toBe(false);
    expect(() => requireOpenGate(outcome)).toThrow(/permitted and not declared/);
  });

  it('is closed by the loss of a single declared permission', () => {
    const isIngress = ({ object }: SourcedObject) => object.metadata.name.endsWith('-ingress');
    let dropped = false;
    const narrower = changed((objects) =>
      objects.filter((sourced) => {
        if (dropped || !isIngress(sourced)) return true;
        dropped = true;
        return false;
      }),
    );
    const outcome = judged(narrower);
    expect(outcome.proof.declaredNotPermitted.length).toBeGreaterThan(0);
    expect(() => requireOpenGate(outcome)).toThrow(/declared and not permitted/);
  });

  it('is closed by a container that a rule refuses', () => {
    const outcome = judged(
      changed((objects) =>
        objects.map((sourced) =>
          sourced.object.kind === 'Deployment' ? { ...sourced, object: privileged(sourced.object) } : sourced,
        ),
      ),
    );
    expect(outcome.decision.blocking.map(({ rule }) => rule)).toContain('no-privileged-containers');
    expect(() => requireOpenGate(outcome)).toThrow(/no-privileged-containers/);
  });
});

/** Lets every pod of every namespace reach the workload on any port. */
function wideIngress({ metadata, spec }: KubernetesObject): KubernetesObject {
  const { selector } = spec as { selector: unknown };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'by-hand', namespace: metadata.namespace! },
    spec: {
      podSelector: selector,
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
    },
  };
}

function privileged(object: KubernetesObject): KubernetesObject {
  const copy = structuredClone(object) as KubernetesObject & {
    spec: { template: { spec: { containers: { securityContext: { privileged: boolean } }[] } } };
  };
  copy.spec.template.spec.containers[0]!.securityContext.privileged = true;
  return copy;
}
