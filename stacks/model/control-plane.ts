/** A machine that listens for SSH. */
export interface SshHost {
  /** Address or name, as this machine reaches it. */
  readonly address: string;
  /** @default 22 */
  readonly port?: number;
  readonly user: string;
  /**
   * Public host keys, `type base64`, as in `/etc/ssh/ssh_host_*_key.pub` there: all that is believed about who answers.
   * Private keys are never declared.
   */
  readonly hostKeys: readonly string[];
}

/** A machine of the control plane. */
export interface ControlPlaneMachine extends SshHost {
  /** Whether the user becomes root by `sudo -n`. @default false: the user is root */
  readonly becomesRoot?: boolean;
}

/** The machines of a network's control plane: static pods as kubeadm lays them out, reached over SSH. */
export interface ControlPlane {
  readonly kind: 'kubeadm';
  /** By the name of the node. */
  readonly hosts: Readonly<Record<string, ControlPlaneMachine>>;
  /** The only way to them, where there is one (crossing rule R8). @default reached directly */
  readonly bastion?: SshHost;
  /** kubeadm's folder on them. @default '/etc/kubernetes' */
  readonly folder?: string;
  /** Folder of crictl, etcd, etcdctl and etcdutl on them. @default where the path finds them */
  readonly tools?: string;
}
