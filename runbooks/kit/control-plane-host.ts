/**
 * Work on the machines of a control plane. The sandbox implements it on local processes, kubeadm static pods over SSH.
 * Every call is bounded by its implementation and throws an Error with subject, fault and remedy. The reader changes
 * nothing; it is all that a plan is given.
 */
export interface ControlPlaneReader {
  /** Members of the control plane with their version and health. */
  members(): Promise<readonly ControlPlaneMember[]>;
  /** Flags that a component is started with next, lists in order. */
  flags(component: ControlPlaneComponent): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Names of flags that deviate from what is declared for a component. */
  changedFlags(component: ControlPlaneComponent): Promise<readonly string[]>;
  /** Versions of a component that lie ready on every host. */
  stagedVersions(component: ControlPlaneComponent): Promise<readonly string[]>;
  certificates(): Promise<readonly HostCertificate[]>;
  /** What each component shows in a TLS handshake now; one that does not answer is left out. */
  servedCertificates(): Promise<readonly ServedCertificate[]>;
  /** The provider names in order, per resource; key material is never returned. */
  encryption(): Promise<readonly EncryptionRule[]>;
  /** Names of the keys that the host keeps, configured or not. */
  encryptionKeys(): Promise<readonly string[]>;
  /** Where etcd does not answer: `healthy` false, revision 0. */
  etcdStatus(): Promise<EtcdStatus>;
  /** First bytes of the raw etcd value of a key, e.g. `k8s:enc:aescbc:v1:key2:`; enough to tell provider and key. */
  rawValuePrefix(key: string): Promise<string>;
  /** Number of stored values of a resource (plural name) by that prefix; `` where one is not encrypted. */
  storedAs(resource: string): Promise<Readonly<Record<string, number>>>;
  /** Snapshots kept on the host, oldest first. */
  snapshots(): Promise<readonly StoredSnapshot[]>;
  /** What was written after a revision: lost when one goes back to it. */
  writesSince(revision: number): Promise<EtcdWrites>;
  auditStatus(): Promise<AuditStatus>;
  /** Whether an event whose request names this text is among the last ones of the audit log. */
  auditHolds(text: string): Promise<boolean>;
  /**
   * Events of the audit log that concern a namespace, from a moment on, one a line; as far as the host keeps the log and
   * bounded by it. Bodies of requests for Secrets and tokens are left out. Absent where a host gives no way to its log.
   */
  auditExcerpt?(namespace: string, since: Date): Promise<AuditExcerpt>;
}

export interface ControlPlaneHost extends ControlPlaneReader {
  /** Writes a snapshot under a name in the host's snapshot folder, with its digest and revision beside it. */
  snapshotEtcd(name: string): Promise<EtcdSnapshot>;
  /** Restores a snapshot into an etcd of its own beside, compares it with the live one at its revision, removes it. */
  checkSnapshot(name: string): Promise<SnapshotCheck>;
  /** Removes a snapshot, what is recorded about it, and what an interrupted check of it has left. */
  removeSnapshot(name: string): Promise<void>;
  /**
   * Restores a snapshot into a new data folder with the revision bumped and marked compacted, so that watchers and
   * caches of clients notice, then lets etcd use that folder; the former stays. API servers must be stopped.
   * @throws Error where the file has not this digest
   */
  restoreEtcd(name: string, sha256: string, bumpRevisionBy: number, folder: string): Promise<EtcdStatus>;
  /** Lets etcd use a data folder that it used before. API servers must be stopped. */
  useEtcdData(folder: string): Promise<EtcdStatus>;
  stop(component: ControlPlaneComponent): Promise<void>;
  /** Returns when it serves. */
  start(component: ControlPlaneComponent): Promise<void>;
  /**
   * Stops and starts on one member after the other; returns when it serves again.
   * @param host that member only. @default all
   */
  restart(component: ControlPlaneComponent, host?: string): Promise<void>;
  /**
   * Reissues the named certificates, `ca` and `etcd-ca` included, keeping the former authority trusted until
   * `dropFormerAuthority`. Restart what uses them.
   * @param replacing SHA-256 of the certificates to be replaced; a named one with another digest is left as it is
   */
  renewCertificates(names: readonly string[], replacing: readonly string[]): Promise<readonly HostCertificate[]>;
  /** Trusts the present authorities only. Restart what uses them. */
  dropFormerAuthority(): Promise<void>;
  /** Draws a new encryption key on the host under a name; the key stays there. One that exists is left as it is. */
  createEncryptionKey(name: string): Promise<void>;
  /** Replaces the encryption configuration on every API server; it takes effect on restart. Keys that leave it are kept. */
  writeEncryption(rules: readonly EncryptionRule[]): Promise<void>;
  /** Writes every object of a resource (plural name, core group) unchanged, so that it is stored as is configured now. */
  rewriteStored(resource: string): Promise<number>;
  /** Sets the version of a component's binary or image; it takes effect on restart. @param host @default all */
  setVersion(component: ControlPlaneComponent, version: string, host?: string): Promise<void>;
  /** Changes flags: a text sets one, false leaves it out, null returns it to what is declared. Effective on restart. */
  setFlags(component: ControlPlaneComponent, changes: Readonly<Record<string, string | false | null>>): Promise<void>;
  /** Admission plugins that API servers leave out; an empty list returns to what is declared. Effective on restart. */
  disableAdmissionPlugins(plugins: readonly string[]): Promise<void>;
  /** Puts the declared audit policy back. Effective on restart. */
  restoreAuditPolicy(): Promise<void>;
  /** Makes the audit log writable again; what lies in its way is put aside, never deleted. Effective on restart. */
  repairAuditSink(): Promise<void>;
}

export const controlPlaneComponents = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

export type ControlPlaneComponent = (typeof controlPlaneComponents)[number];

export interface ControlPlaneMember {
  readonly host: string;
  readonly component: ControlPlaneComponent;
  /** The version that it is started with next. */
  readonly version: string;
  readonly running: boolean;
  readonly healthy: boolean;
  /** Runs with flags, version, certificates and configuration as they are on the host now. */
  readonly current: boolean;
}

export interface HostCertificate {
  readonly name: string;
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly notAfter: string;
  readonly serial: string;
  readonly sha256: string;
  /** SHA-256 of the certificate of the authority that issued it; its own for an authority. Empty where none is known. */
  readonly issuer: string;
  readonly authority: boolean;
  /** Why an authority is not replaced from here. @default it can be */
  readonly fixed?: string;
}

/** What a component shows in a TLS handshake. */
export interface ServedCertificate {
  readonly host: string;
  readonly component: ControlPlaneComponent;
  readonly serial: string;
  /** RFC 3339, UTC. */
  readonly notAfter: string;
  /** Whether it is trusted by the authorities on the host. */
  readonly trusted: boolean;
  /** It was given none and drew this one when it started; whoever asks it verifies none. @default false */
  readonly drawnAtStart?: boolean;
}

export interface EncryptionRule {
  readonly resources: readonly string[];
  /** Providers in order with the names of their keys in order; the first of the first writes. */
  readonly providers: readonly { readonly kind: string; readonly keys: readonly string[] }[];
}

export interface EtcdStatus {
  readonly healthy: boolean;
  readonly revision: number;
  readonly members: number;
  readonly databaseBytes: number;
  /** The data folder in use. */
  readonly folder: string;
  /** Former data folders that are kept. */
  readonly kept: readonly string[];
}

export interface EtcdSnapshot {
  readonly name: string;
  readonly sha256: string;
  readonly revision: number;
  readonly keys: number;
  /** RFC 3339, UTC. */
  readonly takenAt: string;
  /** Names of the encryption keys that were configured; reading what it holds needs them. */
  readonly encryptionKeys: readonly string[];
}

export interface StoredSnapshot extends EtcdSnapshot {
  /** Whether the file still has the digest that was recorded. */
  readonly intact: boolean;
  readonly check?: SnapshotCheck;
}

/** What a trial restore showed. */
export interface SnapshotCheck {
  readonly keys: number;
  /** Over every key with its revision and value, in order of keys. */
  readonly sha256: string;
  /** The same of the live etcd at the snapshot's revision. */
  readonly liveKeys: number;
  readonly liveSha256: string;
  /** From the start of the restore until it served. */
  readonly seconds: number;
}

export interface EtcdWrites {
  /** Revision up to which was looked. */
  readonly until: number;
  readonly writes: readonly EtcdWrite[];
  /** False where history was compacted: deletions before that are not listed. */
  readonly complete: boolean;
}

export interface EtcdWrite {
  readonly key: string;
  readonly revision: number;
  readonly change: 'put' | 'delete';
}

export interface AuditExcerpt {
  /** JSON lines, in the log's order. */
  readonly events: string;
  /** False where older files or a part of the log were not looked through. */
  readonly complete: boolean;
}

export interface AuditStatus {
  /** Empty where there is no policy file. */
  readonly policySha256: string;
  readonly declaredSha256: string;
  /** Files that events are written to, as the flags say. */
  readonly sinks: readonly string[];
  /** Why a sink takes nothing, as far as the host shows it. */
  readonly sinkFault?: string;
  /** RFC 3339, UTC; undefined where nothing has been written. */
  readonly lastEvent?: string;
}
