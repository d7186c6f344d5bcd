import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';

export const reviewKeyCeremony = defineInspection({
  id: 'review-key-ceremony',
  title: runbooks['review-key-ceremony'].title,
  purpose: {
    zh: '每年复核根证书与密码机密钥仪式，并列出公钥名册中一年内到期或已吊销的密钥。',
    en: 'Yearly review of the root and HSM key ceremony, with the keys of the keyring that end within a year or were revoked.',
  },
  alerts: [],
  duties: ['RB-Y11'],
  roles: ['security-admin', 'audit-admin'],
  escalation: {
    zh: '见证缺失或封条破损的，按密钥泄露处理（rotate-credentials）。',
    en: 'A witness missing or a seal broken counts as compromise: rotate-credentials.',
  },
  scope: 'site',
  countersigned: true,
  parameters: {},
  people: [
    {
      zh: '根证书与密码机密钥仪式记录、见证人与录像齐全',
      en: 'Records, witnesses and recording of the ceremony are complete',
    },
    { zh: '介质封条编号与登记一致', en: 'Seal numbers of the media are those on record' },
    { zh: '密钥分量持有人仍在岗', en: 'Holders of key shares are still in post' },
  ],
  look: async ({ platform, now }) => {
    const keys = platform.keyring?.keys ?? [];
    const yearOn = new Date(now().getTime() + 365 * 86_400_000).toISOString();
    const ending = keys.filter(({ validUntil, revoked }) => revoked || validUntil < yearOn);
    return {
      findings: [],
      tables: [
        {
          title: { zh: '一年内到期或已吊销的密钥', en: 'Keys that end within a year or were revoked' },
          columns: [
            { zh: '密钥', en: 'key' },
            { zh: '持有人', en: 'owner' },
            { zh: '到期', en: 'ends' },
            { zh: '吊销', en: 'revoked' },
          ],
          rows: ending.map(({ id, owner, validUntil, revoked }) => [
            id.slice(0, 16),
            owner,
            validUntil,
            revoked?.reason ?? '',
          ]),
        },
      ],
      facts: { keys: String(keys.length) },
    };
  },
});
