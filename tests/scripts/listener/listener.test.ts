import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertBinding, Prepared } from '../../../scripts/listener/bindings.ts';
import { openRegister } from '../../../scripts/listener/register.ts';
import { type ListenOptions, serveListener } from '../../../scripts/listener/serve-listener.ts';
import { alertTaker, type TakingMeans } from '../../../scripts/listener/take-alerts.ts';
import { sensitiveSamples } from '../../kit/runbook-sensitive-samples.ts';

const token = 'f0'.repeat(24);
const bindings: readonly AlertBinding[] = [
  { name: 'ProofBroken', labels: {}, runbook: 'isolate-namespace' },
  { name: 'Drift', labels: {}, runbook: 'check-drift' },
  { name: 'DutyOverdue', labels: { duty: 'RB-D09' }, runbook: 'revoke-expired-access' },
];

let folder: string;
let closing: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fadun-listener-'));
});
afterEach(() => {
  for (const close of closing) close();
  closing = [];
  rmSync(folder, { recursive: true, force: true });
});

/** A listener whose planning is watched; planning itself is tested with a real API server. */
async function open(options: Partial<TakingMeans> = {}, serving: Partial<ListenOptions> = {}) {
  const asked: Prepared[] = [];
  const register = openRegister(folder);
  const taker = alertTaker({
    network: 'court-net',
    bindings,
    register,
    now: () => new Date('2026-03-02T03:00:00Z'),
    onKnown: () => {},
    plan: async (prepared) => {
      asked.push(prepared);
      return `plans/${asked.length}.json`;
    },
    ...options,
  });
  const { server, port } = await serveListener({ port: 0, token, take: taker.take, known: register.all, ...serving });
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = `http://127.0.0.1:${port}/alerts`;
  const post = (body: unknown, authorization = `Bearer ${token}`) =>
    fetch(address, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const send = async (...alerts: unknown[]) => (await post({ version: '4', status: 'firing', alerts })).json();
  return { address, port, post, send, register, asked, taker };
}

let drawn = 0;
function alert(labels: Record<string, string>, more: Record<string, unknown> = {}) {
  drawn += 1;
  return {
    status: 'firing',
    labels: { network: 'court-net', ...labels },
    annotations: { runbook: 'restore-etcd', summary: 'x' },
    startsAt: '2026-03-02T02:59:00.123Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus/graph',
    fingerprint: drawn.toString(16).padStart(16, '0'),
    ...more,
  };
}

describe('the listener', () => {
  it('answers nobody without the token, whatever they ask', async () => {
    const { address, post, register } = await open();
    const body = { version: '4', alerts: [alert({ alertname: 'DutyOverdue', duty: 'RB-D09' })] };
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Basic ${token}`,
      token,
    ]) {
      expect((await post(body, authorization)).status, authorization).toBe(401);
    }
    expect((await fetch(address)).status).toBe(401);
    expect(register.all()).toEqual([]);
  });

  it('refuses what is no notification, and prepares nothing of it', async () => {
    const { post, asked } = await open();
    const good = alert({ alertname: 'DutyOverdue', duty: 'RB-D09' });
    const wrong = [
      '',
      '{',
      '[]',
      'null',
      { alerts: [good] },
      { version: '3', alerts: [good] },
      { version: '4', alerts: good },
      { version: '4', alerts: [{ ...good, fingerprint: '../../etc/passwd' }] },
      { version: '4', alerts: [{ ...good, status: 'pending' }] },
      { version: '4', alerts: [{ ...good, startsAt: 'yesterday' }] },
      { version: '4', alerts: [{ ...good, labels: { alertname: 'x'.repeat(2000) } }] },
      { version: '4', alerts: [{ ...good, labels: { 'alert name': 'x' } }] },
      {
        version: '4',
        alerts: [{ ...good, labels: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`l${n}`, 'x'])) }],
      },
      { version: '4', alerts: Array.from({ length: 501 }, () => good) },
    ];
    for (const body of wrong) expect((await post(body)).status, JSON.stringify(body).slice(0, 80)).toBe(400);
    expect(asked).toEqual([]);
  });

  it('drops an alert that it cannot read, says so, and takes the others of the same notification', async () => {
    const told: (readonly string[])[] = [];
    const { post, asked, taker } = await open({}, { onUnread: (faults) => told.push(faults) });
    const good = alert({ alertname: 'DutyOverdue', duty: 'RB-D09' });
    const long = alert({ alertname: 'DutyOverdue', duty: 'RB-D09', text: 'x'.repeat(1025) });
    const answer = await post({ version: '4', alerts: [long, good, null, { ...good, labels: { 'a b': 'x' } }] });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ prepared: 1, unread: 3 });
    await taker.idle();
    expect(asked).toHaveLength(1);
    expect(told).toEqual([
      [expect.stringMatching(/^alerts\.0\.labels\.text: /), expect.any(String), expect.any(String)],
    ]);
    expect(JSON.stringify(told)).not.toContain('xxx');
  });

  it('plans again where planning failed, once for each notification', async () => {
    let up = false;
    const { send, register, taker } = await open({
      plan: async () => {
        if (!up) throw new Error('the API server does not answer');
        return 'p.json';
      },
    });
    const overdue = alert({ alertname: 'DutyOverdue', duty: 'RB-D09' });
    await send(overdue);
    await taker.idle();
    expect(register.all()).toMatchObject([{ state: 'failed', times: 1 }]);
    up = true;
    expect(await send(overdue)).toMatchObject({ prepared: 1, repeated: 0 });
    await taker.idle();
    expect(register.all()).toMatchObject([{ state: 'waiting', plan: 'p.json', note: '', times: 2 }]);
    expect(await send(overdue)).toMatchObject({ prepared: 0, repeated: 1 });
  });

  it('plans what a killed listener had begun to plan for, without being told of it again', async () => {
    const killed = await open({ plan: () => new Promise<string>(() => {}) });
    const overdue = alert({ alertname: 'DutyOverdue', duty: 'RB-D09' });
    await killed.send(overdue);
    expect(await killed.send(overdue)).toMatchObject({ prepared: 0, repeated: 1 });
    const { taker, register, asked, send } = await open();
    expect(register.all()).toMatchObject([{ state: 'planning' }]);
    taker.takeUp();
    expect(await send(overdue)).toMatchObject({ prepared: 0, repeated: 1 });
    await taker.idle();
    expect(asked).toHaveLength(1);
    expect(register.all()).toMatchObject([{ state: 'waiting', runbook: 'revoke-expired-access', times: 3 }]);
  });

  it('reads no more than a mebibyte, whether its length is told or not', async () => {
    const { post, port } = await open();
    expect((await post('x'.repeat((1 << 20) + 1))).status).toBe(413);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => (text += chunk));
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
      socket.write(
        `POST /alerts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ntransfer-encoding: chunked\r\n\r\n`,
      );
      const chunk = 'x'.repeat(65_536);
      for (let sent = 0; sent < 20; sent += 1) socket.write(`10000\r\n${chunk}\r\n`);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
  });

  it('prepares by our own rules, not by what an alert says of itself', async () => {
    const { send, register, asked, taker } = await open();
    const counts = await send(
      alert({ alertname: 'DutyOverdue', duty: 'RB-D09' }),
      alert({ alertname: 'DutyOverdue', duty: 'RB-D99' }),
      alert({ alertname: 'RestoreEverything' }),
      alert({ alertname: '__proto__' }),
      alert({ alertname: 'Drift', network: 'police-net' }),
    );
    await taker.idle();
    expect(counts).toMatchObject({ prepared: 1, ignored: 4 });
    expect(asked.map(({ runbook }) => runbook)).toEqual(['revoke-expired-access']);
    expect(register.all()).toMatchObject([{ state: 'waiting', plan: 'plans/1.json' }]);
  });

  it('lets a label become a parameter only where its pattern fits whole', async () => {
    const { send, register, taker } = await open();
    const hostile = [
      'court-filing\n',
      '--all',
      '$(reboot)',
      '../x',
      'COURT',
      'court filing',
      '法院',
      'x'.repeat(64),
      '',
    ];
    await send(
      alert({ alertname: 'ProofBroken', namespace: 'court-filing', ticket: 'INC-2026-001' }),
      ...hostile.map((namespace) => alert({ alertname: 'ProofBroken', namespace })),
    );
    await taker.idle();
    const [fits, ...others] = register.all();
    expect(fits).toMatchObject({
      parameters: { namespace: 'court-filing' },
      state: 'incomplete',
      note: 'to be given: ticket',
    });
    expect(others).toHaveLength(hostile.length);
    for (const other of others) expect(other.parameters).toEqual({});
  });

  it('plans once for an alert that keeps firing, also after a restart, and anew once it had resolved', async () => {
    const first = await open();
    const firing = alert({ alertname: 'DutyOverdue', duty: 'RB-D09' });
    await first.send(firing);
    await first.send(firing, firing);
    await first.taker.idle();
    expect(first.asked).toHaveLength(1);
    const second = await open();
    expect(await second.send(firing)).toMatchObject({ prepared: 0, repeated: 1 });
    expect(await second.send({ ...firing, status: 'resolved' })).toMatchObject({ resolved: 1 });
    expect(await second.send({ ...firing, status: 'resolved' })).toMatchObject({ resolved: 0, ignored: 1 });
    expect(second.register.all()).toMatchObject([{ times: 4, resolvedAt: '2026-03-02T03:00:00.000Z' }]);
    await second.send(firing);
    await second.taker.idle();
    expect(second.asked).toHaveLength(1);
  });

  it('keeps no label of an alert, and its register for its owner only', async () => {
    const { send, taker } = await open();
    for (const { text } of sensitiveSamples) {
      await send(alert({ alertname: 'ProofBroken', namespace: text.slice(0, 1000), note: text.slice(0, 1000) }));
    }
    await taker.idle();
    const path = join(folder, 'register.json');
    const kept = readFileSync(path, 'utf8');
    expect(sensitiveSamples.filter(({ hidden }) => kept.includes(hidden))).toEqual([]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('names an inspection that is due, and says why a plan could not be made', async () => {
    const { send, register, taker } = await open({
      plan: () => Promise.reject(new Error('the API server does not answer')),
    });
    await send(alert({ alertname: 'Drift' }), alert({ alertname: 'DutyOverdue', duty: 'RB-D09' }));
    await taker.idle();
    expect(register.all()).toMatchObject([
      { runbook: 'check-drift', state: 'inspect' },
      { runbook: 'revoke-expired-access', state: 'failed', note: 'the API server does not answer' },
    ]);
  });

  it('defers what is too much at once, and tells a flood to come later', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { post, taker } = await open({ mostWaiting: 2, plan: () => gate.then(() => 'p.json') }, { mostPerMinute: 3 });
    const many = Array.from({ length: 5 }, () => alert({ alertname: 'DutyOverdue', duty: 'RB-D09' }));
    const answer = await post({ version: '4', alerts: many });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ prepared: 2, deferred: 3 });
    expect((await post({ version: '4', alerts: [] })).status).toBe(200);
    expect((await post({ version: '4', alerts: [] })).status).toBe(200);
    expect((await post({ version: '4', alerts: [] })).status).toBe(429);
    release();
    await taker.idle();
  });
});
