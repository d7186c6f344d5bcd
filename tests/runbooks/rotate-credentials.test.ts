import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { runSubject } from '../../runbooks/kit/plan-runbook.ts';
import { runRunbook } from '../../runbooks/kit/run/run.ts';
import { rotateCredentials } from '../../runbooks/rotate-credentials.ts';
import { namespace, tier } from '../../scripts/drills/declared-objects.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { driftOf } from '../../scripts/engines/direct/drift.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { consentOf, openRunbookCluster, type RunbookCluster } from '../kit/runbook-cluster.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();
const given = {
  namespace: 'court-filing',
  secret: 'store-login',
  entry: 'password',
  accepting: 'store',
  ticket: 'INC-2026-031',
};
const former = 'former-credential-7431';

describe.skipIf(absent !== undefined)(`rotating credentials${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  const pod = { volumes: [{ name: 'login', secret: { secretName: 'store-login' } }] };
  const declared = [
    namespace('court-filing'),
    ...tier('court-filing', 'store', { kind: 'StatefulSet', pod }),
    ...tier('court-filing', 'web', { pod }),
    ...tier('court-filing', 'apart'),
  ];
  const login: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'store-login', namespace: 'court-filing' },
    type: 'Opaque',
    stringData: { password: former, username: 'court' },
  };
  const secret = async () => (await cluster.live(login))!;
  const values = async () =>
    Object.fromEntries(
      Object.entries((await secret()).data as Record<string, string>).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
  /** What the phases were, as the API server stored them. */
  const seen: Record<string, string>[] = [];

  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = openCluster(plane, 'applier');
    runbooks = openRunbookCluster(plane);
    await applyObjects([...declared, login], { client: cluster.client, network: plane.network, waitSeconds: 60 });
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([cluster?.close(), runbooks?.close()]);
    await plane?.stop();
  });

  test('keeps every value in use accepted at every step, leaves only the new one, and writes it nowhere', async () => {
    const plan = await runbooks.plan(rotateCredentials, given);
    expect(plan.steps.map(({ id, actions }) => [id, ...actions.map((action) => action.id)])).toEqual([
      ['accept-new', 'add-next', 'restart-accept-new-statefulset-store'],
      ['use-new', 'switch', 'restart-use-new-deployment-web'],
      ['drop-old', 'remove-previous', 'restart-drop-old-statefulset-store'],
    ]);
    const execute: typeof runbooks.environment.execute = async (action, mark) => {
      const account = await runbooks.environment.execute(action, mark);
      if (!action.id.startsWith('restart')) seen.push(await values());
      return account;
    };
    const consent = consentOf(runSubject(plan), false);
    const result = await runRunbook(rotateCredentials, plan, consent, 'rotate-1', { ...runbooks.environment, execute });
    expect(result).toMatchObject({ status: 'finished' });

    const [first, second, third] = seen as [Record<string, string>, Record<string, string>, Record<string, string>];
    const drawn = first['password.next']!;
    expect(drawn).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(first).toEqual({ username: 'court', password: former, 'password.next': drawn });
    expect(second).toEqual({ username: 'court', password: drawn, 'password.previous': former });
    expect(third).toEqual({ username: 'court', password: drawn });
    expect((await secret()).metadata.annotations ?? {}).not.toHaveProperty('fadun.io/rotating');

    const folder = join(runbooks.environment.runs, 'rotate-1');
    const written = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    for (const text of [...written, ...runbooks.said]) {
      for (const value of [
        drawn,
        former,
        Buffer.from(drawn).toString('base64'),
        Buffer.from(former).toString('base64'),
      ]) {
        expect(text).not.toContain(value);
      }
    }
    const { drifted } = await driftOf(declared, { client: cluster.client, network: plane.network });
    expect(drifted.filter(({ object }) => !object.startsWith('Secret'))).toEqual([]);
  }, 180_000);

  test('killed between any two actions, resuming neither repeats nor skips a phase', async () => {
    const before = await values();
    const plan = await runbooks.plan(rotateCredentials, given);
    const kills = new Set<string>();
    const onEvent: NonNullable<typeof runbooks.environment.onEvent> = ({ at, action }) => {
      if (at !== 'acted' || kills.has(String(action))) return;
      kills.add(String(action));
      throw new Error('killed after the act, before its outcome was written');
    };
    const environment = { ...runbooks.environment, onEvent };
    const consent = consentOf(runSubject(plan), false);
    const attempt = (work: Promise<unknown>) => work.catch((error: Error) => error);
    let result = await attempt(runRunbook(rotateCredentials, plan, consent, 'rotate-2', environment));
    for (let attempts = 0; attempts < 12 && (result as { status?: string }).status !== 'finished'; attempts++) {
      result = await attempt(runbooks.resumeIn(rotateCredentials, 'rotate-2', environment));
    }
    expect(result).toMatchObject({ status: 'finished' });
    expect(kills.size).toBe(6);
    const after = await values();
    expect(Object.keys(after).sort()).toEqual(['password', 'username']);
    expect(after.password).not.toBe(before.password);
  }, 240_000);
});
