import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { cutChannelSteps } from './steps/cut-channel.ts';
import { reportStep } from './steps/report.ts';

export const recallPayload = defineRunbook({
  id: 'recall-payload',
  title: { zh: '召回越界数据', en: 'Recall a payload' },
  purpose: {
    zh: '高于通道允许级别的数据越过边界时，立即断开通道；召回与清除由两侧人员完成，疑似涉密的停止操作、不复制、走保密渠道。',
    en: 'Data of a class above what the channel may carry has crossed: the channel is cut at once; people on both sides recall and purge, and what may be secret is neither touched nor copied and takes the secrecy channel.',
  },
  alerts: [],
  duties: ['RB-I10'],
  roles: ['data-security-officer', 'security-admin', 'on-call'],
  blastRadius: {
    zh: '该通道承载的全部交换中断，直至回退。',
    en: 'Every exchange that the channel carries stops until this is undone.',
  },
  escalation: {
    zh: '疑似国家秘密：不打开、不复制、不传阅，立即由专人报保密部门（不经本平台）。',
    en: 'Possibly a state secret: do not open, copy or pass it on; somebody goes to the secrecy office at once, not through this platform.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    channel: parameter.modelId({ zh: '通道', en: 'channel' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    ...cutChannelSteps('recall-payload', ({ channel }: { readonly channel: string }) => channel),
    {
      id: 'recall',
      title: { zh: '两侧召回与清除', en: 'Recall and purge on both sides' },
      precheck: async () => [],
      plan: async () => [
        {
          id: 'recall',
          kind: 'manual',
          does: {
            zh: '由两侧人员召回并清除（平台看不到数据内容，也不应看到）',
            en: 'people on both sides recall and purge (the platform does not see contents, nor should it)',
          },
          checklist: [
            {
              zh: '已判断是否疑似涉密；疑似的已停止一切操作并走保密渠道',
              en: 'It is judged whether it may be secret; if so all work on it has stopped and the secrecy channel is taken',
            },
            {
              zh: '本侧缓存区、业务库、备份中的副本已清除并留存清除证明',
              en: 'Copies in this side’s spool, databases and backups are purged, with proof kept',
            },
            { zh: '对侧已书面确认清除', en: 'The other side has confirmed in writing that it purged' },
            {
              zh: '发送方已纠正数据分级或校验规则',
              en: 'The sender has corrected the class of the data, or the check that let it pass',
            },
          ],
        },
      ],
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
    reportStep(),
  ],
});
