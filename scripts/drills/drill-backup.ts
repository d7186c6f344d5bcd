import { readdir } from 'node:fs/promises';
import { drillBackup } from '../../runbooks/drill-backup.ts';
import { drill, type Stage } from './drill.ts';
import { configMap, configMapPath, demandNamespace, problemsOf } from './objects.ts';

const namespace = 'drill-backup';

/** Folders and processes of the network on the host, by name. */
async function onHost({ root }: Stage): Promise<readonly string[]> {
  const found = await Promise.all(
    ['', 'run/', 'snapshots/'].map(async (folder) => {
      const names = await readdir(`${root}/${folder}`).catch(() => []);
      return names.map((name) => `${folder}${name}`);
    }),
  );
  return found.flat().toSorted();
}

export const drillBackupDrill = drill({
  id: 'drill-backup',
  runbook: drillBackup,
  writesTo: ['host'],
  async prepare(stage) {
    await demandNamespace(stage, namespace);
    await configMap(stage, namespace, 'kept', { value: 'as it was' });
    // The folder of snapshots stays once there is one.
    await stage.host.snapshotEtcd('drill-earlier');
    const parameters = { snapshot: `drill-backup-${Date.now().toString(36)}`, rto: '60s' };
    return { parameters, kept: await onHost(stage) };
  },
  check: looksUntouched,
  checkUndone: looksUntouched,
});

async function looksUntouched(stage: Stage, kept: unknown): Promise<readonly string[]> {
  const found = (await stage.api.get(configMapPath(namespace, 'kept'))) as { data?: { value?: string } } | undefined;
  const before = new Set(kept as readonly string[]);
  const now = new Set(await onHost(stage));
  return problemsOf({
    [`the drill leaves something on the host: ${[...now.symmetricDifference(before)].join(', ')}`]:
      now.symmetricDifference(before).size === 0,
    'live data was changed': found?.data?.value === 'as it was',
    'etcd does not serve': (await stage.host.etcdStatus()).healthy,
  });
}
