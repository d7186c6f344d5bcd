import { asObject, asTexts } from '../../reachability/shape.ts';
import { entranceRule } from './entrance-rule.ts';

/** Suites of GB/T 38636 (TLCP) and RFC 8998 (TLS 1.3 with SM algorithms). */
const approved: ReadonlySet<string> = new Set([
  'ECC_SM4_CBC_SM3',
  'ECC_SM4_GCM_SM3',
  'ECDHE_SM4_CBC_SM3',
  'ECDHE_SM4_GCM_SM3',
  'TLS_SM4_GCM_SM3',
  'TLS_SM4_CCM_SM3',
]);

/**
 * Borders speak approved commercial cryptography only, and nothing below TLS 1.2. Evidence for mlps3:8.1.2.2 b),
 * mlps3:8.1.10.9 b), gm:8.2 b), gm:8.2 c).
 */
export const entrancesUseApprovedSuites = entranceRule({
  id: 'entrances-use-approved-suites',
  title: { en: 'Entrances speak approved suites only', zh: '入口仅使用合规密码套件' },
  reason: {
    en: 'A peer chooses the weakest suite that is offered.',
    zh: '对端可协商到所提供的最弱套件。',
  },
  severity: 'high',
  controls: [
    'mlps3:8.1.2.2 b)',
    'mlps3:8.1.4.1 c)',
    'mlps3:8.1.4.7 a)',
    'mlps3:8.1.4.8 a)',
    'mlps3:8.1.10.9 b)',
    'gm:8.2 a)',
    'gm:8.2 b)',
    'gm:8.2 c)',
    'gm:algorithms',
    'gm:8.4 d)',
    'gm:8.4 f)',
    'xinchuang:crypto',
  ],
  remedy: {
    en: 'List SM2/SM3/SM4 suites only, at TLS 1.2 or later, with SM2 certificates (dual for TLCP).',
    zh: '仅列 SM2/SM3/SM4 套件，版本不低于 TLS 1.2，使用 SM2 证书（TLCP 为双证书）。',
  },
  faults({ tls }) {
    const { minimum, suites, certificates } = asObject(tls);
    const listed = asTexts(suites);
    const others = listed.filter((suite) => !approved.has(suite));
    return [
      ...(minimum === '1.2' || minimum === '1.3' ? [] : ['accepts versions below TLS 1.2']),
      ...(listed.length > 0 ? [] : ['names no suites']),
      ...(others.length > 0 ? [`offers ${others.join(', ')}`] : []),
      ...(['sm2', 'sm2-dual'].includes(String(certificates)) ? [] : ['its certificates are not SM2']),
    ];
  },
  violating: [
    { tls: undefined },
    { tls: { minimum: '1.0', suites: ['ECC_SM4_GCM_SM3'], certificates: 'sm2-dual' } },
    { tls: { minimum: '1.2', suites: [], certificates: 'sm2-dual' } },
    { tls: { minimum: '1.2', suites: ['ECC_SM4_GCM_SM3', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'], certificates: 'sm2-dual' } },
    { tls: { minimum: '1.3', suites: ['TLS_SM4_GCM_SM3'], certificates: 'rsa-1024' } },
  ],
});
