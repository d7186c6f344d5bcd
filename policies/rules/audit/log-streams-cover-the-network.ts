import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { networkFactsName } from '../connectivity/hygiene-rule.ts';
import { networkStreams, soundStreams, streamKinds, streamsEstate } from './streams.ts';

/** Streams that every network keeps apart: at the border, remote operations, the way to the internet, the API server, the provider. */
const apart = ['boundary-access', 'remote-operations', 'internet-access', 'api-audit', 'platform'];

/**
 * A network's records arrive centrally, in streams of their own, and each tenant can read what was done to it. Evidence for
 * mlps3:8.1.3.5 d), mlps3:8.1.5.4 d), mlps3:8.2.3.3 b), mlps3:8.2.5.1 c).
 */
export const logStreamsCoverTheNetwork = rule({
  id: 'log-streams-cover-the-network',
  title: { en: 'Audit streams cover the network, apart by responsibility', zh: '审计日志流覆盖全网并按职责分开' },
  reason: {
    en: 'Remote access and internet access are reviewed by themselves, and a tenant must see what its provider did.',
    zh: '远程访问与互联网访问须单独审计；租户须能查看服务商的操作。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.3.5 d)', 'mlps3:8.1.5.4 d)', 'mlps3:8.2.3.3 b)', 'mlps3:8.2.5.1 c)'],
  basis: 'object',
  remedy: {
    en: 'Declare the missing streams; each system’s stream names its namespaces and its readers.',
    zh: '补全缺失的日志流；各系统的日志流须载明其命名空间与可读组。',
  },
  reads: streamKinds,
  evaluate(whole: Estate) {
    const systems = Map.groupBy(
      whole
        .ofKind('Namespace')
        .filter(({ object: { metadata } }) => metadata.labels?.['fadun.io/system'] !== undefined),
      ({ network }) => network ?? '',
    );
    let judged = 0;
    const findings = networkStreams(whole).flatMap(({ network, contract, streams }): EstateFinding[] => {
      const nowhere = { network, apiVersion: 'v1', kind: 'ConfigMap', name: 'log-streams', source: network };
      const at = contract?.source ?? nowhere;
      judged += apart.length;
      const byId = new Map(streams.map((stream) => [stream.id, stream]));
      const missing = apart
        .filter((id) => !byId.has(id))
        .map((id): EstateFinding => ({ object: at, path: 'data', value: id, message: `there is no stream ${id}` }));
      const tenants = (systems.get(network) ?? []).flatMap(({ object: { metadata } }): EstateFinding[] => {
        judged += 1;
        const system = metadata.labels!['fadun.io/system'];
        const own = byId.get(`tenant:${system}`);
        if (own?.namespaces.includes(metadata.name) && own.readers.length > 0) return [];
        return [
          {
            object: at,
            path: 'data',
            value: metadata.name,
            message: `no stream of ${system} that its readers can read covers ${metadata.name}`,
          },
        ];
      });
      return [...missing, ...tenants];
    });
    return { judged, findings };
  },
  examples: {
    compliant: [streamsEstate({ streams: soundStreams })],
    violating: [
      ...soundStreams.map(({ id }) => streamsEstate({ streams: soundStreams.filter((stream) => stream.id !== id) })),
      streamsEstate({ streams: soundStreams }, [
        object('v1', 'Namespace', {}, { name: 'case-data', labels: { 'fadun.io/system': 'case' } }),
      ]),
      streamsEstate({ streams: soundStreams.map((stream) => ({ ...stream, readers: [] })) }),
      streamsEstate('{'),
      estate([object('v1', 'Namespace', {}, { name: 'a' })], { [networkFactsName]: { example: {} } }),
    ],
  },
});
