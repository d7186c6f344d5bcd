import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { networkGuard } from '../../../../scripts/engines/client/guard.ts';
import { parseKubeconfig, readKubeconfig } from '../../../../scripts/engines/client/kubeconfig.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function config({ cluster = {}, user = {} }: { cluster?: object; user?: object } = {}): string {
  return JSON.stringify({
    'current-context': 'court',
    contexts: [
      { name: 'court', context: { cluster: 'court', user: 'ops' } },
      { name: 'prison', context: { cluster: 'prison', user: 'ops' } },
      { name: 'lost', context: { cluster: 'gone', user: 'ops' } },
    ],
    clusters: [
      {
        name: 'court',
        cluster: { server: 'https://10.0.0.1:6443/', 'certificate-authority-data': base64('CA'), ...cluster },
      },
      { name: 'prison', cluster: { server: 'https://10.9.0.1:6443', 'tls-server-name': 'prison.test' } },
    ],
    users: [
      { name: 'ops', user: { 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY'), ...user } },
    ],
  });
}

const parse = (text: string, context?: string) => parseKubeconfig(text, { file: 'court.yaml', context });

test('reads the current context, or the one that is named', () => {
  expect(parse(config())).toEqual({
    server: 'https://10.0.0.1:6443',
    ca: 'CA',
    certificate: 'CERT',
    key: 'KEY',
    token: undefined,
    serverName: undefined,
  });
  expect(parse(config(), 'prison')).toMatchObject({ server: 'https://10.9.0.1:6443', serverName: 'prison.test' });
});

test('resolves files beside the kubeconfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  try {
    writeFileSync(join(folder, 'token'), 'secret-token\n');
    writeFileSync(join(folder, 'config'), config({ user: { tokenFile: 'token' } }));
    expect(readKubeconfig(join(folder, 'config')).token).toBe('secret-token');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [
    'an unverified server',
    config({ cluster: { 'insecure-skip-tls-verify': true } }),
    undefined,
    /would not be verified/,
  ],
  ['plain http', config({ cluster: { server: 'http://10.0.0.1' } }), undefined, /no https address/],
  ['a proxy', config({ cluster: { 'proxy-url': 'http://p' } }), undefined, /proxy/],
  ['a credential plugin', config({ user: { exec: { command: 'x' } } }), undefined, /"exec"/],
  ['acting as another', config({ user: { as: 'root', 'as-user': 'root' } }), undefined, /"as/],
  ['an unknown context', config(), 'police', /no context named "police"\.\n {2}Name one of these: court, prison, lost/],
  ['a context without its cluster', config(), 'lost', /no cluster named "gone"/],
  ['text that is not YAML', '{', undefined, /not YAML/],
  ['an empty file', '', undefined, /not YAML/],
  ['a file of something else', 'apiVersion: v1', undefined, /no context named ""/],
  [
    'an absent certificate file',
    config({ user: { 'client-certificate-data': undefined, 'client-certificate': 'no.crt' } }),
    undefined,
    /no\.crt, which cannot be read/,
  ],
])('refuses %s', (_title, text, context, message) => {
  expect(() => parse(text, context)).toThrow(message);
});

const at = (server: string, ca = 'CA') => ({ server, ca });

test('a process speaks to one network; the sandbox, on this machine, to all', () => {
  const guard = networkGuard({ sandbox: false });
  guard.admit('court-net', at('https://10.0.0.1:6443'));
  guard.admit('court-net', at('https://10.0.0.2:6443'));
  expect(() => guard.admit('prison-net', at('https://10.9.0.1:6443'))).toThrow(
    /already holds credentials of court-net/,
  );
  expect(() => guard.admit('court-net', at('https://10.9.0.1:6443', 'OTHER'))).toThrow(/another certificate authority/);

  const sandbox = networkGuard({ sandbox: true });
  sandbox.admit('court-net', at('https://127.0.0.1:6443'));
  sandbox.admit('prison-net', at('https://localhost:7443'));
  expect(() => sandbox.admit('police-net', at('https://10.0.0.1:6443'))).toThrow(/not on this machine/);
  expect(() => sandbox.admit('police-net', at('https://127.example.test:6443'))).toThrow(/not on this machine/);
});
