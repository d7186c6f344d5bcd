import type { Member } from '../member.ts';
import { auditActing, auditReading } from './audit.ts';
import { encryptionActing, encryptionReading } from './encryption.ts';
import { etcdActing, snapshotReading } from './etcd-data.ts';
import { etcdReading } from './etcd-reading.ts';

/** What is read alike on every kind of control plane. @param members at least one */
export function sharedReading(members: readonly Member[]) {
  return {
    ...etcdReading(members),
    ...snapshotReading(members),
    ...encryptionReading(members),
    ...auditReading(members),
  };
}

/** What is done alike on every kind of control plane. @param members at least one */
export function sharedActing(members: readonly Member[]) {
  return { ...etcdActing(members), ...encryptionActing(members), ...auditActing(members) };
}
