import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { guardPeriodAt } from './kit/approvals/policy.ts';
import { defineInspection } from './kit/inspection.ts';

export const prepareGuardPeriod = defineInspection({
  id: 'prepare-guard-period',
  title: runbooks['prepare-guard-period'].title,
  purpose: {
    zh: '重保前 14 天内准备：平台核对漂移、豁免、证明、公众入口与备案，人员完成冻结、值班表与通讯测试。',
    en: 'Within the fourteen days before a protection period: the platform checks drift, proof, rules and public entrances; people see to freeze, rota and telephone test.',
  },
  alerts: [],
  duties: ['RB-G01'],
  roles: ['system-admin', 'security-admin', 'unit-leader'],
  escalation: {
    zh: '准备不能按期完成的，提前三日报分管领导。',
    en: 'What cannot be ready in time goes to the unit leader three days before.',
  },
  scope: 'network',

  parameters: {},
  people: [
    { zh: '变更冻结通知已发，冻结日历已登记', en: 'The freeze was announced and entered in the calendar' },
    {
      zh: '高风险账号口令与令牌已重置（rotate-credentials）',
      en: 'Passwords and tokens of risky accounts were reset (rotate-credentials)',
    },
    { zh: '备份恢复已验证（drill-backup 本月通过）', en: 'Backups were proven (drill-backup passed this month)' },
    { zh: 'WAF、IPS 已切换为阻断', en: 'WAF and IPS block' },
    { zh: '7×24 值班表已排定，电话逐人拨通', en: 'The rota stands, and every telephone was answered' },
    { zh: '供应商驻场名单与零报告渠道已确认', en: 'Suppliers on site and the channel for zero reports are settled' },
    {
      zh: '一键处置计划已预先生成并评审（trigger-guard-measures）',
      en: 'Prepared measures were planned and reviewed (trigger-guard-measures)',
    },
  ],
  look: async ({ platform, target, now }) => {
    const soon = Array.from({ length: 15 }, (_, days) =>
      guardPeriodAt(platform.site.guardPeriods, new Date(now().getTime() + days * 86_400_000)),
    );
    const next = soon.find((period) => period !== undefined);
    const [drift, compliance, proof] = [
      await platform.drift(),
      await platform.compliance(),
      await platform.reachability(),
    ];
    const entrances = Object.entries(platform.site.systems).filter(
      ([, { placements }]) => placements[target.network]?.entrance === 'public',
    );
    return {
      findings: [
        ...drift.map(({ object, kind }) => ({
          subject: object,
          fault: { zh: `漂移：${kind}`, en: `drift: ${kind}` },
          remedy: { zh: '重保前恢复声明的状态。', en: 'Restore what is declared before the period.' },
        })),
        ...compliance.blocking.map(({ rule, object, message }) => ({
          subject: `${rule} ${object}`,
          fault: { zh: message, en: message },
          remedy: { zh: '重保前整改。', en: 'Mend it before the period.' },
        })),
        ...proof.differences.map((difference) => ({
          subject: 'proof',
          fault: { zh: difference, en: difference },
          remedy: { zh: '重保前收敛到声明。', en: 'Bring it back to what is declared.' },
        })),
      ],
      tables: [
        {
          title: { zh: '公众入口（逐个确认是否可关）', en: 'Public entrances (each: can it be closed?)' },
          columns: [
            { zh: '系统', en: 'system' },
            { zh: '单位', en: 'organ' },
          ],
          rows: entrances.map(([id, { owner }]) => [id, owner]),
        },
      ],
      facts: {
        'next period': next?.id ?? 'none',
        drifts: String(drift.length),
        'public entrances': String(entrances.length),
      },
    };
  },
});
