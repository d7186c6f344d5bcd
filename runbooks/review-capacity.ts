import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { type Listed, listed, nameOf, samplesOf } from './looks/sources.ts';

/** What is used up to this share, now or in thirty days, is a finding. */
const limit = 0.8;

export const reviewCapacity = defineInspection({
  id: 'review-capacity',
  title: runbooks['review-capacity'].title,
  purpose: {
    zh: '每周查看容量使用率与 30 天线性预测，及命名空间配额余量。',
    en: 'Weekly: capacity in use and in thirty days by the trend of a week, and what is left of quotas.',
  },
  alerts: [],
  duties: ['RB-W05'],
  roles: ['system-admin'],
  escalation: {
    zh: '预测 30 天内用尽的，报单位负责人安排扩容。',
    en: 'What runs out within thirty days goes to the unit leader for more.',
  },
  scope: 'network',
  parameters: {},
  people: [],
  look: async (context) => {
    const now = await samplesOf(context, 'zf_capacity_used_ratio');
    const then = await samplesOf(
      context,
      'zf_capacity_used_ratio',
      (metric) => `predict_linear(${metric}[7d], 30 * 86400)`,
    );
    const quotas = (await listed(context, '/api/v1/resourcequotas')).flatMap(usedShares);
    const forecast = new Map(then.samples.map(({ labels, value }) => [`${labels.system} ${labels.resource}`, value]));
    const rows = now.samples.map(({ labels, value }) => {
      const name = `${labels.system} ${labels.resource}`;
      return { name, used: value, later: forecast.get(name) };
    });
    const short = [
      ...rows.filter(({ used, later }) => used > limit || (later ?? 0) > limit),
      ...quotas.filter(({ used }) => used > limit),
    ];
    return {
      findings: [
        ...now.missing,
        ...short.map(
          ({ name, used, later }): InspectionFinding => ({
            subject: name,
            fault: {
              zh: `已用 ${percent(used)}，30 天后 ${percent(later)}`,
              en: `${percent(used)} used, ${percent(later)} in thirty days`,
            },
            remedy: { zh: '扩容，或清理。', en: 'Give it more, or clean up.' },
          }),
        ),
      ],
      tables: [
        {
          title: { zh: '容量', en: 'Capacity' },
          columns: [
            { zh: '项', en: 'item' },
            { zh: '已用', en: 'used' },
            { zh: '30 天后', en: 'in thirty days' },
          ],
          rows: [...rows, ...quotas].map(({ name, used, later }) => [name, percent(used), percent(later)]),
        },
      ],
      facts: { 'short of capacity': String(short.length), quotas: String(quotas.length) },
    };
  },
});

interface Share {
  readonly name: string;
  readonly used: number;
  readonly later: number | undefined;
}

/** Counts of a quota as shares; quantities with units are left to the metrics. */
function usedShares(quota: Listed): readonly Share[] {
  const { hard = {}, used = {} } = (quota.status ?? {}) as {
    readonly hard?: Record<string, string>;
    readonly used?: Record<string, string>;
  };
  return Object.entries(hard)
    .filter(([name, value]) => /^\d+$/.test(value) && /^\d+$/.test(used[name] ?? '') && Number(value) > 0)
    .map(([name, value]) => ({
      name: `${nameOf(quota)} ${name}`,
      used: Number(used[name]) / Number(value),
      later: undefined,
    }));
}

function percent(share: number | undefined): string {
  return share === undefined ? '—' : `${Math.round(share * 100)} %`;
}
