import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { samplesOf } from './looks/sources.ts';

/** Network logs are kept six months at least (Cybersecurity Law art. 23). */
const leastRetentionDays = 180;
const longestOffsetSeconds = 1;

export const checkLogCompleteness = defineInspection({
  id: 'check-log-completeness',
  title: runbooks['check-log-completeness'].title,
  purpose: {
    zh: '每月核对时间偏差、日志源齐全、留存不少于 180 天。',
    en: 'Monthly: clocks, completeness of log sources, retention of at least 180 days.',
  },
  alerts: [],
  duties: ['RB-M04'],
  roles: ['audit-admin'],
  escalation: {
    zh: '留存不足的，报单位负责人当月扩容。',
    en: 'Where retention falls short, tell the unit leader; more room within the month.',
  },
  scope: 'network',
  parameters: {},
  people: [
    { zh: '本网时间源与授时设备工作正常（备注填偏差）', en: 'The network’s time source works (offset in the note)' },
  ],
  look: async (context) => {
    const retention = await samplesOf(context, 'zf_log_retention_days');
    const silent = await samplesOf(context, 'zf_log_sources_silent');
    const offsets = await samplesOf(context, 'node_timex_offset_seconds');
    const findings: InspectionFinding[] = [...retention.missing, ...silent.missing, ...offsets.missing];
    for (const { value } of retention.samples) {
      if (value >= leastRetentionDays) continue;
      findings.push({
        subject: 'retention',
        fault: {
          zh: `留存 ${value} 天，不足 ${leastRetentionDays} 天`,
          en: `${value} days are kept, less than ${leastRetentionDays}`,
        },
        remedy: { zh: '扩容日志存储。', en: 'Give the log store more room.' },
      });
    }
    for (const { value } of silent.samples) {
      if (value === 0) continue;
      findings.push({
        subject: 'log sources',
        fault: { zh: `${value} 个日志源静默`, en: `${value} sources are silent` },
        remedy: { zh: '用 recover-audit-pipeline 恢复。', en: 'Recover them with recover-audit-pipeline.' },
      });
    }
    const off = offsets.samples.filter(({ value }) => Math.abs(value) > longestOffsetSeconds);
    for (const { labels, value } of off) {
      findings.push({
        subject: labels.node ?? 'node',
        fault: { zh: `时间偏差 ${value} 秒`, en: `its clock is off by ${value} s` },
        remedy: { zh: '查看该节点的时间同步。', en: 'Look at its time synchronisation.' },
      });
    }
    return {
      findings,
      tables: [],
      facts: {
        'retention days': retention.samples.map(({ value }) => value).join(','),
        'nodes off': String(off.length),
      },
    };
  },
});
