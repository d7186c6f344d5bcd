import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { admissionObjects } from '../../policies/admission/policies.ts';
import { allRules } from '../../policies/rules/index.ts';
import { civilDate } from '../../scripts/pipeline/today.ts';
import { resolveBinaries } from '../../scripts/sandbox/binaries/resolve.ts';
import { runbooks } from '../../stacks/catalogue/runbooks.ts';
import { loadSite } from '../../stacks/model/load.ts';
import { alertmanagerConfiguration } from '../../stacks/observability/routing/alertmanager.ts';
import { networkRules, renderRuleFiles } from '../../stacks/observability/rules/rule-files.ts';
import binhe from '../../stacks/sites/binhe.ts';
import { checkout, fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable } from '../kit/control-plane.ts';
import { alertWebhook, exposer, missingMonitoring, type ReceivedAlert, startMonitoring } from '../kit/prometheus.ts';

const unavailable = missingMonitoring() ?? (await controlPlaneAvailable());
const folder = mkdtempSync(join(tmpdir(), 'fadun-alerts-'));
const site = loadSite(binhe, 'binhe');
const network = 'court-external-net';
const channel = 'court-external-to-court';
const context = { site, networkId: network, network: site.networks[network]! };
const stops: (() => unknown)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  await fadun(['sandbox', 'down', 'binhe', '--purge', '--out', folder]);
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Time runs sixty times faster: minutes of `for` are seconds. Expressions, windows, labels and routes stay as they are;
 * who sleeps at this hour is left out, since the test must not depend on when it runs.
 */
function compressed(rules: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, text]) => [name, text.replaceAll(/^( +for: )(\d+)m$/gm, '$1$2s')]),
  );
}

/** The network's own routing with every receiver at the webhook, under its name. */
function routedTo(webhook: string): unknown {
  const configuration = load(dump(alertmanagerConfiguration(context), { noRefs: true })) as {
    route: Record<string, unknown>;
    receivers: { name: string; webhook_configs?: unknown }[];
  };
  const soon = (route: Record<string, unknown>): Record<string, unknown> => {
    const { mute_time_intervals: _, active_time_intervals: __, routes, ...rest } = route;
    const waits = {
      ...(rest.group_wait !== undefined && { group_wait: '1s' }),
      ...(rest.group_interval !== undefined && { group_interval: '2s' }),
    };
    return { ...rest, ...waits, ...(Array.isArray(routes) && { routes: routes.map((one) => soon(one)) }) };
  };
  return {
    ...configuration,
    route: { ...soon(configuration.route), group_wait: '1s', group_interval: '2s' },
    receivers: configuration.receivers.map(({ name }) => ({
      name,
      webhook_configs: [{ url: `${webhook}/${name}`, send_resolved: true }],
    })),
  };
}

/** A policy of an earlier generation that was left standing: it holds a waiver that ended months ago. */
function policyWithEndedWaiver() {
  const objects = admissionObjects({
    rules: allRules,
    today: '2026-06-15',
    mode: 'deny',
    waivers: [
      {
        id: 'w-2026-017',
        rule: 'images-by-digest',
        scope: {
          network,
          kind: 'Deployment',
          namespace: 'court',
          name: 'web',
          path: 'spec.template.spec.containers[0]',
        },
        reason: 'a supplier without digests',
        owner: 'p-100',
        approver: 'p-200',
        ticket: 't-1',
        from: '2026-06-01',
        until: '2026-06-30',
      },
    ],
  });
  const policy = objects.find(({ metadata }) => metadata.annotations?.['fadun.io/waivers'] !== undefined)!;
  return { ...policy, metadata: { ...policy.metadata, name: 'fadun-earlier-generation' } };
}

async function startExporter(): Promise<string> {
  const words = ['export-metrics', 'binhe', '--network', network, '--out', folder, '--port', '0', '--every', '1'];
  const child = spawn(process.execPath, [`${checkout}/scripts/cli.ts`, ...words], {
    cwd: checkout,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  stops.push(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the exporter ended with ${code}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      const found = /http:\/\/([\d.:]+)\/metrics/.exec(chunk.toString());
      if (found) resolve(found[1]!);
    });
  });
}

describe.skipIf(unavailable)(
  `from a real cluster to a webhook, by real Prometheus and Alertmanager${unavailable ? ` (skipped: ${unavailable})` : ''}`,
  () => {
    it('drift by hand, a waiver past its end and a silent channel each raise their alert with its runbook, and resolve', async () => {
      const up = await fadun(['up', 'binhe', '--network', network, '--out', folder]);
      expect(up.code, up.stderr).toBe(0);
      const { data } = await fadunJson<{ kubeconfig: string }>([
        'sandbox',
        'kubeconfig',
        network,
        'binhe',
        '--identity',
        'admin',
        '--out',
        folder,
      ]);
      const binaries = await resolveBinaries({ names: ['kubectl'] });
      const kubectl = (...words: string[]) =>
        execFileSync(binaries.ok ? binaries.binaries.kubectl.path : '', [
          '--kubeconfig',
          data.kubeconfig,
          '--cache-dir',
          join(folder, 'kube'),
          ...words,
        ]).toString();

      // The front-end of the channel is a system of the court's, not of ours: its contract is exposed in its place.
      let sent = 500;
      const frontEnd = await exposer(() => frontEndMetrics(sent));
      const webhook = await alertWebhook();
      const exporter = await startExporter();
      const monitoring = await startMonitoring({
        folder: join(folder, 'monitoring'),
        ruleFiles: compressed(renderRuleFiles(network, networkRules(context))),
        alertmanager: routedTo(webhook.url),
        targets: { fadun: exporter, 'front-end': frontEnd.target },
        scrapeSeconds: 1,
      });
      stops.push(frontEnd.close, webhook.close, monitoring.stop);

      const last = (name: string): ReceivedAlert | undefined =>
        webhook.received.findLast(({ labels }) => labels.alertname === name && (labels.channel ?? channel) === channel);
      const becomes = (name: string, status: ReceivedAlert['status']) =>
        expect.poll(() => last(name)?.status, { timeout: 240_000, interval: 500, message: name }).toBe(status);

      await expect.poll(() => monitoring.query('sum(fadun_drifted_objects)'), { timeout: 120_000 }).toEqual([0]);
      expect(await monitoring.query('min(fadun_proof_holds)')).toEqual([1]);
      expect(await monitoring.query('max(fadun_waiver_expired_live)')).toEqual([0]);
      expect([last('Drift'), last('WaiverExpiredLive')]).toEqual([undefined, undefined]);

      // The channel has been silent from the start.
      await becomes('ExchangeStandstill', 'firing');

      const [namespace = '', name = ''] = kubectl(
        'get',
        'deployments',
        '-A',
        '-o',
        'jsonpath={.items[0].metadata.namespace}/{.items[0].metadata.name}',
      ).split('/');
      kubectl('-n', namespace, 'label', 'deployment', name, 'owner-on-call=nobody', '--field-manager=a-hand');
      await becomes('Drift', 'firing');
      kubectl('-n', namespace, 'label', 'deployment', name, 'owner-on-call-', '--field-manager=a-hand');
      await becomes('Drift', 'resolved');

      const file = join(folder, 'policy.json');
      const policy = policyWithEndedWaiver();
      expect(policy.metadata.annotations!['fadun.io/waivers']! < `w-2026-017=${civilDate(new Date())}`).toBe(true);
      writeFileSync(file, JSON.stringify(policy));
      kubectl('create', '-f', file);
      await becomes('WaiverExpiredLive', 'firing');
      kubectl('delete', '-f', file);
      await becomes('WaiverExpiredLive', 'resolved');

      const traffic = setInterval(() => {
        sent += 500;
      }, 500);
      stops.push(() => clearInterval(traffic));
      await becomes('ExchangeStandstill', 'resolved');

      const alerts = Object.values(networkRules(context).alerts).flat();
      for (const raised of ['Drift', 'WaiverExpiredLive', 'ExchangeStandstill']) {
        const declared = alerts.find((alert) => alert.name === raised)!;
        const told = webhook.received.filter(({ labels }) => labels.alertname === raised);
        for (const { annotations, labels } of told) {
          expect(annotations.runbook).toBe(declared.runbook);
          expect(Object.hasOwn(runbooks, annotations.runbook!)).toBe(true);
          expect(annotations.summary).toMatch(/\p{Script=Han}/u);
          expect(labels).toMatchObject({
            network,
            severity: declared.severity,
            owner: declared.owner,
            role: declared.role,
          });
        }
        expect(
          told.some(({ receiver }) => receiver.startsWith(declared.owner.toLowerCase())),
          raised,
        ).toBe(true);
      }
      expect(JSON.stringify(webhook.received)).not.toMatch(/owner-on-call|w-2026-017|p-100/);
    }, 900_000);
  },
);

function frontEndMetrics(sent: number): string {
  const labels = `{network="${network}",channel="${channel}"}`;
  return [
    '# TYPE zf_exchange_sent_total counter',
    `zf_exchange_sent_total${labels} ${sent}`,
    '# TYPE zf_exchange_device_healthy gauge',
    `zf_exchange_device_healthy${labels} 1`,
    '# TYPE zf_exchange_oldest_pending_seconds gauge',
    `zf_exchange_oldest_pending_seconds${labels} 3`,
    '',
  ].join('\n');
}
