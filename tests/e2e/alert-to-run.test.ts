import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessExpiry } from '../../runbooks/revoke-expired-access.ts';
import { openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import type { KnownAlert } from '../../scripts/listener/register.ts';
import { startSandbox } from '../../scripts/sandbox/start.ts';
import { stopSandbox } from '../../scripts/sandbox/stop.ts';
import { checkout, fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable, controlPlaneHookTimeout } from '../kit/control-plane.ts';
import { type Daemon, startDaemon, until } from '../kit/daemons.ts';
import { testKeyring, testStaff } from '../kit/runbook-people.ts';

const missing = (await controlPlaneAvailable()) ?? missingProgram();
const network = 'justice-net';
const siteFile = `${checkout}/tests/kit/duty-site.ts`;

function missingProgram(): string | undefined {
  const absent = ['prometheus', 'prometheus-alertmanager'].filter((program) => {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
  return absent.length > 0 ? `no ${absent.join(', ')}: apt-get install prometheus prometheus-alertmanager` : undefined;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(missing)(
  `an alert, from Prometheus to the run that ends it${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    const staff = testStaff();
    const daemons: Daemon[] = [];
    let folder: string;
    let out: string;
    let applier: string;

    const common = () => ['--site', siteFile, '--out', out];
    const key = (name: string) => join(folder, `${name}.key`);
    const signing = (name: string) => ['--keyring', join(folder, 'keyring.json'), '--key', key(name)];
    const startCommand = (...words: string[]) => {
      const daemon = startDaemon(process.execPath, [`${checkout}/scripts/cli.ts`, ...words], folder);
      daemons.push(daemon);
      return daemon;
    };
    const bindings = async () => {
      const client = openClient({ network, kubeconfig: applier, guard: networkGuard({ sandbox: true }) });
      try {
        const resource = await client.resourceFor('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding');
        return (await client.list(resource))
          .map(({ metadata }) => metadata.name)
          .filter((name) => name.startsWith('vendor-'));
      } finally {
        await client.close();
      }
    };
    const knownAlerts = async () => (await fadunJson<KnownAlert[]>(['runbook', 'alerts', ...common()])).data;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'fadun-alert-'));
      out = join(folder, 'out');
      const directory = join(out, 'duty-site', 'sandbox');
      const status = await startSandbox({ site: 'duty-site', networks: [network], directory, controllers: false });
      applier = status.networks[0]!.kubeconfigs.applier;
      writeFileSync(join(folder, 'keyring.json'), JSON.stringify(testKeyring(staff, 'duty-site')));
      for (const [name, { pair }] of Object.entries(staff)) writeFileSync(key(name), pair.privatePem, { mode: 0o600 });
      writeFileSync(join(folder, 'token'), 'f'.repeat(64), { mode: 0o600 });
      const client = openClient({ network, kubeconfig: applier, guard: networkGuard({ sandbox: true }) });
      const resource = await client.resourceFor('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding');
      for (const [name, expires] of Object.entries({
        past: '2026-01-01T00:00:00Z',
        typo: 'soon',
        future: '2126-01-01T00:00:00Z',
      })) {
        await client.create(resource, {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRoleBinding',
          metadata: { name: `vendor-${name}`, annotations: { [accessExpiry]: expires } },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: `vendor-${name}` }],
        });
      }
      await client.close();
    }, controlPlaneHookTimeout);

    afterAll(async () => {
      for (const daemon of daemons) await daemon.stop();
      await stopSandbox({ directory: join(out, 'duty-site', 'sandbox'), purge: true });
      rmSync(folder, { recursive: true, force: true });
    });

    it('is prepared as a plan, approved by another, run, and resolves', { timeout: 300_000 }, async () => {
      const exporter = startCommand(
        'export-metrics',
        siteFile,
        '--network',
        network,
        '--out',
        out,
        '--port',
        '0',
        '--every',
        '1',
      );
      const listener = startCommand(
        'runbook',
        'listen',
        ...common(),
        '--network',
        network,
        '--port',
        '0',
        '--token-file',
        join(folder, 'token'),
      );
      const metricsAddress = (await exporter.says(/http:\/\/(127\.0\.0\.1:\d+)\/metrics/))[1]!;
      const listenerAddress = (await listener.says(/http:\/\/127\.0\.0\.1:\d+\/alerts/))[0];
      await startMonitoring(folder, metricsAddress, listenerAddress, daemons);

      const waiting = await until('a plan that waits for approval', async () =>
        (await knownAlerts()).find(({ state }) => state === 'waiting'),
      );
      expect(waiting).toMatchObject({ alert: 'DutyOverdue', runbook: 'revoke-expired-access', resolvedAt: null });
      expect(await bindings()).toEqual(['vendor-future', 'vendor-past', 'vendor-typo']);

      const plan = waiting.plan!;
      const unattended = ['--network', network, '--yes', ...common(), ...signing('onCall')];
      const unapproved = await fadun(['runbook', 'run', plan, ...unattended]);
      expect(unapproved).toMatchObject({ code: 1, stderr: expect.stringMatching(/too few/) });
      expect(await bindings()).toHaveLength(3);

      const approval = join(folder, 'approval.json');
      const approved = await fadun([
        'runbook',
        'approve',
        plan,
        '--yes',
        '--save',
        approval,
        ...common(),
        ...signing('system'),
      ]);
      expect(approved.code, approved.stderr).toBe(0);
      const ran = await fadunJson<{ run: string; status: string; evidence: string }>([
        ...['runbook', 'run', plan, '--approval', approval, '--id', 'alert-run'],
        ...unattended,
      ]);
      expect(ran.data, ran.stderr).toMatchObject({ run: 'alert-run', status: 'finished' });
      expect(await bindings()).toEqual(['vendor-future']);

      await until('the alert to resolve', async () =>
        (await knownAlerts()).find(({ resolvedAt }) => resolvedAt !== null),
      );
      const verified = await fadun([
        'runbook',
        'verify',
        'alert-run',
        ...common(),
        '--keyring',
        join(folder, 'keyring.json'),
      ]);
      expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/sound/) });
      expect((await knownAlerts()).length).toBe(1);
    });
  },
);

/** A real Prometheus that scrapes the exporter, and a real Alertmanager that notifies the listener. */
async function startMonitoring(folder: string, metrics: string, listener: string, daemons: Daemon[]): Promise<void> {
  const [prometheusPort, alertmanagerPort] = [await freePort(), await freePort()];
  const rule = {
    alert: 'DutyOverdue',
    expr: 'fadun_duty_overdue_seconds{duty="RB-D09"} > 0',
    labels: { severity: 'warning', duty: 'RB-D09' },
  };
  writeFileSync(
    join(folder, 'rules.json'),
    JSON.stringify({ groups: [{ name: 'duties', interval: '1s', rules: [rule] }] }),
  );
  const prometheus = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(folder, 'rules.json')],
    scrape_configs: [{ job_name: 'fadun', static_configs: [{ targets: [metrics] }] }],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }] },
  };
  const alertmanager = {
    route: {
      receiver: 'listener',
      group_by: ['alertname'],
      group_wait: '1s',
      group_interval: '1s',
      repeat_interval: '1h',
    },
    receivers: [
      {
        name: 'listener',
        webhook_configs: [
          {
            url: listener,
            send_resolved: true,
            http_config: { authorization: { credentials_file: join(folder, 'token') } },
          },
        ],
      },
    ],
  };
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(prometheus));
  writeFileSync(join(folder, 'alertmanager.yml'), JSON.stringify(alertmanager));
  daemons.push(
    startDaemon(
      'prometheus-alertmanager',
      [
        `--config.file=${join(folder, 'alertmanager.yml')}`,
        `--storage.path=${join(folder, 'alertmanager')}`,
        `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
        '--cluster.listen-address=',
      ],
      folder,
    ),
    startDaemon(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
        `--web.listen-address=127.0.0.1:${prometheusPort}`,
      ],
      folder,
    ),
  );
}
