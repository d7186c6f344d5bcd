import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';
import { samplesOf } from './looks/sources.ts';

export const testDetection = defineInspection({
  id: 'test-detection',
  title: runbooks['test-detection'].title,
  purpose: {
    zh: '每月检测有效性测试：由人触发一枚探针，15 分钟内告警须到达值班；平台核对告警链路本身是通的。',
    en: 'Monthly: people trip one sensor, and its alert must reach the pager within 15 minutes; the platform checks that the chain itself works.',
  },
  alerts: [],
  duties: ['RB-M05'],
  roles: ['security-admin'],
  escalation: {
    zh: '未在 15 分钟内到达的，按 recover-monitoring 排查。',
    en: 'Not there within 15 minutes: recover-monitoring.',
  },
  scope: 'network',

  parameters: {},
  people: [
    {
      zh: '已按演练清单触发一枚探针（备注填探针与时刻）',
      en: 'One sensor of the list was tripped (which and when in the note)',
    },
    {
      zh: '告警在 15 分钟内到达值班终端（备注填到达时刻）',
      en: 'The alert reached the pager within 15 minutes (when in the note)',
    },
    { zh: '探针已复位，演练告警已标注', en: 'The sensor is reset, the alert marked as a test' },
  ],
  look: async (context) => {
    const failed = await samplesOf(
      context,
      'alertmanager_notifications_failed_total',
      (metric) => `increase(${metric}[24h])`,
    );
    const coverage = await samplesOf(context, 'zf_host_sensor_coverage_ratio');
    return {
      findings: [
        ...failed.missing,
        ...coverage.missing,
        ...failed.samples
          .filter(({ value }) => value > 0)
          .map(({ labels, value }) => ({
            subject: labels.integration ?? 'alertmanager',
            fault: {
              zh: `24 小时内 ${Math.round(value)} 条通知未送达`,
              en: `${Math.round(value)} notifications were not delivered within a day`,
            },
            remedy: { zh: '查看 Alertmanager 与接收端。', en: 'Look at Alertmanager and the receiver.' },
          })),
        ...coverage.samples
          .filter(({ value }) => value < 1)
          .map(({ value }) => ({
            subject: 'sensors',
            fault: { zh: `覆盖率 ${Math.round(value * 100)} %`, en: `${Math.round(value * 100)} % of hosts have one` },
            remedy: { zh: '补装主机探针。', en: 'Install the missing ones.' },
          })),
      ],
      tables: [],
    };
  },
});
