import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlPlaneHost } from '../../runbooks/kit/control-plane-host.ts';
import { readKubeconfig } from '../../scripts/engines/client/kubeconfig.ts';
import { openTransport, type Transport } from '../../scripts/engines/client/transport.ts';
import { sandboxControlPlane } from '../../scripts/sandbox/control-plane/control-plane.ts';
import { startSandbox } from '../../scripts/sandbox/start.ts';
import { stopSandbox } from '../../scripts/sandbox/stop.ts';
import { fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable, controlPlaneHookTimeout } from '../kit/control-plane.ts';
import { testStaff, writeStaff } from '../kit/runbook-people.ts';

const lack = await controlPlaneAvailable();
const network = 'justice-net';

describe.skipIf(lack)(
  `a network whose API server is out${lack ? ` (skipped: ${lack})` : ''}`,
  { timeout: 240_000 },
  () => {
    const staff = testStaff();
    let folder: string;
    let out: string;
    let admin: Transport;
    let host: ControlPlaneHost;

    const common = () => ['--site', 'minimal', '--out', out, '--network', network];
    const signing = (name: string) => ['--keyring', join(folder, 'keyring.json'), '--key', join(folder, `${name}.key`)];
    const plan = (...words: readonly string[]) =>
      fadunJson<{ file: string | null }>(['runbook', 'plan', ...words, ...common(), ...signing('system')]);
    const approved = async (file: string, by: string) => {
      const save = join(folder, `${by}-${Date.now()}.json`);
      const words = ['--site', 'minimal', '--out', out, ...signing(by)];
      const answer = await fadun(['runbook', 'approve', file, '--yes', '--save', save, ...words]);
      expect(answer.code, answer.stderr).toBe(0);
      return ['--approval', save];
    };
    const run = (file: string, approvals: readonly string[], id: string) =>
      fadun(['runbook', 'run', file, ...approvals, '--yes', '--id', id, ...common(), ...signing('system')]);
    const namespaces = async () => {
      const path = '/api/v1/namespaces';
      const answer = await admin.send({ method: 'GET', path, subject: path });
      return (JSON.parse(answer) as { items: { metadata: { name: string } }[] }).items.map(
        ({ metadata }) => metadata.name,
      );
    };
    const make = (name: string) => {
      const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      return admin.send({ method: 'POST', path: '/api/v1/namespaces', subject: name, body });
    };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'fadun-outage-'));
      out = join(folder, 'out');
      const directory = join(out, 'minimal', 'sandbox');
      const status = await startSandbox({ site: 'minimal', networks: [network], directory });
      admin = openTransport(readKubeconfig(status.networks[0]!.kubeconfigs.admin));
      host = await sandboxControlPlane(directory, network);
      writeStaff(folder, staff, 'minimal');
    }, controlPlaneHookTimeout);

    afterAll(async () => {
      await admin?.close();
      await stopSandbox({ directory: join(out, 'minimal', 'sandbox'), purge: true });
      rmSync(folder, { recursive: true, force: true });
    });

    it('gets its API server back by a plan that was made without it', async () => {
      await host.stop('kube-apiserver');
      const { code, data } = await plan('recover-control-plane');
      expect(code).toBe(0);
      const answer = await run(data.file!, await approved(data.file!, 'security'), 'recovered');
      // What is left is the report, which people write.
      expect(answer.code, answer.stderr).toBe(4);
      expect(answer.stdout).toContain('report');
      expect(await namespaces()).toContain('default');
    });

    it('is restored from a snapshot with etcd and API server gone, and what cannot be listed is said', async () => {
      await make('before');
      await host.snapshotEtcd('night');
      await make('after');
      await host.stop('kube-apiserver');
      await host.stop('etcd');
      const shown = await fadun([
        'runbook',
        'plan',
        'restore-etcd',
        '--snapshot=night',
        ...common(),
        ...signing('system'),
      ]);
      expect(shown.code, shown.stderr).toBe(0);
      expect(shown.stderr).toMatch(/the API server is out .* the plan rests on what the control plane’s machines show/);
      expect(shown.stdout).toContain('everything after the snapshot is lost and cannot be listed');
      const file = /^saved: (.*)$/m.exec(shown.stdout)![1]!;
      const approvals = [...(await approved(file, 'system2')), ...(await approved(file, 'security'))];
      const answer = await run(file, approvals, 'restored');
      expect(answer.code, answer.stderr).toBe(0);
      const there = await namespaces();
      expect(there).toContain('before');
      expect(there).not.toContain('after');
    });

    it('still refuses to plan what needs the API server, and leaves no plan', async () => {
      await host.stop('kube-apiserver');
      const words = [
        'runbook',
        'plan',
        'isolate-namespace',
        '--namespace=before',
        '--ticket=INC-2026-031',
        ...common(),
        ...signing('system'),
      ];
      const refused = await fadun(words);
      expect(refused).toMatchObject({
        code: 4,
        stderr: expect.stringMatching(/justice-net: the plan needs its API server, which is out/),
      });
      expect(refused.stdout).not.toContain('saved:');
      await host.start('kube-apiserver');
    });
  },
);
