/** While a source fires, its targets are not told: one cause, one call. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  /** Labels that must be the same on both. */
  readonly equal: readonly string[];
}

const rule = (source: string, target: string, ...equal: string[]): InhibitRule => ({
  source_matchers: [source],
  target_matchers: [target],
  equal: ['network', ...equal],
});

const named = (...names: string[]) =>
  names.length === 1 ? `alertname="${names[0]}"` : `alertname=~"${names.join('|')}"`;

/** A clock's higher level tells what its lower one would; custody is never silenced, whatever else is worse. */
function clockLevel(level: string, lower: string): InhibitRule {
  return {
    source_matchers: [`level="${level}"`, 'scope="clock"'],
    target_matchers: [`level=~"${lower}"`, 'scope="clock"', 'mode="procedural"'],
    equal: ['network', 'system', 'clock'],
  };
}

/** What silences what, in every network. */
export const inhibitRules: readonly InhibitRule[] = [
  rule(named('NetworkDown'), 'scope=~"platform|system|channel|clock"'),
  clockLevel('over', 'red|orange|yellow'),
  clockLevel('red', 'orange|yellow'),
  clockLevel('orange', 'yellow'),
  rule(named('SloBurn1h'), named('SloBurn6h', 'SloBurn1d', 'SloBurn3d', 'ErrorRatioHigh'), 'system'),
  rule(named('SloBurn6h'), named('SloBurn1d', 'SloBurn3d'), 'system'),
  rule(named('SloBurn1d'), named('SloBurn3d'), 'system'),
  rule(named('PublicEntranceUnreachable'), named('TrafficLost', 'LatencyHigh'), 'system'),
  rule(named('CapacityCritical'), named('CapacityHigh'), 'system', 'resource'),
  rule(named('CertificateExpiringSoon'), named('CertificateExpiring'), 'system', 'purpose'),
  rule(
    named('ExchangeDeviceDown'),
    named(
      'ExchangeBacklog',
      'ExchangeStandstill',
      'ExchangeUnacknowledged',
      'ExchangeManifestNotReceived',
      'ExchangeMessagesMissing',
    ),
    'channel',
  ),
  rule(named('ExchangeSpoolNearlyFull'), named('ExchangeSpoolFilling'), 'channel'),
  rule(named('ClusterUnreachable', 'ObservationStale'), named('ObjectsUnverified', 'ObservationsFailing')),
  rule(named('NodeNotReady'), named('NodeCpuHigh', 'NodeMemoryLow', 'NodeDiskLow', 'TimeUnsynchronised'), 'node'),
];
