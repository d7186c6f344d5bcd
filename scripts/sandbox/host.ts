import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { BinaryName } from './binaries/catalogue.ts';
import { SandboxError } from './errors.ts';
import { secretMode, writeWhole } from './files.ts';
import { requireNetwork } from './identities.ts';
import { writeKubeconfigs } from './kubeconfig.ts';
import { type Component, lockFile, type NetworkLayout, networkLayout } from './layout.ts';
import { withLock } from './lock.ts';
import { type CertificateName, leafTtlSeconds, reissueCertificates } from './pki/certificates.ts';
import type { Ports } from './ports.ts';
import type { StopOutcome } from './process/stop.ts';
import { type Overrides, readOverrides, startComponent, stopComponent } from './run.ts';
import { readState } from './state.ts';

/** Output of a tool that ended with exit code 0. */
interface ToolOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** The host side of one network's control plane: what on a real one needs the machine, not the API. */
export interface SandboxHost {
  readonly layout: NetworkLayout;
  readonly ports: Ports;
  /** Stops one component: SIGTERM, then SIGKILL. */
  stop(component: Component): Promise<StopOutcome>;
  /**
   * Starts one component and waits until it is ready.
   * @param flags deviations from the built-in flags (null leaves one out); they stay for later starts.
   *   @default those given before; `{}` returns to the built-in ones
   */
  start(component: Component, flags?: NonNullable<Overrides[Component]>): Promise<void>;
  /** Issues certificates with new keys and writes the kubeconfigs that hold them. Restart what uses them. */
  reissue(names: readonly CertificateName[], ttlSeconds?: number): Promise<void>;
  /** What connects etcdctl with this network's etcd. */
  readonly etcdConnection: readonly string[];
  /** Runs etcdctl (connected to this network's etcd), etcdutl or kubectl. @throws SandboxError when it fails. */
  run(tool: Extract<BinaryName, 'etcdctl' | 'etcdutl' | 'kubectl'>, args: readonly string[]): Promise<ToolOutput>;
}

/**
 * Opens the host side of one network.
 * @param environment added to that of tools; never to that of components, which outlive the caller
 * @throws SandboxError where the sandbox does not have it.
 */
export async function sandboxHost(
  directory: string,
  network: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<SandboxHost> {
  const absolute = resolve(directory);
  const { ports } = await requireNetwork(absolute, network);
  const layout = networkLayout(absolute, network);
  const binaries = (await readState(absolute))?.binaries ?? {};
  const locked = <T>(work: () => Promise<T>) =>
    withLock(lockFile(absolute), { subject: `sandbox ${absolute}`, waitMilliseconds: 60_000 }, work);
  return {
    layout,
    ports,
    stop: (component) => locked(() => stopComponent(layout, component)),
    start: (component, flags) =>
      locked(async () => {
        if (flags !== undefined) await writeOverrides(layout, component, flags);
        await stopComponent(layout, component);
        await startComponent({ layout, ports, binaries }, component);
      }),
    reissue: (names, ttlSeconds = leafTtlSeconds) =>
      locked(async () => {
        await reissueCertificates(layout, names, ttlSeconds);
        await writeKubeconfigs(layout, ports);
      }),
    etcdConnection: etcdConnection(layout, ports),
    run: (tool, args) => {
      const connection = tool === 'etcdctl' ? etcdConnection(layout, ports) : [];
      // Without a home, kubectl keeps what it discovered in the folder it is called in.
      return runTool(binaries[tool] ?? tool, [...connection, ...args], { HOME: layout.root, ...environment });
    },
  };
}

async function writeOverrides(
  layout: NetworkLayout,
  component: Component,
  flags: NonNullable<Overrides[Component]>,
): Promise<void> {
  const overrides = { ...(await readOverrides(layout)), [component]: flags };
  await writeWhole(layout.overrides, `${JSON.stringify(overrides, null, 2)}\n`, secretMode);
}

function etcdConnection(layout: NetworkLayout, ports: Ports): string[] {
  const client = layout.keyPair('etcd-client');
  return [
    `--endpoints=https://127.0.0.1:${ports.etcdClient}`,
    `--cacert=${layout.etcdTrust}`,
    `--cert=${client.certificate}`,
    `--key=${client.key}`,
  ];
}

function runTool(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ToolOutput> {
  return new Promise((resolveOutput, reject) => {
    const options = { timeout: 120_000, maxBuffer: 64 << 20, env: { PATH: '/usr/bin:/bin', ...environment } };
    execFile(path, [...args], options, (error, stdout, stderr) => {
      if (!error) return resolveOutput({ stdout, stderr });
      const said = stderr.trim() || error.message;
      reject(
        new SandboxError({
          subject: `${path} ${args.find((argument) => !argument.startsWith('-')) ?? ''}`,
          fault: { zh: `执行失败：${said}`, en: `failed: ${said}` },
          remedy: {
            zh: '请用 `fadun sandbox status` 查看哪些组件在运行。',
            en: 'See `fadun sandbox status` for which components run.',
          },
          exitCode: 4,
          cause: error,
        }),
      );
    });
  });
}
