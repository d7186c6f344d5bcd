import { join } from 'node:path';
import type { ControlPlaneComponent } from '../../../runbooks/kit/control-plane-host.ts';

/** Where kubeadm keeps things on a machine, and where what is noted here lies beside them. */
export interface KubeadmLayout {
  readonly folder: string;
  readonly pki: string;
  kubeconfig(name: string): string;
  /** What the kubelet runs. */
  active(component: ControlPlaneComponent): string;
  /** What was taken from the kubelet: the component is stopped. */
  stopped(component: ControlPlaneComponent): string;
  /** What it gets at the next start. */
  pending(component: ControlPlaneComponent): string;
  /** Digest of what it was started with. */
  startedWith(component: ControlPlaneComponent): string;
  /** Flags that were changed, with what they were. */
  readonly changes: string;
  readonly encryptionKeys: string;
  readonly snapshots: string;
  readonly scratch: string;
  readonly drafts: string;
}

/** @param folder kubeadm's own. @default '/etc/kubernetes' */
export function kubeadmLayout(folder = '/etc/kubernetes'): KubeadmLayout {
  // On the file system of the manifests, so that a manifest is put in place by one rename; outside what the kubelet reads.
  const own = join(folder, 'fadun');
  const manifest = (place: string) => (component: ControlPlaneComponent) => join(place, `${component}.yaml`);
  return {
    folder,
    pki: join(folder, 'pki'),
    kubeconfig: (name) => join(folder, name),
    active: manifest(join(folder, 'manifests')),
    stopped: manifest(join(own, 'stopped')),
    pending: manifest(join(own, 'pending')),
    startedWith: (component) => join(own, 'started', component),
    changes: join(own, 'changes.json'),
    encryptionKeys: join(own, 'encryption-keys'),
    snapshots: join(own, 'snapshots'),
    scratch: join(own, 'scratch'),
    drafts: join(own, 'drafts'),
  };
}
