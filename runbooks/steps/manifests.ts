import { channelNamespace, labels } from '../../stacks/model/names.ts';
import { listObjects } from '../kit/cluster/read.ts';
import type { ReadAccess } from '../kit/runbook.ts';

/** Label of the ConfigMaps in which front-ends keep their hourly manifests. */
export const manifestLabel = 'fadun.io/manifest';

/**
 * An hourly manifest: what one side sent or took in during an hour. The sender's comes through the channel itself, signed;
 * the receiver writes its own beside it, and receipts come back only where a return channel is declared.
 */
export interface Manifest {
  readonly kind: 'sent' | 'received' | 'acknowledged';
  /** Start of the hour, RFC 3339, UTC. */
  readonly hour: string;
  readonly count: number;
  /** SM3 over the digests of the hour's envelopes in order. */
  readonly sm3: string;
  readonly rejected: number;
}

/** An hour in which two sides do not agree, or of which one says nothing. */
export interface Mismatch {
  readonly hour: string;
  readonly fault: 'missing' | 'count' | 'digest';
  readonly sent: number;
  readonly received: number | null;
}

/** How a channel's hours compare. */
export interface Reconciliation {
  readonly channel: string;
  readonly hours: number;
  readonly sent: number;
  readonly received: number;
  readonly rejected: number;
  readonly mismatches: readonly Mismatch[];
  /** Hours without any manifest between the first and the last: silence is not agreement. */
  readonly silent: readonly string[];
  /** False on a side that sends without receipts: the other side compares. */
  readonly comparable: boolean;
}

/** Reads the manifests of a channel's front-end in this network. Those that cannot be read count as missing. */
export async function readManifests(read: ReadAccess, channel: string): Promise<readonly Manifest[]> {
  const found = await listObjects(read, 'ConfigMap', channelNamespace(channel), {
    labelSelector: `${labels.channel}=${channel},${manifestLabel}`,
  });
  return found.flatMap(({ metadata, data }) => manifestOf(metadata.labels?.[manifestLabel], data) ?? []);
}

function manifestOf(kind: string | undefined, data: unknown): Manifest | undefined {
  if (kind !== 'sent' && kind !== 'received' && kind !== 'acknowledged') return undefined;
  const { hour = '', count = '', sm3 = '', rejected = '0' } = (data ?? {}) as Readonly<Record<string, string>>;
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:00:00Z$/.test(hour) && /^\d{1,9}$/.test(count) && /^[0-9a-f]{64}$/.test(sm3);
  return isWhole ? { kind, hour, count: Number(count), sm3, rejected: Number(rejected) || 0 } : undefined;
}

/** Compares what was sent with what arrived, hour by hour: counts first, then digests. */
export function reconcile(channel: string, manifests: readonly Manifest[]): Reconciliation {
  const of = (kind: Manifest['kind']) =>
    new Map(manifests.filter((one) => one.kind === kind).map((one) => [one.hour, one]));
  const sent = of('sent');
  const received = of('received').size > 0 ? of('received') : of('acknowledged');
  const hours = [...new Set([...sent.keys(), ...received.keys()])].sort();
  const comparable = received.size > 0;
  const mismatches = comparable
    ? hours.flatMap((hour) => mismatchOf(hour, sent.get(hour), received.get(hour)) ?? [])
    : [];
  const total = (side: ReadonlyMap<string, Manifest>, field: 'count' | 'rejected') =>
    [...side.values()].reduce((sum, one) => sum + one[field], 0);
  return {
    channel,
    hours: hours.length,
    sent: total(sent, 'count'),
    received: total(received, 'count'),
    rejected: total(received, 'rejected'),
    mismatches,
    silent: silentHours(hours),
    comparable,
  };
}

function mismatchOf(hour: string, sent: Manifest | undefined, received: Manifest | undefined): Mismatch | undefined {
  const counts = { hour, sent: sent?.count ?? 0, received: received?.count ?? null };
  if (!sent || !received) return { ...counts, fault: 'missing' };
  if (sent.count !== received.count + received.rejected) return { ...counts, fault: 'count' };
  return received.rejected === 0 && sent.sm3 !== received.sm3 ? { ...counts, fault: 'digest' } : undefined;
}

function silentHours(hours: readonly string[]): readonly string[] {
  const [first, last] = [hours[0], hours.at(-1)];
  if (first === undefined || last === undefined) return [];
  const known = new Set(hours);
  const silent: string[] = [];
  for (let at = Date.parse(first); at < Date.parse(last) && silent.length < 1000; at += 3_600_000) {
    const hour = new Date(at).toISOString().replace('.000Z', 'Z');
    if (!known.has(hour)) silent.push(hour);
  }
  return silent;
}
