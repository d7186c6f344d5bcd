import type { JournalRecord } from '../../runbooks/kit/journal/record.ts';
import { restoreEtcd } from '../../runbooks/restore-etcd.ts';
import { drill, type Stage } from './drill.ts';
import { configMap, configMapPath, demandNamespace, problemsOf, settled } from './objects.ts';

const namespace = 'drill-etcd';

interface Kept {
  readonly snapshot: string;
  readonly revision: number;
  readonly folder: string;
  /** Of this pass: an earlier one leaves its objects, and they are in the snapshot of this one. */
  readonly made: string;
}

/** Data before the snapshot, a snapshot, data after it: a value changed, an object made, an object removed. */
export const restoreEtcdDrill = drill({
  id: 'restore-etcd',
  runbook: restoreEtcd,
  writesTo: ['host'],
  async prepare(stage) {
    await demandNamespace(stage, namespace);
    await configMap(stage, namespace, 'before', { value: 'written before' });
    await configMap(stage, namespace, 'removed-after', { value: 'written before' });
    const stamp = Date.now().toString(36);
    const [name, made] = [`drill-${stamp}`, `made-after-${stamp}`];
    const { revision } = await stage.host.snapshotEtcd(name);
    await configMap(stage, namespace, 'before', { value: 'changed after' });
    await configMap(stage, namespace, made, { value: 'made after' });
    await stage.api.send('DELETE', configMapPath(namespace, 'removed-after'));
    const { folder } = await stage.host.etcdStatus();
    return { parameters: { snapshot: name }, kept: { snapshot: name, revision, folder, made } satisfies Kept };
  },
  async check(stage, kept, journal) {
    const { revision, folder, made } = kept as unknown as Kept;
    const status = await stage.host.etcdStatus();
    return problemsOf({
      'what was written before the snapshot is not there': await has(stage, 'before', 'written before'),
      'what was removed after the snapshot is not back': await has(stage, 'removed-after', 'written before'),
      'what was made after the snapshot is still there': !(await has(stage, made, 'made after')),
      'the revision is not above any that a client has seen': status.revision > revision + 1_000_000_000,
      'what was lost is not listed, or more is than was written': listsExactly(journal, [
        `put /registry/configmaps/${namespace}/before`,
        `put /registry/configmaps/${namespace}/${made}`,
        `delete /registry/configmaps/${namespace}/removed-after`,
      ]),
      'the former data folder is not kept': status.kept.includes(folder) && status.folder !== folder,
      'controllers do not reconcile': await settled(() => controllersWork(stage)),
    });
  },
  async checkUndone(stage, kept) {
    const { folder, made } = kept as unknown as Kept;
    return problemsOf({
      'etcd is not back in its former folder': (await stage.host.etcdStatus()).folder === folder,
      'the change after the snapshot is not back': await has(stage, 'before', 'changed after'),
      'what was made after the snapshot is not back': await has(stage, made, 'made after'),
      'controllers do not reconcile': await settled(() => controllersWork(stage)),
    });
  },
  async tidy(stage, kept) {
    await stage.host.removeSnapshot((kept as unknown as Kept).snapshot);
  },
});

/** The last list before the restore, of this drill's namespace: what the snapshot could not hold, and nothing else. */
function listsExactly(journal: readonly JournalRecord[], writes: readonly string[]): boolean {
  const record = journal.findLast(({ type, body }) => type === 'step-checked' && body.step === 'restore');
  const checks = (record?.body.checks ?? []) as unknown as readonly { readonly seen: string }[];
  const listed = checks.flatMap(({ seen }) => seen.split('; ')).filter((line) => line.includes(`/${namespace}/`));
  return listed.toSorted().join() === writes.toSorted().join();
}

async function has(stage: Stage, name: string, value: string): Promise<boolean> {
  const found = (await stage.api.get(configMapPath(namespace, name))) as { data?: { value?: string } } | undefined;
  return found?.data?.value === value;
}

/** A namespace made now gets its service account from the controllers. */
async function controllersWork(stage: Stage): Promise<boolean> {
  const probe = 'drill-etcd-probe';
  await demandNamespace(stage, probe);
  return (await stage.api.get(`/api/v1/namespaces/${probe}/serviceaccounts/default`)) !== undefined;
}
