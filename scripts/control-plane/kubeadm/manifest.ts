import { dump, load } from 'js-yaml';
import type { ControlPlaneComponent } from '../../../runbooks/kit/control-plane-host.ts';
import { commandArguments, type Flags } from '../flags.ts';
import { refusedOperation } from '../member.ts';

/** A static pod of one container, as kubeadm writes it for each component. */
export interface Manifest {
  readonly spec: {
    readonly containers: readonly [Container, ...Container[]];
    readonly volumes?: readonly { readonly name: string; readonly hostPath?: { readonly path: string } }[];
  };
}

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly args?: readonly string[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly readinessProbe?: { readonly httpGet?: HttpProbe };
  readonly livenessProbe?: { readonly httpGet?: HttpProbe };
}

interface HttpProbe {
  readonly host?: string;
  readonly path?: string;
  readonly port: number | string;
  readonly scheme?: string;
}

/** What asks whether a component serves: as the kubelet asks. */
export interface Probe {
  readonly secure: boolean;
  readonly address: string;
  readonly port: number;
  readonly path: string;
}

/** @throws FadunError where the text is no static pod of this component */
export function readManifest(subject: string, text: string, component: ControlPlaneComponent): Manifest {
  const manifest = parsed(text);
  const container = manifest?.spec?.containers?.[0];
  const program = container?.command?.[0]?.split('/').at(-1);
  if (manifest && container && typeof container.image === 'string' && program === component) return manifest;
  throw refusedOperation(
    subject,
    {
      zh: `不是首个容器运行 ${component} 的静态 Pod。`,
      en: `is no static pod whose first container runs ${component}.`,
    },
    {
      zh: '请按 kubeadm 的写法修正清单（kubeadm init phase control-plane、kubeadm init phase etcd）。',
      en: 'Put the manifest right as kubeadm writes it (kubeadm init phase control-plane, kubeadm init phase etcd).',
    },
  );
}

function parsed(text: string): Manifest | undefined {
  try {
    return load(text) as Manifest | undefined;
  } catch {
    return undefined;
  }
}

export function manifestText(manifest: Manifest): string {
  return dump(manifest, { lineWidth: -1, noRefs: true });
}

/** The whole command, program first. */
export function commandOf({ spec }: Manifest): readonly string[] {
  const { command, args = [] } = spec.containers[0];
  return [...command, ...args];
}

/** Flags without their dashes; a flag without a value is `true`, one that is repeated a list. */
export function flagsOf(manifest: Manifest): Flags {
  const flags: Record<string, string | readonly string[]> = {};
  for (const word of commandOf(manifest).slice(1)) {
    const [, name, value = 'true'] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) continue;
    const before = flags[name];
    flags[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
  }
  return flags;
}

/** The same with a flag set, or left out where there is no value. */
export function withFlag(manifest: Manifest, name: string, value: Flags[string]): Manifest {
  const [program, ...words] = commandOf(manifest);
  const isThis = (word: string) => word === `--${name}` || word.startsWith(`--${name}=`);
  const place = words.findIndex(isThis);
  const others = words.filter((word) => !isThis(word));
  const given = commandArguments({ [name]: value });
  const at = place === -1 ? others.length : place;
  return withContainer(manifest, {
    command: [program!, ...others.slice(0, at), ...given, ...others.slice(at)],
    args: [],
  });
}

/** The tag of the image, which is the version; and its repository. */
export function imageOf({ spec }: Manifest): { readonly repository: string; readonly version: string } {
  const { image } = spec.containers[0];
  const [, repository, version] = /^(.+):([A-Za-z0-9._-]+)$/.exec(image) ?? [];
  return { repository: repository ?? image, version: version ?? '' };
}

export function withVersion(manifest: Manifest, version: string): Manifest {
  return withContainer(manifest, { image: `${imageOf(manifest).repository}:${version}` });
}

/** The same with another data folder: flag, mount and volume. */
export function withDataFolder(manifest: Manifest, folder: string): Manifest {
  const former = flagsOf(manifest)['data-dir'];
  const moved = withFlag(manifest, 'data-dir', folder);
  const { volumes = [] } = moved.spec;
  const { volumeMounts = [] } = moved.spec.containers[0];
  const mounted = withContainer(moved, {
    volumeMounts: volumeMounts.map((each) => (each.mountPath === former ? { ...each, mountPath: folder } : each)),
  });
  const isFormer = (path: string | undefined) => path !== undefined && path === former;
  return {
    ...mounted,
    spec: {
      ...mounted.spec,
      volumes: volumes.map((each) =>
        isFormer(each.hostPath?.path) ? { ...each, hostPath: { ...each.hostPath, path: folder } } : each,
      ),
    },
  };
}

function withContainer(manifest: Manifest, change: Partial<Container>): Manifest {
  const [first, ...others] = manifest.spec.containers;
  const { args, ...container } = { ...first, ...change };
  const changed: Container = args && args.length > 0 ? { ...container, args } : container;
  return { ...manifest, spec: { ...manifest.spec, containers: [changed, ...others] } };
}

/** Ready where that is asked, alive else; undefined where the manifest asks neither. */
export function probeOf({ spec }: Manifest): Probe | undefined {
  const { readinessProbe, livenessProbe, ports = [] } = spec.containers[0];
  const asked = readinessProbe?.httpGet ?? livenessProbe?.httpGet;
  if (!asked) return undefined;
  const port =
    typeof asked.port === 'number' ? asked.port : ports.find(({ name }) => name === asked.port)?.containerPort;
  if (port === undefined) return undefined;
  return { secure: asked.scheme === 'HTTPS', address: asked.host ?? '127.0.0.1', port, path: asked.path ?? '/' };
}
