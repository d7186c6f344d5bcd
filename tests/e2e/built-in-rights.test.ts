import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../policies/judge.ts';
import { exampleParts } from '../../policies/judge-example.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { type Example, isEstateRule, type ObjectRule } from '../../policies/rule.ts';
import { accessRules } from '../../policies/rules/access/index.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { type ApiClient, apiClient, eventually } from './admission-kit.ts';

const lack = await controlPlaneAvailable();
const api = 'rbac.authorization.k8s.io/v1';
const kinds = {
  Role: 'roles',
  ClusterRole: 'clusterroles',
  RoleBinding: 'rolebindings',
  ClusterRoleBinding: 'clusterrolebindings',
};

/** What the sandbox adds for its own identities. */
const ofTheSandbox = (name: string) => name.startsWith('fadun:sandbox-');

describe.skipIf(lack)(`rights that Kubernetes itself brings${lack ? ` (skipped: ${lack})` : ''}`, () => {
  let plane: TestControlPlane;
  let client: ApiClient;
  let live: KubernetesObject[] = [];

  beforeAll(async () => {
    plane = await startControlPlane();
    client = apiClient(plane.kubeconfigs.admin);
    await eventually('the aggregated roles', async () => {
      const { body } = await client.send('GET', `/apis/${api}/clusterroles/edit`);
      return ((body.rules ?? []) as unknown[]).length > 0;
    });
    const lists = await Promise.all(
      Object.entries(kinds).map(async ([kind, plural]) => {
        const { body } = await client.send('GET', `/apis/${api}/${plural}`);
        return (body.items as KubernetesObject[]).map((item) => ({ ...item, apiVersion: api, kind }));
      }),
    );
    live = lists.flat().filter(({ metadata }) => !ofTheSandbox(metadata.name));
  }, controlPlaneHookTimeout);

  afterAll(async () => {
    await client?.close();
    await plane?.stop();
  }, 120_000);

  it('are no finding, whatever rule looks at them', () => {
    const { findings } = judge(
      live.map((object) => ({ object, source: { file: 'cluster' } })),
      { rules: accessRules, today: '2026-11-25' },
    );
    expect(live.length).toBeGreaterThan(100);
    expect(findings.map(({ rule, object, path }) => `${rule}: ${object.name} ${path}`)).toEqual([]);
  });

  it('are exempt word by word: every exempted right is one that the server really brought', () => {
    const byName = new Map(
      live.map((object) => [`${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`, object]),
    );
    const exempted = accessRules
      .filter((rule): rule is ObjectRule => !isEstateRule(rule))
      .flatMap((rule) => (rule.examples.compliant as readonly Example[]).map((example) => exampleParts(example).object))
      .filter(
        ({ kind, metadata }) =>
          kind.endsWith('Role') && byName.has(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`),
      );
    const foreign = exempted.filter(({ kind, metadata, rules }) => {
      const own = byName.get(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`)!.rules as unknown[];
      return !(rules as unknown[]).every((right) => own.some((one) => sorted(one) === sorted(right)));
    });
    expect(exempted.length).toBeGreaterThan(40);
    expect(foreign.map(({ metadata, rules }) => `${metadata.name} ${JSON.stringify(rules)}`)).toEqual([]);
  });
});

/** A rule of a role in one spelling; empty lists and absent ones are the same. */
function sorted(right: unknown): string {
  const lists = Object.entries(right as Record<string, readonly string[] | null>).filter(
    ([, list]) => list && list.length > 0,
  );
  return JSON.stringify(lists.sort(([one], [other]) => (one < other ? -1 : 1)));
}
