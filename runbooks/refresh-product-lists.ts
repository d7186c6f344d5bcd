import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { isListedSystem } from '../stacks/model/listed-nodes.ts';
import { defineInspection } from './kit/inspection.ts';
import { listed } from './looks/sources.ts';

export const refreshProductLists = defineInspection({
  id: 'refresh-product-lists',
  title: runbooks['refresh-product-lists'].title,
  purpose: {
    zh: '每年更新产品、密码与信创名录，并比对节点操作系统与声明的名录。',
    en: 'Yearly refresh of the product, crypto and 信创 lists; node systems are compared with the declared list.',
  },
  alerts: [],
  duties: ['RB-Y08'],
  roles: ['security-admin'],
  escalation: {
    zh: '名录外产品的，列入替换计划并报单位负责人。',
    en: 'A product off the list goes into the replacement plan; tell the unit leader.',
  },
  scope: 'network',

  parameters: {},
  people: [
    {
      zh: '最新《安全可靠测评结果公告》已对照（备注填期号）',
      en: 'The latest public list was compared (its issue in the note)',
    },
    {
      zh: '数据库、中间件与设备型号已对照（平台读不到）',
      en: 'Databases, middleware and devices were compared (the platform cannot read them)',
    },
  ],
  look: async (context) => {
    const clusters = Object.values(context.platform.site.networks[context.target.network]?.clusters ?? {});
    const nodes = (await listed(context, '/api/v1/nodes')).map(({ metadata, status }) => ({
      name: metadata.name,
      system: String((status?.nodeInfo as { readonly osImage?: string } | undefined)?.osImage ?? ''),
    }));
    return {
      findings: nodes
        .filter(({ system }) => !isListedSystem(system, clusters))
        .map(({ name, system }) => ({
          subject: `node ${name}`,
          fault: {
            zh: `操作系统 ${system || '未知'} 不在名录`,
            en: `its system ${system || 'unknown'} is not on the list`,
          },
          remedy: { zh: '替换，或核对名录。', en: 'Replace it, or check the list.' },
        })),
      tables: [
        {
          title: { zh: '节点操作系统', en: 'Systems of nodes' },
          columns: [
            { zh: '节点', en: 'node' },
            { zh: '操作系统', en: 'system' },
          ],
          rows: nodes.map(({ name, system }) => [name, system]),
        },
      ],
      facts: { systems: [...new Set(nodes.map(({ system }) => system))].sort().join(',') },
    };
  },
});
