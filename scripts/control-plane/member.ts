import type { ControlPlaneComponent } from '../../runbooks/kit/control-plane-host.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';
import type { Flags } from './flags.ts';
import type { Machine } from './machine/machine.ts';

/** One machine of a control plane as its kind lays it out: all that the operations on it have to know. */
export interface Member {
  readonly host: string;
  readonly machine: Machine;
  files(): Promise<MemberFiles>;
  /** Flags that a component is started with next. */
  flags(component: ControlPlaneComponent): Promise<Flags>;
  isRunning(component: ControlPlaneComponent): Promise<boolean>;
  stop(component: ControlPlaneComponent): Promise<void>;
  /** Returns when it serves. */
  start(component: ControlPlaneComponent): Promise<void>;
  /** What connects etcdctl with the etcd of this member. */
  etcdConnection(): Promise<readonly string[]>;
  /** Lets etcd use a data folder from its next start on. */
  pointEtcdAt(folder: string): Promise<void>;
  /** Speaks with the API server of this member as an administrator of the cluster. */
  openApi(): Promise<AdministratorApi>;
}

/** Where a member keeps things. */
export interface MemberFiles {
  readonly encryptionConfiguration: string;
  /** One file a key, by its name. */
  readonly encryptionKeys: string;
  readonly snapshots: string;
  readonly auditPolicy: string;
  readonly auditLog: string;
  /** The data folder that was declared; others lie beside it, their names begun with `etcd-`. */
  readonly etcdData: string;
  /** What is only kept while something runs. */
  readonly scratch: string;
}

export interface AdministratorApi {
  send(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: string }>;
  close(): void;
}

/** Only the owner may read. */
export const secretMode = 0o600;

/** An operation that is refused before it changes anything. */
export function refusedOperation(subject: string, fault: Text, remedy: Text): FadunError {
  return new FadunError(subject, fault, remedy, 1);
}

/** Names that become part of a path on the host. @throws FadunError */
export function demandPlainName(subject: string, name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/.test(name) && !name.includes('..')) return;
  throw refusedOperation(
    `${subject} ${JSON.stringify(name)}`,
    { zh: '不是普通名称。', en: 'is no plain name.' },
    { zh: '请只用字母、数字、点、连字符与下划线。', en: 'Use letters, digits, dots, hyphens and underscores.' },
  );
}

/** Names that become `--name=value`. @throws FadunError */
export function demandFlagName(name: string): void {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return;
  throw refusedOperation(
    `flag ${JSON.stringify(name)}`,
    { zh: '不是参数名。', en: 'is no flag name.' },
    { zh: '请用小写单词与连字符。', en: 'Use lower-case words and hyphens.' },
  );
}

/** Runs etcdctl, connected with a member's etcd, or with one at `endpoint`. */
export async function etcdctl(member: Member, words: readonly string[], endpoint?: string): Promise<string> {
  return (await member.machine.run('etcdctl', await etcdctlWords(member, words, endpoint))).stdout;
}

/** The words of an etcdctl command, connection and all. */
export async function etcdctlWords(member: Member, words: readonly string[], endpoint?: string) {
  const connection = await member.etcdConnection();
  const where =
    endpoint === undefined
      ? connection
      : [...connection.filter((flag) => !flag.startsWith('--endpoints=')), `--endpoints=${endpoint}`];
  return [...words, ...where];
}
