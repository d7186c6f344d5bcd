import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';
import { samplesOf } from './looks/sources.ts';

/** Days within which a vulnerability is mended, by severity. */
const dueDays: Readonly<Record<string, number>> = { critical: 7, high: 30, medium: 90 };

export const reviewVulnerabilities = defineInspection({
  id: 'review-vulnerabilities',
  title: runbooks['review-vulnerabilities'].title,
  purpose: {
    zh: '每周复核运行中镜像的未修复漏洞与整改期限，制定补丁计划。',
    en: 'Weekly: vulnerabilities of running images against their due dates, and the patch plan.',
  },
  alerts: [],
  duties: ['RB-W01'],
  roles: ['security-admin', 'system-admin'],
  escalation: {
    zh: '严重漏洞超期的，用 block-image 阻断并报单位负责人。',
    en: 'A critical one past its date: block-image, and tell the unit leader.',
  },
  scope: 'network',
  parameters: {},
  people: [
    {
      zh: '主机、网络设备与中间件的扫描结果已复核（平台读不到）',
      en: 'Scans of hosts, network devices and middleware were reviewed (the platform cannot read them)',
    },
    {
      zh: '超期项已列入补丁计划并指定责任人与日期',
      en: 'What is past its date is in the patch plan with owner and date',
    },
  ],
  look: async (context) => {
    const { samples, missing } = await samplesOf(context, 'zf_image_vulnerability_age_seconds');
    const open = samples.map(({ labels, value }) => {
      const days = Math.floor(value / 86_400);
      const due = dueDays[labels.severity ?? ''] ?? 180;
      return { system: labels.system ?? '', severity: labels.severity ?? '', days, due };
    });
    const late = open.filter(({ days, due }) => days > due);
    return {
      findings: [
        ...missing,
        ...late.map(({ system, severity, days, due }) => ({
          subject: system,
          fault: {
            zh: `${severity} 漏洞已存续 ${days} 天，期限 ${due} 天`,
            en: `${severity} open for ${days} days, due within ${due}`,
          },
          remedy: {
            zh: '更新镜像并用 apply-change 实施。',
            en: 'Update the image, and bring it in with apply-change.',
          },
        })),
      ],
      tables: [
        {
          title: { zh: '未修复漏洞', en: 'Open vulnerabilities' },
          columns: [
            { zh: '系统', en: 'system' },
            { zh: '级别', en: 'severity' },
            { zh: '天数', en: 'days' },
            { zh: '期限', en: 'due' },
          ],
          rows: open.map(({ system, severity, days, due }) => [system, severity, String(days), String(due)]),
        },
      ],
      facts: { 'past their date': String(late.length) },
    };
  },
});
