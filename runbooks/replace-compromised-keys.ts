import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { renewCertificates } from './renew-certificates.ts';
import { peopleStep } from './steps/change-commands.ts';
import { reportStep } from './steps/report.ts';
import { rotateGivenStep } from './steps/rotate-given.ts';

const id = 'replace-compromised-keys';

/** RB-I08: certificates of the control plane at once; dual certificates and credentials by those who hold them. */
export const replaceCompromisedKeys = defineRunbook({
  id,
  title: runbooks[id].title,
  purpose: {
    zh: '密钥或证书泄露、过期：换发控制平面证书（泄露时连同 CA），由人吊销并重签国密双证书，列出受影响命名空间应轮换的凭据。',
    en: 'A key or certificate is known to others, or has ended: certificates of the control plane are issued anew, authorities included; people revoke and reissue both SM2 certificates; credentials of the namespace concerned are named for rotation.',
  },
  alerts: [],
  duties: ['RB-I08'],
  roles: ['system-admin'],
  blastRadius: renewCertificates.blastRadius,
  escalation: {
    zh: 'CA 机构不能及时吊销的，在边界设备上停用该证书并报单位负责人；静态加密密钥泄露的另执行 rotate-encryption-keys。',
    en: 'Where the authority cannot revoke in time, bar the certificate at the boundary devices and tell the unit leader; for keys of encryption at rest, rotate-encryption-keys.',
  },
  class: 'destructive',
  // A key that others know is not a state to return to.
  reversible: false,
  parameters: {
    ...renewCertificates.parameters,
    namespace: parameter.label({ zh: '密钥或证书所在的命名空间', en: 'namespace that the key or certificate is of' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    ...renewCertificates.steps,
    peopleStep({
      id: 'dual-certificates',
      title: { zh: '吊销并重签国密双证书', en: 'Revoke and reissue both SM2 certificates' },
      does: {
        zh: '由人向 CA 机构申请吊销并重签（签名与加密证书须同时更换）',
        en: 'people have the authority revoke and reissue; signing and encryption certificate change together',
      },
      checklist: [
        {
          zh: '已吊销，且吊销列表（CRL）或 OCSP 已可查到该序列号',
          en: 'It is revoked, and CRL or OCSP shows the serial number',
        },
        {
          zh: '签名、加密两张证书已一并重签，新密钥在密码机内生成',
          en: 'Both certificates were issued anew; the keys were drawn inside the cipher machine',
        },
        {
          zh: '对侧网络与使用单位已换用新证书，旧证书握手被拒',
          en: 'The other networks and users have taken up the new one; a handshake with the former is refused',
        },
      ],
    }),
    rotateGivenStep(({ namespace }: { readonly namespace: string }) => namespace),
    reportStep(),
  ],
});
