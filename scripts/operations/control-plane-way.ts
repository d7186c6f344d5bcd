import { join } from 'node:path';
import { runMark } from '../../runbooks/kit/process.ts';
import type { ControlPlane } from '../../stacks/model/control-plane.ts';
import { kubeadmControlPlane, kubeadmControlPlaneReader } from '../control-plane/kubeadm/control-plane.ts';
import { kubeadmLayout } from '../control-plane/kubeadm/layout.ts';
import { type SshMachine, sshMachine } from '../control-plane/machine/ssh.ts';
import type { ControlPlaneWay } from './access.ts';

/** Programs that kubeadm's packages do not put on a machine, or not on its path. */
const laidTools = ['crictl', 'etcd', 'etcdctl', 'etcdutl'] as const;

/**
 * A way to the declared machines of a control plane; nothing is sent. What a run starts there ends with this program,
 * and carries the run's mark here.
 * @param identity file of a private key. @default the agent's and the account's own
 */
export function sshControlPlane(
  { hosts, bastion, folder, tools }: ControlPlane,
  identity: string | undefined,
): ControlPlaneWay & { close(): Promise<void> } {
  const opened: SshMachine[] = [];
  const programs = tools === undefined ? {} : Object.fromEntries(laidTools.map((name) => [name, join(tools, name)]));
  const machines = (mark?: string) =>
    Object.entries(hosts).map(([name, host]) => {
      const machine = sshMachine(
        { ...host, name, programs, ...(bastion ? { via: bastion } : {}) },
        {
          ...(identity === undefined ? {} : { identity }),
          ...(mark === undefined ? {} : { environment: { [runMark]: mark } }),
        },
      );
      opened.push(machine);
      return { host: name, machine, layout: kubeadmLayout(folder) };
    });
  const acting = new Map<string, ReturnType<typeof kubeadmControlPlane>>();
  return {
    reader: kubeadmControlPlaneReader(machines()),
    async acting(mark) {
      const known = acting.get(mark) ?? kubeadmControlPlane(machines(mark));
      acting.set(mark, known);
      return known;
    },
    async close() {
      await Promise.all(opened.map((machine) => machine.close()));
    },
  };
}
