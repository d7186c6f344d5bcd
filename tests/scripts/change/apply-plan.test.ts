import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { propose } from '../../../runbooks/kit/approvals/approval.ts';
import { readRecords } from '../../../runbooks/kit/journal/journal.ts';
import { digestOfJson } from '../../../runbooks/kit/signing/digest.ts';
import { type ApplyRequest, carryOut, clearToApply } from '../../../scripts/change/apply-plan.ts';
import { changeRunId } from '../../../scripts/change/change-run.ts';
import { changeStateFolder, changeStateIn } from '../../../scripts/change/change-state.ts';
import { planSubject, renderedDigest } from '../../../scripts/change/make-plan.ts';
import { type ChangePlan, countsOf, type PlanEntry } from '../../../scripts/change/plan.ts';
import { readRefusedChanges, recordingRefusal, refusedChangesFile } from '../../../scripts/change/refused-changes.ts';
import type { ClusterClient } from '../../../scripts/engines/client/client.ts';
import { type Engine, noStacks, type Outlook } from '../../../scripts/engines/engine.ts';
import { changeWatch } from '../../../scripts/exporter/observe-changes.ts';
import { selectSite } from '../../../scripts/pipeline/select-site.ts';
import { workspaceOf } from '../../../scripts/pipeline/workspace.ts';
import { changeScene, consentOf } from '../../kit/change-scene.ts';

const scene = changeScene();
afterAll(() => scene.remove());
const site = await selectSite('minimal');
const network = 'justice-net';
const gate = { open: true, rules: 1, blocking: 0 };
const proof = { holds: true, declared: 1, permitted: 1 };
const outlook: Outlook = {
  cluster: 'c-1',
  changes: [{ action: 'add', object: 'ConfigMap court/a' }],
  touched: [],
  held: [],
  taken: [],
  kept: [],
  transitions: [],
};
const applied: string[] = [];

/** A stand-in for a cluster and its engine: one ConfigMap that is there or not. `undo` takes it away again. */
function freshEngine(): { readonly engine: Engine; undo(): void } {
  let isThere = false;
  return {
    undo: () => {
      isThere = false;
    },
    engine: {
      id: 'direct',
      outlook: async () => (isThere ? { ...outlook, changes: [] } : outlook),
      apply: async (_target, _plan, { onStage }) => {
        await onStage?.('writing');
        applied.push('once');
        isThere = true;
        await onStage?.('written');
        return { changed: 1, pruned: [], seconds: 0 };
      },
      verify: async () => ({ network, objects: 0, equal: 0, missing: [], different: [], held: [], seconds: 0 }),
      drift: () => Promise.reject(new Error('nobody asks')),
    },
  };
}

/** An engine whose API server goes away at each apply, until it is mended: before it writes, or amid it. */
function haltingEngine(when: 'before' | 'amid' = 'amid'): { readonly halting: Engine; mend(): void } {
  let fails = true;
  const { engine } = freshEngine();
  const halting: Engine = {
    ...engine,
    apply: async (target, plan, options) => {
      if (!fails) return engine.apply(target, plan, options);
      if (when === 'amid') await options.onStage?.('writing');
      throw new Error('the API server went away');
    },
  };
  return {
    halting,
    mend: () => {
      fails = false;
    },
  };
}

/** An API server that holds nothing. */
const client = { resourceFor: async () => ({}), list: async () => [] } as unknown as ClusterClient;

function request(name: string, members: Partial<ApplyRequest> = {}, plan: Partial<ChangePlan> = {}): ApplyRequest {
  const whole: ChangePlan = {
    type: 'fadun/plan/v1',
    site: 'minimal',
    declaration: digestOfJson(site),
    network,
    engine: 'direct',
    cluster: 'c-1',
    created: new Date(Date.now() - 1000).toISOString(),
    author: 'p-001',
    guardPeriod: null,
    rendered: renderedDigest([]),
    objects: 0,
    class: 'additive',
    reasons: [],
    counts: countsOf(outlook.changes),
    changes: outlook.changes,
    touched: [],
    held: [],
    prune: [],
    kept: [],
    waivers: [],
    gate,
    proof,
    artefact: null,
    bundle: null,
    ...plan,
  };
  const proposal = propose(planSubject(whole), 'p-001', new Date(Date.now() - 500), scene.people.onCall.pair);
  const entry: PlanEntry = { plan: whole, digest: digestOfJson(whole), proposal };
  return {
    site,
    entry,
    target: { network, objects: [], client, terraform: noStacks },
    engine: freshEngine().engine,
    approvals: [consentOf(entry, scene.people.security)],
    keyring: scene.ring,
    state: changeStateIn(join(scene.folder, name)),
    now: () => new Date(),
    waivers: [],
    gate,
    proof,
    proveLive: async () => [],
    progress: () => {},
    ...members,
  };
}

describe('a change is not cleared', () => {
  it.each<[string, RegExp, ApplyRequest]>([
    [
      'the gate has closed since',
      /the gate is closed by 3 findings/,
      request('a', { gate: { ...gate, open: false, blocking: 3 } }),
    ],
    [
      'the proof has come to fail since',
      /the proof of the network fails/,
      request('b', { proof: { ...proof, holds: false } }),
    ],
    [
      'the site names another engine',
      /planned for engine direct, the site names terraform/,
      request('c', { engine: { ...freshEngine().engine, id: 'terraform' } }),
    ],
    [
      'the declaration is another',
      /the declaration of the site is another one/,
      request('d', { site: { ...site, declaredOn: '2020-01-01' } }),
    ],
    [
      'the engine’s own plan is another',
      /not those that were approved/,
      request('e', {
        engine: { ...freshEngine().engine, ready: () => Promise.reject(new Error('not those that were approved')) },
      }),
    ],
    [
      'a waiver is new',
      /its fields or reasons are not those|widening/,
      request('f', { waivers: [{ id: 'w-1', until: '2027-01-01', scope: { kind: 'Pod', name: 'a' } } as never] }),
    ],
  ])('where %s', async (_what, said, attempt) => {
    await expect(clearToApply(attempt)).rejects.toThrow(said);
    expect(applied).toEqual([]);
    expect(readdirSync(join(attempt.state.folder, 'used-approvals')), 'no approval is used up').toEqual([]);
  });
});

describe('a cleared change', () => {
  it('is carried out once: again it is refused, with new approvals too', async () => {
    const attempt = request('once');
    const result = await carryOut(await clearToApply(attempt));
    expect(result).toMatchObject({ changed: 1, approvers: ['p-004'], resumed: false });
    expect(applied).toEqual(['once']);
    await expect(clearToApply(attempt)).rejects.toThrow('it was used by');
    const anew = { ...attempt, approvals: [consentOf(attempt.entry, scene.people.security)] };
    await expect(clearToApply(anew)).rejects.toThrow('it was used by');
  });

  it('that stopped half-way resumes with the same approvals and with no others of another change', async () => {
    const { halting, mend } = haltingEngine();
    const attempt = request('half', { engine: halting });
    await expect(carryOut(await clearToApply(attempt))).rejects.toMatchObject({ exitCode: 4 });
    mend();
    const result = await carryOut(await clearToApply(attempt));
    expect(result.resumed).toBe(true);
    const other = request('half', {}, { objects: 0, created: '2026-01-01T00:00:00.000Z' });
    const [stolen] = attempt.approvals;
    await expect(clearToApply({ ...other, approvals: [stolen!] })).rejects.toThrow('the digest differs');
  });

  it('after which the live policies do not hold says so, and is not finished', async () => {
    const attempt = request('unproved', { proveLive: async () => ['court-net: a → b is permitted and not declared'] });
    await expect(carryOut(await clearToApply(attempt))).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('permitted and not declared'),
    });
    const mended = await carryOut(await clearToApply({ ...attempt, proveLive: async () => [] }));
    expect(mended.resumed).toBe(true);
  });

  it('does not do again, by its old approval, what somebody has undone since', async () => {
    const { engine, undo } = freshEngine();
    const attempt = request('undone', { engine, proveLive: async () => ['court-net: a → b is permitted'] });
    await expect(carryOut(await clearToApply(attempt))).rejects.toMatchObject({ exitCode: 4 });
    undo();
    await expect(clearToApply(attempt)).rejects.toThrow(
      'ConfigMap court/a: to add it was done, and is due again: somebody has changed it since',
    );
    await expect(clearToApply({ ...attempt, engine: freshEngine().engine })).rejects.toThrow('is due again');
  });

  it('that stopped before it wrote anything is no begun one: all is looked at as if for the first time', async () => {
    const { halting, mend } = haltingEngine('before');
    const attempt = request('untouched', { engine: halting });
    await expect(carryOut(await clearToApply(attempt))).rejects.toMatchObject({ exitCode: 4 });
    mend();
    const elsewhere = { ...halting, outlook: async () => ({ ...outlook, changes: [] }) };
    await expect(clearToApply({ ...attempt, engine: elsewhere })).rejects.toThrow('it is not needed any more');
    expect((await carryOut(await clearToApply(attempt))).resumed).toBe(false);
  });

  it('is not carried out where the cluster remembers that it was begun, whatever this machine knows', async () => {
    const attempt = request('remembered');
    const begun = async () => [changeRunId(attempt.entry.digest)];
    await expect(clearToApply({ ...attempt, engine: { ...attempt.engine, begun } })).rejects.toThrow('it was used by');
    const others = async () => [changeRunId(digestOfJson('another'))];
    await clearToApply({ ...attempt, engine: { ...attempt.engine, begun: others } });
  });

  it('is on record with the keyring and the keys that decided', async () => {
    const attempt = request('keys');
    const { journal } = await carryOut(await clearToApply(attempt));
    const begun = readRecords(readFileSync(journal), journal).find(({ type }) => type === 'change-begun');
    expect(begun!.body).toMatchObject({
      keyring: digestOfJson(scene.ring as never).sm3,
      keys: [scene.people.security.pair.id],
    });
  });
});

describe('what the exporter tells of changes', () => {
  it('is how each ended: approved, done, failed, refused, refused since consent had expired; and which is half-way', async () => {
    const { halting, mend } = haltingEngine();
    const attempt = request('told', { engine: halting });
    const { state, entry } = attempt;
    const changes = changeWatch();
    const told = () => changes(state.folder).get(network);
    const refusedOf = (one: ApplyRequest) => recordingRefusal(one, () => clearToApply(one));
    expect(told()).toBeUndefined();

    const late = consentOf(entry, scene.people.security, { expires: new Date(Date.now() - 1000).toISOString() });
    await expect(refusedOf({ ...attempt, approvals: [late] })).rejects.toThrow('it expired at');
    await expect(refusedOf({ ...attempt, approvals: [] })).rejects.toThrow();
    await expect(refusedOf({ ...attempt, gate: { ...gate, open: false, blocking: 1 } })).rejects.toThrow('the gate');
    expect(told()?.outcomes).toEqual({ approved: 0, done: 0, failed: 0, refused: 2, expired: 1 });

    await expect(carryOut(await refusedOf(attempt))).rejects.toMatchObject({ exitCode: 4 });
    expect(told()).toMatchObject({ outcomes: { approved: 1, done: 0, failed: 1, refused: 2, expired: 1 } });
    expect(Date.now() / 1000 - told()!.unfinishedSince!).toBeLessThan(60);

    mend();
    await carryOut(await refusedOf(attempt));
    expect(told()).toEqual({ outcomes: { approved: 1, done: 1, failed: 1, refused: 2, expired: 1 } });
    await expect(refusedOf(attempt)).rejects.toThrow('it was used by');
    expect(told()?.outcomes.refused).toBe(3);
    // A cluster that does not answer has refused nothing.
    await expect(recordingRefusal(attempt, () => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
    expect(told()?.outcomes.refused).toBe(3);
    expect(readRefusedChanges(state.folder).map(({ codes }) => codes.length > 0)).toEqual([true, true, true, true]);
    expect(JSON.stringify(readRefusedChanges(state.folder))).not.toMatch(/p-00/);
    // A record that a crash cut costs no other.
    appendFileSync(refusedChangesFile(state.folder), '{"at":"2026');
    await expect(refusedOf(attempt)).rejects.toThrow('it was used by');
    expect(readRefusedChanges(state.folder)).toHaveLength(5);
  });
});

describe('what outlives a change', () => {
  it('lies outside the folder for outputs on a real cluster, and with its clusters in the sandbox', () => {
    const workspace = workspaceOf('minimal', '/tmp/out');
    const folder = (isReal: boolean, environment: NodeJS.ProcessEnv) =>
      changeStateFolder('minimal', { workspace, isReal, environment });
    expect(folder(true, { FADUN_STATE: '/srv/fadun' })).toBe('/srv/fadun/minimal/changes');
    expect(folder(true, { XDG_STATE_HOME: '/state' })).toBe('/state/fadun/minimal/changes');
    expect(folder(true, {})).toMatch(/\.local\/state\/fadun\/minimal\/changes$/);
    expect(folder(false, { FADUN_STATE: '/srv/fadun' })).toBe('/tmp/out/minimal/changes');
  });
});
