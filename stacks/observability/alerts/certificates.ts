import type { Alert } from './alert.ts';
import { selector, stateCases, untilCases } from './cases.ts';
import { gaugeAlert, matching } from './gauge-alert.ts';
import type { MonitoredNetwork } from './monitored-network.ts';

const day = 86_400;

/** Certificates, SM2 pairs included: two that belong together end together (RB-W04, GM/T 0024). */
export function certificateAlerts(network: MonitoredNetwork): Alert[] {
  return network.owners.flatMap(({ owner, systems }) => {
    const system = systems.map(({ id }) => id).join('|');
    const words = { scope: 'system', owner, runbook: 'renew-certificates' } as const;
    return [
      expiring(
        network,
        system,
        {
          ...words,
          name: 'CertificateExpiring',
          summary: {
            zh: '{{ $labels.system }} 的 {{ $labels.purpose }} 证书 30 天内到期',
            en: 'The {{ $labels.purpose }} certificate of {{ $labels.system }} ends within 30 days',
          },
          description: {
            zh: '列入每周换证清单；国密双证书成对更换。',
            en: 'Take it into the weekly renewal; SM2 certificates are renewed as a pair.',
          },
          severity: 'warning',
          role: 'system-admin',
          forMinutes: 60,
        },
        30,
      ),
      expiring(
        network,
        system,
        {
          ...words,
          name: 'CertificateExpiringSoon',
          summary: {
            zh: '{{ $labels.system }} 的 {{ $labels.purpose }} 证书 7 天内到期',
            en: 'The {{ $labels.purpose }} certificate of {{ $labels.system }} ends within 7 days',
          },
          description: { zh: '立即换证；到期后链路中断。', en: 'Renew now; when it ends, connections fail.' },
          severity: 'critical',
          role: 'on-call',
          forMinutes: 10,
        },
        7,
      ),
      gaugeAlert(
        network.id,
        {
          ...words,
          name: 'CertificatePairBroken',
          summary: {
            zh: '{{ $labels.system }} 国密签名证书与加密证书不匹配',
            en: 'The SM2 certificates of {{ $labels.system }} are no pair',
          },
          description: {
            zh: '主体或有效期不一致，国密链路将握手失败。',
            en: 'Subject or validity differ; TLCP handshakes will fail.',
          },
          severity: 'critical',
          role: 'on-call',
          forMinutes: 10,
        },
        { metric: 'zf_certificate_pair_matches', matchers: { system }, operator: '==', threshold: 0, bad: 0, good: 1 },
      ),
      apart(network, system, {
        ...words,
        name: 'CertificatePairEndsApart',
        summary: {
          zh: '{{ $labels.system }} 国密双证书到期日相差超过 1 天',
          en: 'The SM2 certificates of {{ $labels.system }} end more than a day apart',
        },
        description: { zh: '只更换了其中一张；请成对更换。', en: 'Only one of them was renewed; renew both.' },
        severity: 'warning',
        role: 'system-admin',
        forMinutes: 60,
      }),
    ];
  });
}

type Words = Omit<Alert, 'expr' | 'cases'>;

const metric = 'zf_certificate_expiry_timestamp_seconds';

function expiring(network: MonitoredNetwork, system: string, words: Words, days: number): Alert {
  const labels = { network: network.id, system: system.split('|')[0]!, purpose: 'sm2-signing' };
  return {
    ...words,
    expr: `${matching(metric, { network: network.id, system })} - time() < ${days * day}`,
    cases: untilCases({
      series: selector(metric, labels),
      limitSeconds: days * day,
      forMinutes: words.forMinutes,
      labels,
    }),
  };
}

function apart(network: MonitoredNetwork, system: string, words: Words): Alert {
  const labels = { network: network.id, system: system.split('|')[0]! };
  const series = (purpose: string) => selector(metric, { ...labels, purpose });
  const pair = matching(metric, { network: network.id, system, purpose: 'sm2-signing|sm2-encryption' });
  const state = (days: number) => ({
    [series('sm2-signing')]: 400 * day,
    [series('sm2-encryption')]: (400 + days) * day,
  });
  return {
    ...words,
    expr: `max by (network, system) (${pair}) - min by (network, system) (${pair}) > ${day}`,
    cases: stateCases({ bad: state(1.5), good: state(1), forMinutes: words.forMinutes, labels }),
  };
}
