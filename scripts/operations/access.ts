import type { ControlPlaneHost, ControlPlaneReader } from '../../runbooks/kit/control-plane-host.ts';
import type { ControlPlane } from '../../stacks/model/control-plane.ts';
import { networkGuard } from '../engines/client/guard.ts';
import { type Credentials, readKubeconfig } from '../engines/client/kubeconfig.ts';
import { openTransport, type Transport } from '../engines/client/transport.ts';
import { FadunError } from '../errors.ts';
import type { Workspace } from '../pipeline/workspace.ts';
import type { Identity } from '../sandbox/layout.ts';
import { sandboxStatus } from '../sandbox/status.ts';

/** A way to one network's API server with one credential. */
export interface Access {
  readonly network: string;
  readonly kubeconfig: string;
  readonly transport: Transport;
  /** Secret strings of the credential, for redaction. */
  readonly secrets: readonly string[];
  /** Paths of the sandbox's programs by name; empty for a real cluster. */
  readonly programs: Readonly<Record<string, string>>;
  /** Whether the cluster is the sandbox's. */
  readonly sandbox: boolean;
  /** `--out` */
  readonly out: string;
  readonly auditLog?: string;
  /** The machines of its control plane, where there is a way to them. */
  readonly hosts?: ControlPlaneWay;
}

/** A way to the machines of one control plane. */
export interface ControlPlaneWay {
  readonly reader: ControlPlaneReader;
  /** On behalf of a run, whose mark finds what it started should this program be killed. */
  acting(mark: string): Promise<ControlPlaneHost>;
}

export interface AccessChoice {
  readonly site: string;
  readonly workspace: Workspace;
  readonly out: string;
  readonly network: string;
  /** Of a real cluster. @default the sandbox's, of the identity */
  readonly kubeconfig?: string;
  readonly identity: Identity;
  /** The declared machines of a real cluster's control plane. @default no way to them */
  readonly controlPlane?: ControlPlane;
  /** File of the private key for them. @default the agent's and the account's own */
  readonly sshIdentity?: string;
}

/**
 * Opens a way to one network; nothing is sent.
 * @throws FadunError where the sandbox has no such network
 */
export async function openAccess(choice: AccessChoice): Promise<Access> {
  return choice.kubeconfig ? realAccess(choice, choice.kubeconfig) : sandboxAccess(choice);
}

async function realAccess(choice: AccessChoice, kubeconfig: string): Promise<Access> {
  const { network, out, controlPlane, sshIdentity } = choice;
  const credentials = readKubeconfig(kubeconfig);
  networkGuard({ sandbox: false }).admit(network, credentials);
  const access = accessOf(network, kubeconfig, credentials, { programs: {}, sandbox: false, out });
  if (!controlPlane) return access;
  const { sshControlPlane } = await import('./control-plane-way.ts');
  const hosts = sshControlPlane(controlPlane, sshIdentity);
  const close = async () => {
    await Promise.all([access.transport.close(), hosts.close()]);
  };
  return { ...access, hosts, transport: { ...access.transport, close } };
}

/** A control plane that stands only in part is still spoken to: some runbooks are there to mend it. */
async function sandboxAccess({ site, workspace, out, network, identity }: AccessChoice): Promise<Access> {
  const status = await sandboxStatus(workspace.sandbox);
  const standing = status.networks.find(({ id, state }) => id === network && state !== 'stopped');
  if (!standing) {
    throw new FadunError(
      `sandbox of ${site}`,
      { zh: `${network} 的控制平面未运行`, en: `the control plane of ${network} does not run` },
      {
        zh: `用 \`fadun sandbox up ${site} --network ${network}\` 启动，或用 --kubeconfig 指定真实集群。`,
        en: `Start it with \`fadun sandbox up ${site} --network ${network}\`, or name a real cluster with --kubeconfig.`,
      },
      3,
    );
  }
  const kubeconfig = standing.kubeconfigs[identity];
  const credentials = readKubeconfig(kubeconfig);
  networkGuard({ sandbox: true }).admit(network, credentials);
  const { auditLog } = standing;
  const hosts = await sandboxHosts(workspace.sandbox, network);
  return accessOf(network, kubeconfig, credentials, { programs: status.binaries, sandbox: true, out, auditLog, hosts });
}

async function sandboxHosts(directory: string, network: string): Promise<ControlPlaneWay> {
  const { sandboxControlPlane, sandboxControlPlaneReader } = await import('../sandbox/control-plane/control-plane.ts');
  return {
    reader: await sandboxControlPlaneReader(directory, network),
    acting: (mark) => sandboxControlPlane(directory, network, mark),
  };
}

function accessOf(
  network: string,
  kubeconfig: string,
  credentials: Credentials,
  rest: Pick<Access, 'programs' | 'sandbox' | 'out' | 'auditLog' | 'hosts'>,
): Access {
  const secrets = [credentials.token, credentials.key].filter((secret) => secret !== undefined);
  return { network, kubeconfig, transport: openTransport(credentials, { connections: 4 }), secrets, ...rest };
}
