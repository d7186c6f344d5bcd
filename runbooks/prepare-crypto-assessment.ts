import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const prepareCryptoAssessment = defineInspection({
  id: 'prepare-crypto-assessment',
  title: runbooks['prepare-crypto-assessment'].title,
  purpose: {
    zh: '每年密评前导出密码应用清单：公钥名册算法、通道签名、系统级别。',
    en: 'Before the yearly commercial-crypto assessment: algorithms of the keyring, signatures on channels, systems in scope.',
  },
  alerts: [],
  duties: ['RB-Y03'],
  roles: ['security-admin'],
  escalation: {
    zh: '使用非国密算法且无改造计划的，报单位负责人。',
    en: 'Where other algorithms are used without a plan to change: tell the unit leader.',
  },
  scope: 'site',

  parameters: {},
  people: [
    {
      zh: '密码机、签名验签服务与证书的产品型号证书在有效期内',
      en: 'Product certificates of cryptographic machines and services are in force',
    },
    { zh: '密评机构已选定，方案已评审', en: 'The body is chosen and the plan reviewed' },
    {
      zh: '密评报告已取得并报送密码管理部门（备注填编号）',
      en: 'The report was received and handed to the cryptography authority (number in the note)',
    },
  ],
  look: async ({ platform }) => {
    const keys = (platform.keyring?.keys ?? []).filter(({ revoked }) => !revoked);
    const unsigned = Object.entries(platform.site.channels).filter(([, { checks }]) => !checks.signature);
    const foreign = keys.filter(({ algorithm }) => algorithm !== 'sm2-sm3');
    return {
      findings: [
        ...foreign.map(({ owner, algorithm }) => ({
          subject: owner,
          fault: { zh: `签名密钥为 ${algorithm}，不是 SM2`, en: `signs with ${algorithm}, not SM2` },
          remedy: { zh: '轮换为 SM2 密钥。', en: 'Rotate to an SM2 key.' },
        })),
        ...unsigned.map(([id]) => ({
          subject: id,
          fault: { zh: '通道不验签', en: 'the channel checks no signature' },
          remedy: { zh: '在声明中开启验签，或说明理由。', en: 'Turn it on in the declaration, or say why not.' },
        })),
      ],
      tables: [
        {
          title: { zh: '签名密钥', en: 'Signing keys' },
          columns: [
            { zh: '算法', en: 'algorithm' },
            { zh: '数量', en: 'keys' },
          ],
          rows: [...new Set(keys.map(({ algorithm }) => algorithm))].map((algorithm) => [
            algorithm,
            String(keys.filter((key) => key.algorithm === algorithm).length),
          ]),
        },
      ],
    };
  },
});
