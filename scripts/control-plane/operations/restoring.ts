import type { Flags } from '../flags.ts';
import type { Member } from '../member.ts';

/** Words of `etcdutl` that restore a snapshot into a data folder, as the etcd of a member with these flags finds it. */
export async function restoringWords(
  member: Member,
  file: string,
  folder: string,
  flags?: Flags,
): Promise<readonly string[]> {
  const given = flags ?? (await member.flags('etcd'));
  const cluster = given['initial-cluster'] ?? `${given.name}=${given['initial-advertise-peer-urls']}`;
  return [
    'snapshot',
    'restore',
    file,
    `--data-dir=${folder}`,
    `--name=${given.name ?? 'default'}`,
    `--initial-cluster=${cluster}`,
    `--initial-advertise-peer-urls=${given['initial-advertise-peer-urls']}`,
    `--initial-cluster-token=${given['initial-cluster-token'] ?? 'etcd-cluster'}`,
  ];
}
