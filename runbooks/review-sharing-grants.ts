import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { samplesOf } from './looks/sources.ts';

/** Days before its end at which the approval of a channel is renewed or let go. */
const renewalDays = 30;

export const reviewSharingGrants = defineInspection({
  id: 'review-sharing-grants',
  title: runbooks['review-sharing-grants'].title,
  purpose: {
    zh: '每月列出 30 天无报文的交换通道、即将到期的通道审批，以及数据级别高于所需的授权。',
    en: 'Monthly: channels without a message in thirty days, approvals about to end, and channels that may carry more than they do.',
  },
  alerts: [],
  duties: ['RB-M06'],
  roles: ['data-security-officer'],
  escalation: {
    zh: '应撤而用户单位有异议的，报数据主管部门协调。',
    en: 'Where a user organ objects to a withdrawal, the data authority settles it.',
  },
  scope: 'network',
  parameters: {},
  people: [
    {
      zh: '应撤销的共享授权已列单并通知使用单位（备注填单号）',
      en: 'Grants to withdraw are listed and their users told (number in the note)',
    },
  ],
  look: async (context) => {
    const { platform, target, now } = context;
    const channels = Object.entries(platform.site.channels).filter(([, { from, to }]) =>
      [from.network, to.network].includes(target.network),
    );
    const sent = await samplesOf(
      context,
      'zf_exchange_sent_total',
      (metric) => `sum by (channel) (increase(${metric}[30d]))`,
    );
    const sentBy = new Map(sent.samples.map(({ labels, value }) => [labels.channel, value]));
    const today = now().getTime();
    const findings: InspectionFinding[] = [...sent.missing];
    for (const [id, { expires, maxDataClass, payloads }] of channels) {
      const days = Math.floor((Date.parse(expires) - today) / 86_400_000);
      if (sentBy.get(id) === 0) findings.push(finding(id, '30 天无报文', 'no message in thirty days'));
      if (days <= renewalDays)
        findings.push(finding(id, `审批还有 ${days} 天到期`, `its approval ends in ${days} days`));
      if (payloads.every(({ dataClass }) => dataClass !== maxDataClass))
        findings.push(
          finding(id, `允许级别 ${maxDataClass} 高于实际`, `it may carry ${maxDataClass} and carries less`),
        );
    }
    return {
      findings,
      tables: [
        {
          title: { zh: '本网交换通道', en: 'Channels of this network' },
          columns: [
            { zh: '通道', en: 'channel' },
            { zh: '到期', en: 'ends' },
            { zh: '级别', en: 'class' },
            { zh: '30 天报文', en: 'sent in 30 days' },
          ],
          rows: channels.map(([id, { expires, maxDataClass }]) => [
            id,
            expires,
            maxDataClass,
            String(Math.round(sentBy.get(id) ?? Number.NaN)).replace('NaN', '—'),
          ]),
        },
      ],
      facts: { channels: channels.map(([id]) => id).join(',') },
    };
  },
});

function finding(subject: string, zh: string, en: string): InspectionFinding {
  return {
    subject,
    fault: { zh, en },
    remedy: { zh: '核对后延期、收窄或撤销。', en: 'Renew it, narrow it, or withdraw it.' },
  };
}
