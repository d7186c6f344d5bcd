import { isDeepStrictEqual } from 'node:util';
import type { Text } from '../../stacks/model/vocabulary.ts';
import type { Action } from './action.ts';
import type {
  ControlPlaneComponent,
  ControlPlaneHost,
  ControlPlaneReader,
  EncryptionRule,
  EtcdSnapshot,
} from './control-plane-host.ts';
import type { Observation, ReadContext } from './runbook.ts';
import type { Json } from './signing/canonical-json.ts';

type Acting = Omit<ControlPlaneHost, keyof ControlPlaneReader>;
type HostOperation = keyof Acting;

/** An action on the hosts of the control plane, typed by the operation it names. */
export function hostAction<Operation extends HostOperation>(
  id: string,
  does: Text,
  operation: Operation,
  ...given: Parameters<Acting[Operation]>
): Action {
  return { id, kind: 'host', does, operation, arguments: given as unknown as readonly Json[] };
}

/** The reader of the hosts. @throws Error where this machine has no way to them */
export function hostOf(context: Pick<ReadContext<unknown>, 'read' | 'target'>): ControlPlaneReader {
  if (context.read.host) return context.read.host;
  throw new Error(
    `${context.target.network}: no way to the hosts of its control plane. Name them, or run this where they are reached.`,
  );
}

/** Whether the effect of a host action is there, as the hosts show it. */
export async function observeHost(context: ReadContext<unknown>, action: Action): Promise<Observation> {
  if (action.kind !== 'host') return 'unclear';
  const observe = observations[action.operation] as (host: ControlPlaneReader, ...given: unknown[]) => Promise<boolean>;
  return (await observe(hostOf(context), ...action.arguments)) ? 'done' : 'not-done';
}

type Observe<Operation extends HostOperation> = (
  host: ControlPlaneReader,
  ...given: Parameters<Acting[Operation]>
) => Promise<boolean>;

const isIn = (host: string | undefined) => (member: { readonly host: string }) =>
  host === undefined || member.host === host;

async function membersOf(host: ControlPlaneReader, component: ControlPlaneComponent, name?: string) {
  return (await host.members()).filter((member) => member.component === component && isIn(name)(member));
}

async function usesFolder(host: ControlPlaneReader, folder: string): Promise<boolean> {
  const status = await host.etcdStatus();
  return status.healthy && status.folder === folder && (await membersOf(host, 'etcd')).every((etcd) => etcd.current);
}

/** How each operation shows that it was done; nothing is remembered. */
const observations: { readonly [Operation in HostOperation]: Observe<Operation> } = {
  snapshotEtcd: async (host, name) => (await host.snapshots()).some((each) => each.name === name && each.intact),
  checkSnapshot: async (host, name) => (await host.snapshots()).some((each) => each.name === name && each.check),
  removeSnapshot: async (host, name) => !(await host.snapshots()).some((each) => each.name === name),
  restoreEtcd: (host, _name, _sha256, _bump, folder) => usesFolder(host, folder),
  useEtcdData: usesFolder,
  stop: async (host, component) => (await membersOf(host, component)).every((member) => !member.running),
  start: async (host, component) => (await membersOf(host, component)).every((member) => member.healthy),
  restart: async (host, component, name) =>
    (await membersOf(host, component, name)).every((member) => member.healthy && member.current),
  renewCertificates: async (host, names, replacing) =>
    (await host.certificates()).every((each) => !names.includes(each.name) || !replacing.includes(each.sha256)),
  dropFormerAuthority: async (host) => (await host.certificates()).every((each) => !each.name.endsWith('-former')),
  createEncryptionKey: async (host, name) => (await host.encryptionKeys()).includes(name),
  writeEncryption: async (host, rules) => isDeepStrictEqual(await host.encryption(), rules),
  rewriteStored: async (host, resource) => {
    const wanted = writingPrefix(await host.encryption(), resource);
    return Object.keys(await host.storedAs(resource)).every((prefix) => prefix === wanted);
  },
  setVersion: async (host, component, version, name) =>
    (await membersOf(host, component, name)).every((member) => member.version === version),
  setFlags: async (host, component, changes) => {
    const [flags, changed] = await Promise.all([host.flags(component), host.changedFlags(component)]);
    return Object.entries(changes).every(([name, change]) =>
      change === null
        ? !changed.includes(name)
        : isDeepStrictEqual(flags[name], change === false ? undefined : [change]),
    );
  },
  disableAdmissionPlugins: async (host, plugins) => {
    const disabled = (await host.flags('kube-apiserver'))['disable-admission-plugins'] ?? [];
    return isDeepStrictEqual(disabled, plugins.length === 0 ? [] : [plugins.join(',')]);
  },
  restoreAuditPolicy: async (host) => {
    const { policySha256, declaredSha256 } = await host.auditStatus();
    return policySha256 === declaredSha256;
  },
  repairAuditSink: async (host) => (await host.auditStatus()).sinkFault === undefined,
};

/** First bytes of values that are written under these rules; empty where the resource is not encrypted. */
export function writingPrefix(rules: readonly EncryptionRule[], resource: string): string {
  const first = rules.find((rule) => rule.resources.includes(resource))?.providers[0];
  return first?.keys[0] === undefined ? '' : `k8s:enc:${first.kind}:v1:${first.keys[0]}:`;
}

/** What a check shows of a snapshot. */
export function showSnapshot({ name, revision, keys, takenAt }: EtcdSnapshot): string {
  return `${name}: revision ${revision}, ${keys} keys, ${takenAt}`;
}
