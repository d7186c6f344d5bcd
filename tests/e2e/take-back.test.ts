import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { ChangePlan, PlanFile } from '../../scripts/change/plan.ts';
import { type ClusterClient, openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { readKubeconfig } from '../../scripts/engines/client/kubeconfig.ts';
import { resourcePath } from '../../scripts/engines/client/paths.ts';
import { openTransport, type Transport } from '../../scripts/engines/client/transport.ts';
import { approvalFile, changeScene, consentOf, invoke, type Outcome } from '../kit/change-scene.ts';
import { traceOf } from '../kit/cluster-trace.ts';
import { fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable } from '../kit/control-plane.ts';

const unavailable = await controlPlaneAvailable();
const network = 'justice-net';
const scene = changeScene();
const { folder: out, people } = scene;
const namespace = 'smart-justice-app';

/** Drift by the hand of somebody who broke the glass, and the plan that takes it back. */
describe.skipIf(unavailable)(`what others hold${unavailable ? ` (skipped: ${unavailable})` : ''}`, () => {
  let cluster: ClusterClient;
  let byHand: Transport;

  beforeAll(async () => {
    await fadun(['up', 'minimal', '--out', out]);
    const identity = ['--identity', 'admin', '--out', out];
    const { data } = await fadunJson<{ kubeconfig: string }>([
      ...['sandbox', 'kubeconfig', network, 'minimal'],
      ...identity,
    ]);
    cluster = openClient({ network, kubeconfig: data.kubeconfig, guard: networkGuard({ sandbox: true }) });
    byHand = openTransport(readKubeconfig(data.kubeconfig), { connections: 1 });
  }, 600_000);

  afterAll(async () => {
    await Promise.all([cluster?.close(), byHand?.close()]);
    await fadun(['sandbox', 'down', 'minimal', '--purge', '--out', out]);
    scene.remove();
  }, 120_000);

  const live = async (kind: string, name: string) => {
    const apiVersion = { Deployment: 'apps/v1', NetworkPolicy: 'networking.k8s.io/v1' }[kind] ?? 'v1';
    return (await cluster.get(await cluster.resourceFor(apiVersion, kind), name, namespace))!;
  };
  /** Changes an object as `kubectl edit` does. */
  const edit = async (object: KubernetesObject, manager: string, patch: object) => {
    const resource = await cluster.resourceFor(object.apiVersion, object.kind);
    const path = resourcePath(resource, namespace, object.metadata.name);
    await byHand.send({
      method: 'PATCH',
      path: `${path}?fieldManager=${manager}`,
      body: JSON.stringify(patch),
      contentType: 'application/strategic-merge-patch+json',
      subject: object.metadata.name,
    });
  };
  const run = (command: 'plan' | 'apply' | 'drift', options: Record<string, unknown>) => {
    const modules = {
      plan: () => import('../../scripts/commands/change/plan.ts'),
      apply: () => import('../../scripts/commands/change/apply.ts'),
      drift: () => import('../../scripts/commands/change/drift.ts'),
    };
    return invoke(modules[command](), ['minimal'], { out, keyring: scene.keyring, ...options });
  };
  const planned = async (name: string, takeFrom: readonly string[]) => {
    const save = join(out, name);
    const outcome = await run('plan', { ...people.onCall.signs, save, takeFrom });
    expect(outcome.message).toBe('');
    return { save, entry: (JSON.parse(readFileSync(save, 'utf8')) as PlanFile).plans[0]! };
  };
  const applied = ({ save, entry }: Awaited<ReturnType<typeof planned>>): Promise<Outcome> => {
    const approval = scene.file('approval.json', approvalFile(consentOf(entry, people.security)));
    return run('apply', { plan: save, approval: [approval] });
  };
  const image = `registry.justice.qingxi.example/by-hand@sha256:${'d'.repeat(64)}`;
  const containerOf = async () => {
    const { spec } = (await live('Deployment', 'api')) as unknown as {
      spec: { template: { spec: { containers: { name: string; image: string; env?: { name: string }[] }[] } } };
    };
    return spec.template.spec.containers[0]!;
  };
  const byName = ({ object, field }: NonNullable<ChangePlan['taken']>[number]) => `${object}: ${field}`;

  it('is drift, is held until a plan names who holds it, and then is put right by that plan alone', async () => {
    const { name, image: declaredImage } = await containerOf();
    const template = { spec: { containers: [{ name, image, env: [{ name: 'DEBUG', value: '1' }] }] } };
    const change = { metadata: { annotations: { note: 'by hand' } }, spec: { template } };
    await edit(await live('Deployment', 'api'), 'kubectl-edit', change);
    const { data } = (await run('drift', {})) as { data: { drifted: { kind: string; manager: string }[] } };
    expect(data.drifted.map(({ kind }) => kind).sort()).toEqual(['added', 'added', 'changed']);
    expect(new Set(data.drifted.map(({ manager }) => manager))).toEqual(new Set(['kubectl-edit']));

    const plain = await planned('plain.json', []);
    expect(plain.entry.plan.held).toMatchObject([{ manager: 'kubectl-edit' }]);
    expect(plain.entry.plan).not.toHaveProperty('taken');
    const refused = await applied(plain);
    expect(refused.message).toContain('is held by "kubectl-edit"');

    const taking = await planned('taking.json', ['kubectl-edit']);
    expect(taking.entry.plan).toMatchObject({ class: 'widening', held: [], counts: { change: 1 } });
    expect(taking.entry.plan.taken!.map(byName).sort()).toEqual([
      'Deployment.apps smart-justice-app/api: .metadata.annotations.note',
      `Deployment.apps smart-justice-app/api: .spec.template.spec.containers[name="${name}"].env[name="DEBUG"]`,
      `Deployment.apps smart-justice-app/api: .spec.template.spec.containers[name="${name}"].image`,
    ]);
    expect((await applied(taking)).message).toBe('');
    expect((await containerOf()).image).toBe(declaredImage);
    expect((await containerOf()).env?.map((one) => one.name) ?? []).not.toContain('DEBUG');
    expect((await live('Deployment', 'api')).metadata.annotations).not.toHaveProperty('note');
    expect(await run('drift', {})).toMatchObject({ code: 0, data: { drifted: [] } });
  }, 120_000);

  it('is taken no further than was approved, and not from whom no plan names', async () => {
    const policy = await live('NetworkPolicy', 'default-deny');
    const open = { spec: { policyTypes: ['Ingress'] } };
    await edit(policy, 'kubectl-edit', open);
    await edit(await live('Deployment', 'api'), 'other-hand', { metadata: { annotations: { note: 'theirs' } } });
    const taking = await planned('closing.json', ['kubectl-edit']);
    expect(taking.entry.plan.taken!.map(byName)).toEqual([
      'NetworkPolicy.networking.k8s.io smart-justice-app/default-deny: .spec.policyTypes',
    ]);
    await edit(policy, 'kubectl-edit', { metadata: { annotations: { note: 'one more' } } });
    const before = await traceOf(cluster);
    const refused = await applied(taking);
    expect(refused).toMatchObject({ code: 1, message: expect.stringContaining('.metadata.annotations') });
    expect(await traceOf(cluster)).toEqual(before);

    const both = await planned('both.json', ['kubectl-edit', 'other-hand']);
    expect(both.entry.plan.taken).toHaveLength(3);
    expect((await applied(both)).message).toBe('');
    expect(await run('drift', {})).toMatchObject({ code: 0, data: { drifted: [], proof: { holds: true } } });
  }, 120_000);

  it('is no matter of managers that hold nothing, of the system, or of runbooks', async () => {
    const attempt = (manager: string) => run('plan', { takeFrom: [manager] });
    expect(await attempt('nobody')).toMatchObject({ code: 1, message: expect.stringContaining('neither holds') });
    for (const manager of ['kube-controller-manager', 'fadun-runbook'])
      expect(await attempt(manager)).toMatchObject({ code: 2, message: expect.stringContaining('part of the system') });
  });
});
