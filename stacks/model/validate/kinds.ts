import type { Problem } from '../problem.ts';

/** Every kind of wrong declaration that loading can report, by subject. The ids are stable. */
export const problemKindsBySubject = {
  structure: [
    'missing-field',
    'wrong-type',
    'unknown-field',
    'unknown-value',
    'blank-text',
    'empty-list',
    'number-out-of-range',
    'bad-date',
  ],
  identifiers: ['not-a-dns-label', 'bad-id', 'reserved-id', 'id-taken', 'name-too-long', 'duplicate-entry'],
  references: [
    'unknown-network',
    'unknown-system',
    'unknown-component',
    'unknown-channel',
    'unknown-post',
    'unknown-peer',
    'unknown-exchange',
  ],
  addresses: [
    'bad-cidr',
    'cidr-host-bits',
    'address-overlap',
    'public-range',
    'family-mismatch',
    'range-too-small',
    'bad-device-address',
    'device-address-outside',
    'device-port-taken',
    'spare-device-is-device',
    'peer-outside-range',
  ],
  networks: ['bad-registry', 'bad-domain', 'bad-variable-name', 'bad-mirror-url', 'state-shared', 'credentials-shared'],
  alerting: [
    'receiver-not-reachable',
    'receiver-twice',
    'bad-receiver-path',
    'bad-token-file',
    'bad-maintenance-window',
  ],
  levels: [
    'network-without-cluster',
    'even-control-plane',
    'region-outside-mainland',
    'cluster-level-too-low',
    'segment-above-cluster',
    'segment-level-too-low',
    'segment-class-too-low',
    'level-4-shares-pool',
  ],
  systems: [
    'deployed-without-components',
    'capability-without-host',
    'host-not-deployed',
    'hosts-not-allowed',
    'placement-not-allowed',
    'external-beyond-connector',
    'placement-expired',
    'entrance-without-gateway',
    'bad-schedule',
    'schedule-on-store',
    'storage-on-stateless',
    'filing-missing',
    'filing-in-future',
    'filing-number-taken',
    'officer-missing',
    'officer-without-role',
  ],
  images: ['bad-digest', 'bad-repository', 'image-missing'],
  flows: [
    'bad-flow-end',
    'self-flow',
    'duplicate-flow',
    'port-not-served',
    'flow-without-component',
    'flow-against-channel',
    'public-flow-past-gateway',
  ],
  crossings: ['crossing-within-network', 'duplicate-crossing'],
  channels: [
    'channel-within-network',
    'channel-expired',
    'channel-expiry-too-far',
    'approver-is-requester',
    'approver-without-role',
    'requester-without-role',
    'return-channel-mismatch',
    'duplicate-payload',
    'payload-without-route',
  ],
  exchanges: [
    'route-broken',
    'route-against-direction',
    'route-without-payload',
    'relay-missing',
    'refused-with-routes',
    'declared-without-routes',
  ],
  assets: [
    'asset-fields-missing',
    'asset-class-above-system',
    'personal-information-undeclared',
    'backup-outlives-asset',
    'important-data-shared-freely',
  ],
  clocks: [
    'versions-unsorted',
    'warnings-not-descending',
    'duplicate-branch',
    'fractional-limit',
    'custody-in-working-days',
  ],
  duties: ['duty-without-post', 'bad-runbook-id'],
  posts: ['administrators-not-separated', 'administrator-missing'],
  guardPeriods: ['period-reversed', 'period-overlap'],
  crossingRules: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'],
} as const;

export type ProblemKind = (typeof problemKindsBySubject)[keyof typeof problemKindsBySubject][number];

/** Every kind, in the order of the subjects. */
export const problemKinds: readonly ProblemKind[] = Object.values(problemKindsBySubject).flat();

/** A problem of a known kind. */
export function problem(kind: ProblemKind, path: string, fault: string, remedy: string): Problem {
  return { kind, path, fault, remedy };
}
