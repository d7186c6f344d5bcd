import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { type ClusterClient, openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { benchObjects } from '../bench/apply-objects.ts';

/**
 * The objects of one round: every round changes each ConfigMap, renames one object in each namespace (so that there
 * is something to make and something to prune), and leaves the rest alone.
 */
export function roundObjects(count: number, round: number): KubernetesObject[] {
  return benchObjects(count).map((object) => {
    if (object.kind === 'ConfigMap') return { ...object, data: { round: String(round) } };
    if (object.kind !== 'Role' && object.kind !== 'ServiceAccount') return object;
    const labels = { ...object.metadata.labels, 'fadun.io/round': String(round) };
    const name = object.kind === 'Role' ? `${object.metadata.name}-${round}` : object.metadata.name;
    return { ...object, metadata: { ...object.metadata, name, labels } };
  });
}

/** Applies one round and prints its result as one line; for tests that kill it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: 'string' },
      network: { type: 'string' },
      count: { type: 'string', default: '200' },
      round: { type: 'string', default: '0' },
      hold: { type: 'boolean', default: false },
      objects: { type: 'string' },
      'die-after-delete': { type: 'boolean', default: false },
    },
  });
  const { kubeconfig = '', network = '', count, round, hold, objects: file } = values;
  const client = openClient({ network, kubeconfig, guard: networkGuard({ sandbox: true }) });
  const objects = file ? JSON.parse(readFileSync(file, 'utf8')) : roundObjects(Number(count), Number(round));
  const used = hold ? stuck(client) : values['die-after-delete'] ? dying(client) : client;
  const result = await applyObjects(objects, { client: used, waitSeconds: 0 });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  await client.close();
}

/** A client that stops for good at its first apply: the process then lives on with the lock. */
function stuck(client: ClusterClient): ClusterClient {
  const apply = () => {
    process.stdout.write('holding\n');
    return new Promise<never>(() => setInterval(() => {}, 1000));
  };
  return { ...client, apply };
}

/** A client whose process is dead the moment that the server has confirmed a deletion. */
function dying(client: ClusterClient): ClusterClient {
  const deletion: ClusterClient['delete'] = async (...given) => {
    await client.delete(...given);
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => {});
  };
  return { ...client, delete: deletion };
}

if (import.meta.main) await main();
