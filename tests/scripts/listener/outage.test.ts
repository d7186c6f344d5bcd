import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkout } from '../../kit/command-line.ts';
import { startDaemon } from '../../kit/daemons.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-listener-outage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the listener while the API server is out', () => {
  it('starts, says so, and takes the alerts that tell of it', { timeout: 60_000 }, async () => {
    const kubeconfig = join(folder, 'kubeconfig.json');
    // Nothing listens at port 1 of the loopback.
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'a',
        contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
        clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'a', user: { token: 'not-a-real-token' } }],
      }),
      { mode: 0o600 },
    );
    const token = 'f'.repeat(64);
    writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
    const listener = startDaemon(
      process.execPath,
      [
        ...[`${checkout}/scripts/cli.ts`, 'runbook', 'listen', '--site', 'minimal', '--out', join(folder, 'out')],
        ...['--network', 'justice-net', '--kubeconfig', kubeconfig, '--port', '0'],
        ...['--token-file', join(folder, 'token')],
      ],
      folder,
    );
    try {
      const [address] = await listener.says(/http:\/\/127\.0\.0\.1:\d+\/alerts/);
      const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
      expect([answer.status, await answer.json()]).toEqual([200, []]);
      await listener.says(/justice-net: /);
    } finally {
      await listener.stop();
    }
  });
});
