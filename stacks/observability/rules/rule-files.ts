import { dump } from 'js-yaml';
import type { NetworkContext } from '../../context.ts';
import type { Alert } from '../alerts/alert.ts';
import { alertTemplates } from '../alerts/index.ts';
import { monitoredNetwork } from '../alerts/monitored-network.ts';
import { type RecordingRule, recordingRules } from './recording.ts';

/** The rules of one network, by the file that holds them. */
export interface NetworkRules {
  readonly recording: readonly RecordingRule[];
  readonly alerts: Readonly<Record<string, readonly Alert[]>>;
  /** Where this network's staff read the pages of runbooks. @default alerts carry no link */
  readonly runbookPages?: string;
}

/** Every rule of one network: only about what its own Prometheus sees. */
export function networkRules(context: NetworkContext): NetworkRules {
  const monitored = monitoredNetwork(context);
  const { runbookPages } = context.site;
  return {
    recording: recordingRules(context.networkId, context.site.guardPeriods),
    alerts: Object.fromEntries(Object.entries(alertTemplates).map(([file, template]) => [file, template(monitored)])),
    ...(runbookPages && { runbookPages: runbookPages.replace('{domain}', context.network.domain) }),
  };
}

/** Labels that an alert carries besides those of its series: what routes and inhibitions decide by. */
export function alertLabels(network: string, alert: Alert): Record<string, string> {
  const { severity, scope, owner, role, labels } = alert;
  return { network, severity, scope, owner, role, ...labels };
}

/** What people read, and the runbook to follow; with a link to its page where there are pages. */
export function alertAnnotations(
  { summary, description, runbook }: Alert,
  runbookPages?: string,
): Record<string, string> {
  return {
    summary: summary.zh,
    summary_en: summary.en,
    description: description.zh,
    description_en: description.en,
    runbook,
    ...(runbookPages && { runbook_url: `${runbookPages}/${runbook}.zh.md` }),
  };
}

/** Files as Prometheus reads them, by name; an idea that says nothing about this network has none. */
export function renderRuleFiles(
  network: string,
  { recording, alerts, runbookPages }: NetworkRules,
): Record<string, string> {
  const files = Object.entries(alerts)
    .filter(([, members]) => members.length > 0)
    .map(([name, members]) => [`${name}.yaml`, renderAlerts(name, network, members, runbookPages)]);
  return { 'recording.yaml': renderRecording(recording), ...Object.fromEntries(files) };
}

/** A rule file of one group of alerts. */
export function renderAlerts(group: string, network: string, alerts: readonly Alert[], runbookPages?: string): string {
  return renderGroup(
    group,
    alerts.map((alert) => ({
      alert: alert.name,
      expr: alert.expr,
      ...(alert.forMinutes > 0 && { for: `${alert.forMinutes}m` }),
      labels: alertLabels(network, alert),
      annotations: alertAnnotations(alert, runbookPages),
    })),
  );
}

/** A rule file of recorded series. */
export function renderRecording(rules: readonly RecordingRule[]): string {
  return renderGroup(
    'recording',
    rules.map(({ record, expr, labels }) => ({ record, expr, ...(labels && { labels }) })),
  );
}

function renderGroup(name: string, rules: readonly object[]): string {
  return dump({ groups: [{ name, rules }] }, { lineWidth: -1, noRefs: true });
}
