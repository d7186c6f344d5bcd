/**
 * Work on the machines of a control plane. The sandbox implements it on local processes, kubeadm static pods over SSH.
 * Every call is bounded by its implementation and throws an Error with subject, fault and remedy.
 */
export interface ControlPlaneReader {
  /** Members of the control plane with their version and health. */
  members(): Promise<readonly ControlPlaneMember[]>;
  certificates(): Promise<readonly HostCertificate[]>;
  /** The provider names in order, per resource; key material is never returned. */
  encryption(): Promise<readonly EncryptionRule[]>;
  etcdStatus(): Promise<EtcdStatus>;
  /** First bytes of the raw etcd value of a key, e.g. `k8s:enc:aescbc:v1:key2:`; enough to tell provider and key. */
  rawValuePrefix(key: string): Promise<string>;
  auditStatus(): Promise<AuditStatus>;
}

export interface ControlPlaneHost extends ControlPlaneReader {
  /** Writes a snapshot file on the host and gives its digest and revision. */
  snapshotEtcd(destination: string): Promise<EtcdSnapshot>;
  /**
   * Restores a snapshot into a new data folder with the revision bumped and marked compacted, so that watchers and
   * caches of clients notice. API servers and controllers must be stopped.
   */
  restoreEtcd(snapshot: EtcdSnapshot, bumpRevisionBy: number): Promise<EtcdStatus>;
  stop(component: ControlPlaneComponent): Promise<void>;
  start(component: ControlPlaneComponent): Promise<void>;
  /** Stops and starts on one member after the other; returns when it serves again. */
  restart(component: ControlPlaneComponent): Promise<void>;
  /** Reissues the named certificates, `ca` included, keeping the former CA trusted until `dropFormerAuthority`. */
  renewCertificates(names: readonly string[]): Promise<readonly HostCertificate[]>;
  dropFormerAuthority(): Promise<void>;
  /** Replaces the encryption configuration on every API server; it takes effect on restart or reload. */
  writeEncryption(rules: readonly EncryptionRule[]): Promise<void>;
  /** Draws a new encryption key on the host under a name; the key stays there. */
  createEncryptionKey(name: string): Promise<void>;
  /** Sets the version of a component's binary or image, for patching. */
  setVersion(component: ControlPlaneComponent, version: string): Promise<void>;
}

export type ControlPlaneComponent = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

export interface ControlPlaneMember {
  readonly host: string;
  readonly component: ControlPlaneComponent;
  readonly version: string;
  readonly healthy: boolean;
}

export interface HostCertificate {
  readonly name: string;
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly notAfter: string;
  readonly sha256: string;
  readonly authority: boolean;
}

export interface EncryptionRule {
  readonly resources: readonly string[];
  /** Providers in order with the names of their keys in order; the first of the first writes. */
  readonly providers: readonly { readonly kind: string; readonly keys: readonly string[] }[];
}

export interface EtcdStatus {
  readonly revision: number;
  readonly members: number;
  readonly databaseBytes: number;
}

export interface EtcdSnapshot {
  readonly path: string;
  readonly sha256: string;
  readonly revision: number;
  /** RFC 3339, UTC. */
  readonly takenAt: string;
}

export interface AuditStatus {
  readonly policySha256: string;
  readonly sinks: readonly string[];
  /** RFC 3339, UTC; undefined where nothing has been written. */
  readonly lastEvent?: string;
}
