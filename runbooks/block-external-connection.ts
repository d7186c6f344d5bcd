import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { isolationSteps } from './steps/isolation.ts';
import { reportStep } from './steps/report.ts';

export const blockExternalConnection = defineRunbook({
  id: 'block-external-connection',
  title: { zh: '违规外联处置', en: 'Block an external connection' },
  purpose: {
    zh: '发现工作负载违规外联时，隔离其命名空间，由人定位终端或来源并报告。',
    en: 'A workload connects to where it must not: its namespace is isolated, and people find the terminal or source and report.',
  },
  alerts: [],
  duties: ['RB-I07'],
  roles: ['security-admin', 'on-call'],
  blastRadius: {
    zh: '该命名空间的全部业务中断，直至回退。',
    en: 'Everything the namespace serves stops until this is undone.',
  },
  escalation: {
    zh: '确认跨网违规连接的，报单位负责人；涉及终端的由机房人员现场断网。',
    en: 'A connection across networks goes to the unit leader; a terminal is unplugged on the spot.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    namespace: parameter.label({ zh: '外联的命名空间', en: 'namespace that connects outwards' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    ...isolationSteps('block-external-connection', ({ namespace }: { readonly namespace: string }) => namespace),
    reportStep([
      { zh: '已定位终端或来源，并现场断网', en: 'The terminal or source is found and unplugged' },
      {
        zh: '已固定外联目的地址与时间的记录（边界设备、流量探针）',
        en: 'Destination and times are kept from boundary devices and probes',
      },
    ]),
  ],
});
