import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxControlPlane } from '../sandbox/control-plane/control-plane.ts';
import { networkLayout } from '../sandbox/layout.ts';
import { startSandbox } from '../sandbox/start.ts';
import { stopSandbox } from '../sandbox/stop.ts';
import { stageApi } from './access.ts';
import { declaredNetwork, declaredSite } from './changes/site.ts';
import type { Stage } from './drill.ts';

/** The stage on a network of a sandbox that stands. */
export async function stageOn(
  directory: string,
  site: string,
  network: string,
): Promise<Stage & { close(): Promise<void> }> {
  const layout = networkLayout(directory, network);
  const api = stageApi(network, layout.kubeconfig('admin'));
  return {
    directory,
    site,
    network,
    root: layout.root,
    kubeconfigs: {
      admin: layout.kubeconfig('admin'),
      applier: layout.kubeconfig('applier'),
      reader: layout.kubeconfig('reader'),
    },
    auditLog: layout.auditLog,
    host: await sandboxControlPlane(directory, network),
    api,
    close: api.close,
  };
}

/** The network of a declared site, in the sandbox of a stage: started where it does not stand. */
export async function declaredStage(shared: Stage): Promise<Stage & { close(): Promise<void> }> {
  const { directory } = shared;
  await startSandbox({ site: shared.site, networks: [declaredNetwork], directory });
  return stageOn(directory, declaredSite.id, declaredNetwork);
}

/** A sandbox for drills alone, in a temporary folder. `strike` stops its processes and removes it. */
export async function openStage(network = 'drill-net'): Promise<Stage & { strike(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'fadun-drill-'));
  const strike = async () => {
    await stopSandbox({ directory, purge: true });
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await startSandbox({ site: 'drill', networks: [network], directory });
    const stage = await stageOn(directory, 'drill', network);
    return { ...stage, strike: () => stage.close().then(strike) };
  } catch (error) {
    await strike();
    throw error;
  }
}

/** Brings whatever a failed drill has left stopped back to run, so that the next one is judged by itself. */
export async function mend({ directory, site, network }: Stage): Promise<void> {
  await startSandbox({ site, networks: [network], directory });
}
