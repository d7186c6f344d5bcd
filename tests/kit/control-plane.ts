import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { absence, surveyBinaries } from '../../scripts/sandbox/binaries/resolve.ts';
import { writeWhole } from '../../scripts/sandbox/files.ts';
import type { Identity } from '../../scripts/sandbox/layout.ts';
import { isAlive, recordedIdentity, selfRecord } from '../../scripts/sandbox/process/identity.ts';
import { startSandbox } from '../../scripts/sandbox/start.ts';
import type { NetworkStatus } from '../../scripts/sandbox/status.ts';
import { stopSandbox } from '../../scripts/sandbox/stop.ts';

/** For the hook that starts a control plane: binaries may have to be built once, from source. */
export const controlPlaneHookTimeout = 20 * 60_000;

/** One real network for a test. */
export interface TestControlPlane {
  /** The sandbox's directory, whose only network is {@link TestControlPlane.network}. */
  readonly directory: string;
  readonly network: string;
  readonly server: string;
  readonly kubeconfigs: Readonly<Record<Identity, string>>;
  readonly status: NetworkStatus;
  /** Stops every process and removes the directory. */
  stop(): Promise<void>;
}

/** Why no control plane can be had on this machine; undefined where it can. For `ctx.skip` or a title. */
export async function controlPlaneAvailable(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `the sandbox runs on Linux; this is ${process.platform}`;
  const survey = await surveyBinaries();
  if (survey.missing.length === 0 || survey.go !== undefined) return undefined;
  const { fault, remedy } = absence(survey);
  return `${fault} ${remedy}`;
}

/**
 * Starts a control plane in a directory of its own. Stop it in `afterAll`; what a killed test run has left is stopped
 * by the next call.
 * @param options.controllers false starts etcd and the API server only, in about 5 s; @default true
 */
export async function startControlPlane(
  options: { controllers?: boolean; network?: string } = {},
): Promise<TestControlPlane> {
  const parent = join(tmpdir(), 'fadun-test-control-planes');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await sweep(parent);
  const directory = await mkdtemp(join(parent, 'run-'));
  await writeWhole(ownerFile(directory), await selfRecord());
  const network = options.network ?? 'test-net';
  const remove = async () => {
    await stopSandbox({ directory, purge: true });
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const status = await startSandbox({
      site: 'test',
      networks: [network],
      directory,
      controllers: options.controllers ?? true,
    });
    const [standing] = status.networks;
    if (!standing) throw new Error(`${network}: not in the status after its start`);
    return {
      directory,
      network,
      server: standing.server,
      kubeconfigs: standing.kubeconfigs,
      status: standing,
      stop: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function ownerFile(directory: string): string {
  return join(directory, 'owner.process');
}

/** Stops and removes what belongs to test runs that no longer exist. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const directory = join(parent, name);
    const owner = await recordedIdentity(ownerFile(directory));
    if (!owner || (await isAlive(owner))) continue;
    // Another test may be sweeping the same one: what it has removed by then is no fault.
    await stopSandbox({ directory, purge: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rm(directory, { recursive: true, force: true });
  }
}
