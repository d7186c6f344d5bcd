import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { ControlPlaneComponent } from '../../../runbooks/kit/control-plane-host.ts';
import type { Machine } from '../machine/machine.ts';
import { refusedOperation, secretMode } from '../member.ts';
import { commandOf, flagsOf, type Manifest, probeOf } from './manifest.ts';
import { type KubeadmParts, nextManifest } from './manifests.ts';

/** The kubelet gives a static pod 30 s to end, and looks at its folder every 20 s at the latest. */
const stopsWithinSeconds = 90;
/** An image that lies ready starts in seconds; the API server's own start takes most. */
const servesWithinSeconds = 240;

/** Asking costs the machine more than waiting. */
const asksEveryMilliseconds = 700;

/** The kernel keeps 15 characters of a process's name (proc(5)). */
const longestName = 15;

/**
 * A flag by which the process of this control plane is told from others of its kind on the machine; it is one that is
 * never changed.
 */
const identifying: Readonly<Record<ControlPlaneComponent, string>> = {
  etcd: 'cert-file',
  'kube-apiserver': 'tls-cert-file',
  'kube-controller-manager': 'kubeconfig',
  'kube-scheduler': 'kubeconfig',
};

/** A process as the kernel has it. */
export interface RunningProcess {
  readonly id: string;
  /** Its words as the kernel has them, joined by spaces. */
  readonly command: string;
}

/** The process of a component; undefined where it does not run. */
export async function runningProcess(
  { machine }: KubeadmParts,
  component: ControlPlaneComponent,
  manifest: Manifest,
): Promise<RunningProcess | undefined> {
  const flag = `--${identifying[component]}=${flagsOf(manifest)[identifying[component]]}`;
  const found = await machine.run('pgrep', ['-a', '-x', component.slice(0, longestName)], { accepted: [0, 1] });
  for (const line of found.stdout.split('\n')) {
    const [, id, program, words] = /^(\d+) (\S+) (.*)$/.exec(line) ?? [];
    if (id && program && basename(program) === component && ` ${words} `.includes(` ${flag} `))
      return { id, command: words ?? '' };
  }
  return undefined;
}

/** Whether the process runs with the manifest and the files that lie on the machine now. */
export async function isCurrent(
  parts: KubeadmParts,
  component: ControlPlaneComponent,
  manifest: Manifest,
  running: RunningProcess,
): Promise<boolean> {
  if (!sameCommand(running, manifest)) return false;
  const { machine, layout } = parts;
  const [started, wanted] = await Promise.all([
    machine.read(layout.startedWith(component)),
    inputsDigest(machine, manifest),
  ]);
  return started === undefined ? isOlder(machine, manifest, running) : started === wanted;
}

/** Where it was never started from here: nothing that it reads was changed since it started, or shortly before. */
async function isOlder(machine: Machine, manifest: Manifest, { id }: RunningProcess): Promise<boolean> {
  const paths = readPaths(manifest);
  const [own, all, files] = await Promise.all([
    machine.read(`/proc/${id}/stat`),
    machine.read('/proc/stat'),
    machine.run('stat', ['-L', '-c', '%Y', '--', ...paths], { accepted: [0, 1] }),
  ]);
  // proc(5): the 22nd field, counted after the name in parentheses; in hundredths of a second since the machine started.
  const ticks = Number(own?.slice(own.lastIndexOf(')') + 2).split(' ')[19]);
  const started = Number(/^btime (\d+)$/m.exec(all ?? '')?.[1]) + ticks / 100;
  const changed = Math.max(0, ...files.stdout.split('\n').map(Number));
  return changed + 2 < started;
}

/** Files that the command names for reading. */
function readPaths(manifest: Manifest): readonly string[] {
  return commandOf(manifest)
    .map((word) => word.slice(word.indexOf('=') + 1))
    .filter((path) => /^\/.*\.(crt|key|pub|yaml|json|conf)$/.test(path));
}

function sameCommand({ command }: RunningProcess, manifest: Manifest): boolean {
  return command === commandOf(manifest).slice(1).join(' ');
}

/** Digest of image, command, and the files that the command names for reading. */
async function inputsDigest(machine: Machine, manifest: Manifest): Promise<string> {
  const command = commandOf(manifest);
  const paths = readPaths(manifest);
  const files =
    paths.length === 0 ? '' : (await machine.run('sha256sum', ['--', ...paths], { accepted: [0, 1] })).stdout;
  return createHash('sha256')
    .update(JSON.stringify([manifest.spec.containers[0].image, command, files]))
    .digest('hex');
}

/** Takes the manifest from the kubelet; returns when the process is gone. */
export async function stopComponent(parts: KubeadmParts, component: ControlPlaneComponent): Promise<void> {
  const { host, machine, layout } = parts;
  const manifest = await nextManifest(parts, component);
  if ((await machine.look(layout.active(component))) !== undefined) {
    await machine.makeFolder(layout.stopped(component).replace(/\/[^/]+$/, ''));
    await machine.rename(layout.active(component), layout.stopped(component));
  }
  if (await becomes(async () => (await runningProcess(parts, component, manifest)) === undefined, stopsWithinSeconds))
    return;
  throw refusedOperation(
    `${host}: ${component}`,
    {
      zh: `清单从 kubelet 取走 ${stopsWithinSeconds} 秒后仍在运行。`,
      en: `still runs ${stopsWithinSeconds} s after its manifest was taken from the kubelet.`,
    },
    {
      zh: '请查看 kubelet 是否运行（systemctl status kubelet）及其日志；清单在已停组件的目录中。',
      en: 'See whether the kubelet runs (systemctl status kubelet) and what it says; the manifest lies in the folder of stopped ones.',
    },
  );
}

/** Gives the kubelet the manifest that is to be next; returns when the component serves with it. */
export async function startComponent(parts: KubeadmParts, component: ControlPlaneComponent): Promise<void> {
  const { host, machine, layout } = parts;
  await stopComponent(parts, component);
  const manifest = await nextManifest(parts, component);
  await machine.write(layout.startedWith(component), await inputsDigest(machine, manifest), secretMode);
  const [pending, stopped, active] = [layout.pending, layout.stopped, layout.active].map((path) => path(component)) as [
    string,
    string,
    string,
  ];
  const isNew = (await machine.look(pending)) !== undefined;
  await machine.rename(isNew ? pending : stopped, active);
  await machine.remove(stopped);
  const serves = async () => {
    const running = await runningProcess(parts, component, manifest);
    return running !== undefined && sameCommand(running, manifest) && (await isServing(parts, manifest));
  };
  if (await becomes(serves, servesWithinSeconds)) return;
  throw refusedOperation(
    `${host}: ${component}`,
    {
      zh: `清单交给 kubelet ${servesWithinSeconds} 秒后仍未提供服务。`,
      en: `does not serve ${servesWithinSeconds} s after its manifest was given to the kubelet.`,
    },
    {
      zh: '请查看其日志（crictl ps -a、crictl logs）与 kubelet 的日志。',
      en: 'Read its log (crictl ps -a, crictl logs) and the kubelet’s.',
    },
  );
}

/** Asks as the kubelet asks; once more where it does not answer, for a busy one may be late once. */
export async function isServing(parts: KubeadmParts, manifest: Manifest): Promise<boolean> {
  if (await answersProbe(parts, manifest)) return true;
  await delay(asksEveryMilliseconds);
  return answersProbe(parts, manifest);
}

/** A component without a probe serves while it runs. */
async function answersProbe({ machine }: KubeadmParts, manifest: Manifest): Promise<boolean> {
  const probe = probeOf(manifest);
  if (!probe) return true;
  const stream = await machine.dial(probe.address, probe.port).catch(() => undefined);
  if (!stream) return false;
  return new Promise((resolve) => {
    const end = (serves: boolean) => {
      clearTimeout(timer);
      stream.destroy();
      resolve(serves);
    };
    const timer = setTimeout(end, 10_000, false);
    stream.on('error', () => end(false)).on('close', () => end(false));
    // The kubelet does not verify what it probes either.
    const socket = probe.secure ? connect({ socket: stream, rejectUnauthorized: false }) : stream;
    socket.on('error', () => end(false));
    const { path } = probe;
    const sent = request({ createConnection: () => socket, path, headers: { connection: 'close' } }, (answer) => {
      answer.resume();
      end((answer.statusCode ?? 500) < 400);
    });
    sent.on('error', () => end(false));
    sent.end();
  });
}

async function becomes(holds: () => Promise<boolean>, withinSeconds: number): Promise<boolean> {
  const started = performance.now();
  for (;;) {
    if (await holds()) return true;
    if (performance.now() - started > withinSeconds * 1000) return false;
    await delay(asksEveryMilliseconds);
  }
}
