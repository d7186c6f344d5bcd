import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Credentials } from '../../../../scripts/engines/client/kubeconfig.ts';
import { type ClusterRequest, openTransport } from '../../../../scripts/engines/client/transport.ts';
import { type Authority, createAuthority } from '../../../../scripts/sandbox/pki/authority.ts';

/** One answer of the server: a status and body, `reset` to cut the connection, or `silence`. */
type Answer = { status: number; body?: object } | 'reset' | 'silence';

let authority: Authority;
let server: Server;
let credentials: Credentials;
let answers: Answer[] = [];
let received: string[] = [];
const connections = new Set<unknown>();

beforeAll(async () => {
  authority = await createAuthority('test', 3600);
  const own = await authority.issue({
    commonName: 'server',
    ipAddresses: ['127.0.0.1'],
    usages: ['server'],
    ttlSeconds: 3600,
  });
  const client = await authority.issue({ commonName: 'ops', usages: ['client'], ttlSeconds: 3600 });
  const ca = authority.pem.certificate;
  server = createServer({ ...pair(own), ca, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    received.push(`${request.method} ${request.url}`);
    connections.add(request.socket);
    const answer = answers.shift() ?? { status: 200, body: {} };
    if (answer === 'reset') return request.socket.destroy();
    if (answer === 'silence') return;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  credentials = { server: address, ca, certificate: client.certificate, key: client.key };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  answers = [];
  received = [];
  connections.clear();
});

function pair({ certificate, key }: { certificate: string; key: string }) {
  return { cert: certificate, key };
}

async function send(request: Partial<ClusterRequest>, using: Credentials = credentials): Promise<string> {
  const transport = openTransport(using);
  try {
    return await transport.send({ method: 'GET', path: '/x', subject: 'Service court/web', ...request });
  } finally {
    await transport.close();
  }
}

const quota = { reason: 'Forbidden', message: 'pods "x" is forbidden: status unknown for quota: q, resources: pods' };
const collision = { reason: 'Conflict', message: 'the object has been modified' };
const held = {
  reason: 'Conflict',
  details: {
    causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "hpa" using apps/v1', field: '.spec.replicas' }],
  },
};

test.each<[string, Partial<ClusterRequest>, Answer[]]>([
  ['a read that met an overloaded server', { method: 'GET' }, [{ status: 503 }, { status: 429 }]],
  ['a read whose connection was cut', { method: 'GET' }, ['reset']],
  ['a write that was turned away unread', { method: 'POST' }, [{ status: 429 }]],
  ['an apply whose connection was cut', { method: 'PATCH', idempotent: true }, ['reset']],
  ['an apply that met a quota not yet counted', { method: 'PATCH', idempotent: true }, [{ status: 403, body: quota }]],
  [
    'an apply that collided with another writer',
    { method: 'PATCH', idempotent: true },
    [{ status: 409, body: collision }],
  ],
])('sends again: %s', async (_title, request, before) => {
  answers = [...before, { status: 200, body: { done: true } }];
  expect(JSON.parse(await send(request))).toEqual({ done: true });
  expect(received).toHaveLength(before.length + 1);
});

test.each<[string, Partial<ClusterRequest>, Answer, object]>([
  ['a write that may have been done', { method: 'POST' }, { status: 503 }, { code: 'server' }],
  ['a write whose connection was cut', { method: 'POST' }, 'reset', { code: 'unreachable' }],
  ['a conditional write that came second', { method: 'PUT' }, { status: 409, body: collision }, { code: 'conflict' }],
  ['a refusal', { method: 'GET' }, { status: 403, body: { message: 'no' } }, { code: 'forbidden', status: 403 }],
  ['unknown credentials', { method: 'GET' }, { status: 401 }, { code: 'unauthenticated' }],
  ['an absent object', { method: 'GET' }, { status: 404 }, { code: 'not-found' }],
  [
    'a field that another manager holds',
    { method: 'PATCH', idempotent: true },
    { status: 409, body: held },
    { code: 'conflict', conflicts: [{ manager: 'hpa', field: '.spec.replicas' }] },
  ],
])('does not send again: %s', async (_title, request, answer, error) => {
  answers = [answer];
  await expect(send(request)).rejects.toMatchObject(error);
  expect(received).toHaveLength(1);
});

test('keeps connections alive between requests', async () => {
  const transport = openTransport(credentials, { connections: 1 });
  for (let n = 0; n < 5; n++) await transport.send({ method: 'GET', path: `/${n}`, subject: 'x' });
  await transport.close();
  expect(received).toHaveLength(5);
  expect(connections.size).toBe(1);
});

test('gives up at the deadline, and names it', async () => {
  answers = ['silence'];
  await expect(send({ deadlineSeconds: 0.3 })).rejects.toMatchObject({
    code: 'deadline',
    message: expect.stringMatching(/Service court\/web: GET had no answer from https:.* within 0.3 s/),
  });
});

test('stops when asked to', async () => {
  answers = ['silence'];
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  await expect(send({ signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
});

test('a refused connection names server and remedy', async () => {
  const refused = send({}, { ...credentials, server: 'https://127.0.0.1:1' });
  await expect(refused).rejects.toMatchObject({
    code: 'unreachable',
    subject: 'https://127.0.0.1:1',
    message: expect.stringMatching(/refused[\s\S]*Start the API server/),
  });
});

test('a server of another authority is not trusted', async () => {
  const other = await createAuthority('other', 3600);
  const run = send({}, { ...credentials, ca: other.pem.certificate });
  await expect(run).rejects.toMatchObject({ code: 'certificate', message: expect.stringContaining('not signed by') });
  expect(received).toEqual([]);
});

test('a server certificate for another name is not accepted', async () => {
  const run = send({}, { ...credentials, serverName: 'elsewhere.test' });
  await expect(run).rejects.toMatchObject({ code: 'certificate', message: expect.stringContaining('another name') });
});
