import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breakGlass } from '../../runbooks/break-glass.ts';
import type { RunEvent } from '../../runbooks/kit/run/session.ts';
import { readKubeconfig } from '../../scripts/engines/client/kubeconfig.ts';
import { openTransport } from '../../scripts/engines/client/transport.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { eventLine } from '../../scripts/terminal/run-view.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { openRunbookCluster, type RunbookCluster } from '../kit/runbook-cluster.ts';
import { openCluster, smallSystem, type TestCluster } from '../scripts/engines/cluster.ts';

const absent = await controlPlaneAvailable();

describe.skipIf(absent !== undefined)(`break-glass access${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let plane: TestControlPlane;
  let cluster: TestCluster;
  let runbooks: RunbookCluster;
  /** What happens while the operator works. */
  let work: (token: string) => Promise<void> = async () => {};
  const given = {
    right: 'admin',
    namespace: 'court-filing',
    minutes: '10',
    ticket: 'INC-2026-031',
    reason: 'INC-2026-031: 准入故障',
  };
  const as = (token: string) => {
    const { certificate: _, key: __, ...credentials } = readKubeconfig(plane.kubeconfigs.reader);
    return openTransport({ ...credentials, token }, { connections: 1 });
  };
  const get = async (token: string, path: string): Promise<number> => {
    const transport = as(token);
    try {
      await transport.send({ method: 'GET', path, subject: path });
      return 200;
    } catch (error) {
      return (error as { status?: number }).status ?? 0;
    } finally {
      await transport.close();
    }
  };

  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = openCluster(plane, 'applier');
    runbooks = openRunbookCluster(plane, {
      manual: async () => {
        await work([...runbooks.handedOver.values()].at(-1)!);
        return 'confirmed';
      },
    });
    await applyObjects([...smallSystem('court-filing'), ...smallSystem('court-trial')], {
      client: cluster.client,
      network: plane.network,
      waitSeconds: 0,
    });
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    await Promise.all([cluster?.close(), runbooks?.close()]);
    await plane?.stop();
  });

  test('is a token for its scope, bound and traced, that is dead when the run has ended; its value is written nowhere', async () => {
    let token = '';
    work = async (drawn) => {
      token = drawn;
      const [path = ''] = [...runbooks.handedOver.keys()];
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const handed = runbooks.said
        .map((text) => JSON.parse(text) as RunEvent)
        .find(({ action, at }) => action === 'draw-token' && at === 'outcome');
      expect(eventLine(handed!, 'en')).toMatch(new RegExp(`draw-token: .*${path}, valid until 20`));
      expect(await untilKnown(() => get(token, '/api/v1/namespaces/court-filing/secrets'))).toBe(200);
      expect(await get(token, '/api/v1/namespaces/court-trial/secrets')).toBe(403);
      const transport = as(token);
      await transport.send({
        method: 'POST',
        path: '/api/v1/namespaces/court-filing/configmaps',
        body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'by-emergency' } }),
        subject: 'by-emergency',
      });
      await transport.close();
    };
    const result = await runbooks.run(breakGlass, given, 'glass-1');
    expect(result, JSON.stringify(result)).toMatchObject({ status: 'finished' });
    expect([...runbooks.handedOver.keys()].filter(existsSync)).toEqual([]);
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
    expect(claims.exp - claims.iat).toBeLessThanOrEqual(600);
    expect(claims['kubernetes.io'].secret.name).toBe('break-glass');

    expect(await untilUnknown(() => get(token, '/api/v1/namespaces/court-filing/secrets'))).toBe(401);
    const written = ['journal.jsonl', 'plan.json', 'consent.json'].map((name) =>
      readFileSync(join(runbooks.environment.runs, 'glass-1', name), 'utf8'),
    );
    for (const text of [...written, ...runbooks.said]) expect(text).not.toContain(token.slice(0, 40));
    const audit = readFileSync(plane.status.auditLog, 'utf8');
    expect(audit).not.toContain(token.slice(0, 40));
    const traced = audit
      .split('\n')
      .filter((line) => line.includes('by-emergency') && line.includes('fadun-break-glass-trace/ticket'));
    expect(traced.length).toBeGreaterThan(0);

    const events = await cluster.client.list(await cluster.client.resourceFor('v1', 'Event'), {
      namespace: 'fadun-system',
    });
    expect(events.filter(({ reason }) => reason === 'BreakGlass')).toEqual([
      expect.objectContaining({
        type: 'Warning',
        message: expect.stringMatching(/Emergency access \(admin, court-filing\) for INC-2026-031/),
        involvedObject: expect.objectContaining({ kind: 'ServiceAccount', name: 'break-glass' }),
        firstTimestamp: expect.stringMatching(/^20\d\d-/),
      }),
    ]);
    const review = await cluster.live({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'review-break-glass-inc-2026-031', namespace: 'fadun-system' },
    });
    expect(review?.data).toMatchObject({ run: 'glass-1', due: expect.stringMatching(/^20/) });
  }, 120_000);

  test('undone while it is open, the token dies with the object that it is bound to', async () => {
    let token = '';
    work = async (drawn) => {
      token = drawn;
      throw new Error('the token is lost');
    };
    const again = { ...given, ticket: 'INC-2026-032' };
    const plan = await runbooks.plan(breakGlass, again);
    expect(await runbooks.run(breakGlass, again, 'glass-2')).toMatchObject({ status: 'stopped' });
    expect(await untilKnown(() => get(token, '/api/v1/namespaces/court-filing/secrets'))).toBe(200);
    expect(await runbooks.undo(breakGlass, plan, 'glass-2')).toMatchObject({ status: 'undone' });
    expect([...runbooks.handedOver.keys()].filter(existsSync)).toEqual([]);
    expect(await untilUnknown(() => get(token, '/api/v1/namespaces/court-filing/secrets'))).toBe(401);
    const bindings = await cluster.client.list(
      await cluster.client.resourceFor('rbac.authorization.k8s.io/v1', 'RoleBinding'),
      { namespace: 'court-filing' },
    );
    expect(bindings).toEqual([]);
  }, 120_000);

  test.each([['9'], ['61'], ['600']])('%s minutes are refused', async (minutes) => {
    await expect(runbooks.plan(breakGlass, { ...given, minutes })).rejects.toThrow('minutes');
  });
});

/** API servers remember a good token for a few seconds; until then the right is gone already (403). */
function untilUnknown(ask: () => Promise<number>): Promise<number> {
  return untilAnswered(401, ask);
}

/** The API server asks its own caches about the account of a token: they come to know it a moment after it is made. */
function untilKnown(ask: () => Promise<number>): Promise<number> {
  return untilAnswered(200, ask);
}

async function untilAnswered(wanted: number, ask: () => Promise<number>): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const status = await ask();
    if (status === wanted || attempt === 30) return status;
    await delay(1_000);
  }
}
