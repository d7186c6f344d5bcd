import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { cutChannelSteps } from './steps/cut-channel.ts';

export const cutExchangeChannel = defineRunbook({
  id: 'cut-exchange-channel',
  title: { zh: '断开交换通道', en: 'Cut an exchange channel' },
  purpose: {
    zh: '对侧网络失陷、数据超级别流转或重保处置时，按故障关闭断开本网络一侧的交换通道。',
    en: 'The network on the other side is compromised, data of a wrong class crosses, or a protection period asks for it: this network’s side of the channel is cut, fail-closed.',
  },
  alerts: [],
  duties: ['RB-I02', 'RB-I03', 'RB-I10', 'RB-G03'],
  roles: ['security-admin', 'on-call'],
  blastRadius: {
    zh: '该通道承载的全部交换中断，报文留在缓存区等待；依赖它的法定时限可能受影响。',
    en: 'Every exchange that the channel carries stops; envelopes wait in the spool, and statutory clocks that rest on it may be at risk.',
  },
  escalation: {
    zh: '电话通知对侧网络值班人员同步断开其一侧，并报安全管理员。',
    en: 'Phone the on-call staff of the other network to cut their side, and tell the security administrator.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    channel: parameter.modelId({ zh: '通道', en: 'channel' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    ...cutChannelSteps('cut-exchange-channel', ({ channel }: { readonly channel: string }) => channel),
    {
      id: 'tell-other-side',
      title: { zh: '通知对侧', en: 'Tell the other side' },
      precheck: async () => [],
      plan: async ({ parameters }) => [
        {
          id: 'phone',
          kind: 'manual',
          does: {
            zh: `由人通知通道 ${parameters.channel} 对侧网络（两网之间没有可用于此的自动途径）`,
            en: `a person tells the other network of ${parameters.channel} (nothing automatic runs between the two)`,
          },
          checklist: [
            {
              zh: '已电话通知对侧网络值班人员，约定其一侧也断开',
              en: 'The on-call staff of the other network know, and cut their side as well',
            },
            { zh: '已记录对侧接报人岗位与时间', en: 'The post and time of who took the call are written down' },
          ],
        },
      ],
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
  ],
});
