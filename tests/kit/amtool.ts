import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitoringFiles } from '../../stacks/observability/monitoring-objects.ts';
import { referenceSite } from './reference-rules.ts';

/** Writes a network's Alertmanager configuration as it is delivered. @returns its path */
export function writeAlertmanagerFile(folder: string, networkId: string): string {
  const network = referenceSite.networks[networkId]!;
  const { alertmanager } = monitoringFiles({ site: referenceSite, networkId, network });
  const file = join(folder, `${networkId}.yaml`);
  writeFileSync(file, alertmanager.alertmanager!['alertmanager.yaml']!);
  return file;
}

/** What `amtool check-config` says of files; throws where it refuses one. */
export function checkedConfigs(files: readonly string[]): string {
  return execFileSync('amtool', ['check-config', ...files], { encoding: 'utf8' });
}

/** Receivers that a label set reaches, in the order in which routes name them. */
export function receiversOf(file: string, labels: Readonly<Record<string, string>>): string {
  const set = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const { stdout, stderr, status } = spawnSync(
    'amtool',
    ['config', 'routes', 'test', `--config.file=${file}`, ...set],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
