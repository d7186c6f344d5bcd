import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { channelSide } from './steps/channel.ts';
import { cutChannelSteps } from './steps/cut-channel.ts';
import { reportStep } from './steps/report.ts';

export const containDataLeak = defineRunbook({
  id: 'contain-data-leak',
  title: { zh: '数据泄露处置', en: 'Contain a data leak' },
  purpose: {
    zh: '数据经交换通道泄出或疑似泄出时，关闭出口、按数据资产界定范围，并履行告知与报告。',
    en: 'Data has left through an exchange channel, or may have: the exit is closed, the scope is drawn by data asset, and those concerned are told.',
  },
  alerts: [],
  duties: ['RB-I03'],
  roles: ['data-security-officer', 'security-admin', 'on-call'],
  blastRadius: {
    zh: '该通道承载的全部交换中断，直至回退。',
    en: 'Every exchange that the channel carries stops until this is undone.',
  },
  escalation: {
    zh: '立即报数据安全负责人与单位负责人；核心数据、重要数据泄露另按数据安全法报告。',
    en: 'Tell the data-security officer and the unit leader at once; core and important data are reported under the Data Security Law as well.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    channel: parameter.modelId({ zh: '泄出的通道', en: 'channel through which it left' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    {
      id: 'scope',
      title: { zh: '按数据资产界定范围', en: 'Draw the scope by data asset' },
      precheck: async ({ parameters: { channel }, read }) => {
        const side = await channelSide(read, channel);
        const carried = new Set(read.site?.channels[channel]?.payloads.map(({ exchange }) => exchange) ?? []);
        const routes = Object.entries(read.site?.exchanges ?? {}).filter(([id]) => carried.has(id));
        const systems = new Set(
          routes.flatMap(([, { routes: all }]) => all.map(({ from }) => from.component.split('/')[0]!)),
        );
        const assets = Object.entries(read.site?.assets ?? {}).filter(([, { system }]) => systems.has(system));
        return [
          {
            holds: side !== undefined,
            statement: { zh: '通道在本网络有前置机', en: 'the channel has a front-end here' },
          },
          {
            holds: true,
            statement: { zh: '可能涉及的数据资产', en: 'data assets that may be concerned' },
            seen:
              assets
                .map(
                  ([id, { dataClass, personalInformation }]) => `${id} ${dataClass}${personalInformation ? ' PI' : ''}`,
                )
                .join('; ') || 'unknown without the declaration',
          },
        ];
      },
      plan: async () => [],
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
    ...cutChannelSteps('contain-data-leak', ({ channel }: { readonly channel: string }) => channel),
    reportStep([
      {
        zh: '已通知数据安全负责人，并由其确认涉及的数据资产与类别',
        en: 'The data-security officer knows, and has confirmed the assets and classes concerned',
      },
      {
        zh: '涉及个人信息的，已按个保法第五十七条告知（可避免损害的除外）',
        en: 'Where personal information is concerned, notice under PIPL article 57 is given, unless harm was averted',
      },
      {
        zh: '已通知对侧网络停止使用并固定已收数据',
        en: 'The other network has stopped using what it received and keeps it untouched',
      },
    ]),
  ],
});
