import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The pinned module that says which sources the binaries are built from. */
export const moduleDirectory = dirname(fileURLToPath(import.meta.url));

/** One binary: where its sources are, which pinned module gives its version, and how it tells its version. */
export interface BinarySource {
  readonly package: string;
  readonly module: string;
  readonly versionArguments: readonly string[];
}

const etcdModule = 'go.etcd.io/etcd/server/v3';
const kubernetes = (command: string, versionArguments: readonly string[] = ['--version']): BinarySource => ({
  package: `k8s.io/kubernetes/cmd/${command}`,
  module: 'k8s.io/kubernetes',
  versionArguments,
});

/** Every binary of the sandbox, in the order in which they are built: what serves first comes first. */
export const binarySources = {
  etcd: { package: etcdModule, module: etcdModule, versionArguments: ['--version'] },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kubectl: kubernetes('kubectl', ['version', '--client']),
  kwok: { package: 'sigs.k8s.io/kwok/cmd/kwok', module: 'sigs.k8s.io/kwok', versionArguments: ['--version'] },
  etcdctl: {
    package: 'go.etcd.io/etcd/etcdctl/v3',
    module: 'go.etcd.io/etcd/etcdctl/v3',
    versionArguments: ['version'],
  },
  etcdutl: {
    package: 'go.etcd.io/etcd/etcdutl/v3',
    module: 'go.etcd.io/etcd/etcdutl/v3',
    versionArguments: ['version'],
  },
} as const satisfies Record<string, BinarySource>;

/** The name of a sandbox binary. */
export type BinaryName = keyof typeof binarySources;

/** All names, in build order. */
export const binaryNames = Object.keys(binarySources) as BinaryName[];

/** The pins: the version of each binary, and a digest that changes with any of them. */
export interface Pins {
  /** `v1.37.2` and the like. */
  readonly versions: Readonly<Record<BinaryName, string>>;
  /** SHA-256 over go.mod, go.sum, the build flags and the platform; hexadecimal. */
  readonly digest: string;
}

/** Reads the pinned versions from go.mod. @throws when a module of the table is not required there. */
export async function readPins(directory: string = moduleDirectory): Promise<Pins> {
  const [mod, sum] = await Promise.all(['go.mod', 'go.sum'].map((name) => readFile(join(directory, name), 'utf8')));
  const versions = Object.fromEntries(
    binaryNames.map((name) => [name, requiredVersion(mod ?? '', binarySources[name].module)]),
  ) as Record<BinaryName, string>;
  const digest = createHash('sha256');
  for (const part of [mod ?? '', sum ?? '', buildFlags(versions).join(' '), process.platform, process.arch]) {
    digest.update(`${part.length}\n${part}`);
  }
  return { versions, digest: digest.digest('hex') };
}

function requiredVersion(goMod: string, module: string): string {
  for (const line of goMod.split('\n')) {
    const [path, version] = line
      .trim()
      .replace(/^require\s+/, '')
      .split(/\s+/);
    if (path === module && version?.startsWith('v')) return version;
  }
  throw new Error(`go.mod: module ${module} is not required.\n  Add it with go get ${module}@VERSION.`);
}

/** Flags of `go build`: no machine paths in the binary, no debug tables, the version that a module build leaves out. */
export function buildFlags(versions: Pins['versions']): string[] {
  const stamped = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .map((where) => `-X ${where}.gitVersion=${versions['kube-apiserver']}`)
    .join(' ');
  return ['-trimpath', '-buildvcs=false', '-mod=readonly', `-ldflags=-s -w ${stamped}`];
}
