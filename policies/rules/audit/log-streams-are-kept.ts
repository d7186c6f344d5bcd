import type { Estate, EstateFinding } from '../../estate.ts';
import { rule } from '../../rule.ts';
import { networkStreams, soundStream, streamKinds, streamsEstate } from './streams.ts';

/** Half a year: 《网络安全法》 on network logs, GB/T 22239 8.1.5.4 d). */
const leastDays = 180;

/**
 * Records leave their source within a minute, cannot be altered, are chained, backed up daily, and kept half a year.
 * Evidence for mlps3:8.1.3.5 c), mlps3:8.1.4.3 c), mlps3:8.1.5.4 d), gm:8.3 e).
 */
export const logStreamsAreKept = rule({
  id: 'log-streams-are-kept',
  title: {
    en: 'Audit records are shipped at once, unalterable and kept 180 days',
    zh: '审计记录及时汇集、不可篡改并留存不少于 180 天',
  },
  reason: {
    en: 'Who breaks in deletes the records first; what has left the host cannot be deleted there.',
    zh: '入侵者首先删除记录；已离开主机的记录无法在本机删除。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.3.5 c)', 'mlps3:8.1.4.3 c)', 'mlps3:8.1.5.4 d)', 'mlps3:8.1.4.7 b)', 'gm:8.3 e)', 'gm:8.4 g)'],
  basis: 'object',
  remedy: {
    en: 'Set retentionDays ≥ 180, shipWithinSeconds ≤ 60, backupHours ≤ 24, immutable and chain sm3.',
    zh: '设置 retentionDays 不小于 180、shipWithinSeconds 不大于 60、backupHours 不大于 24、immutable 与 chain sm3。',
  },
  reads: streamKinds,
  evaluate(whole: Estate) {
    const all = networkStreams(whole).flatMap(({ contract, streams }) =>
      streams.map((stream) => ({ contract, stream })),
    );
    const findings = all.flatMap(({ contract, stream }): EstateFinding[] => {
      const faults = [
        stream.retentionDays >= leastDays ? [] : [`kept ${stream.retentionDays} days`],
        stream.shipWithinSeconds <= 60 ? [] : ['not shipped within a minute'],
        stream.backupHours <= 24 ? [] : ['not backed up daily'],
        stream.immutable ? [] : ['can be altered'],
        stream.chain === 'sm3' ? [] : ['not chained with SM3'],
      ].flat();
      if (faults.length === 0) return [];
      return [
        {
          object: contract!.source,
          path: 'data',
          value: stream.id,
          message: `stream ${stream.id}: ${faults.join(', ')}`,
        },
      ];
    });
    return { judged: all.length, findings };
  },
  examples: {
    compliant: [
      streamsEstate({ streams: [soundStream('api-audit')] }),
      streamsEstate({
        streams: [soundStream('api-audit', { retentionDays: 365, shipWithinSeconds: 5, backupHours: 1 })],
      }),
    ],
    violating: [
      { retentionDays: 179 },
      { retentionDays: undefined },
      { shipWithinSeconds: 61 },
      { shipWithinSeconds: undefined },
      { backupHours: 25 },
      { immutable: false },
      { chain: 'md5' },
    ].map((change) => streamsEstate({ streams: [soundStream('api-audit', change)] })),
  },
});
