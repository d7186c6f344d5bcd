import type { CommandSpec, OptionSpec } from '../command.ts';
import { cityOptions, out, siteArgument } from '../shared-options.ts';

const waiverDate: OptionSpec = {
  flags: '--date <date>',
  summary: { zh: '评判豁免的日期', en: 'day on which waivers are judged' },
};

/** Rules, clauses, and what they say of objects. */
export const policyCommands: readonly CommandSpec[] = [
  {
    name: 'check',
    arguments: '[paths...]',
    summary: {
      zh: '按规则审核清单、Terraform 栈或计划;不给路径时审核城市声明',
      en: 'judge manifests, stacks or plans by the rules; a site’s own objects without a path',
    },
    formats: ['human', 'json', 'sarif', 'junit'],
    options: [
      ...cityOptions,
      { flags: '--site <site>', summary: { zh: '城市', en: 'site to judge' } },
      { flags: '--live', summary: { zh: '审核线上集群', en: 'judge the running clusters' } },
      {
        flags: '--would-deny',
        summary: {
          zh: '列出准入策略改为拒绝后会被拒的线上对象',
          en: 'list live objects that admission would deny, before a network goes from audit to deny',
        },
      },
      { flags: '--pack <pack>', summary: { zh: '规则包(可重复)', en: 'rule pack (may repeat)' }, many: true },
      {
        flags: '--fail-on <severity>',
        summary: { zh: '达到该严重度即不放行', en: 'least severity that closes the gate' },
        choices: ['low', 'medium', 'high', 'critical'],
      },
      { flags: '--all', summary: { zh: '列出全部对象', en: 'name every object under each finding' } },
      waiverDate,
      { flags: '--no-cache', summary: { zh: '不使用、不保存上次的判定', en: 'neither use nor keep earlier verdicts' } },
    ],
    load: () => import('./check.ts'),
  },
  {
    name: 'rules list',
    isDefault: true,
    summary: { zh: '全部规则', en: 'every rule' },
    options: [{ flags: '--pack <pack>', summary: { zh: '规则包(可重复)', en: 'rule pack (may repeat)' }, many: true }],
    load: () => import('./rules-list.ts'),
  },
  {
    name: 'rules show',
    arguments: '<id>',
    summary: { zh: '查看一条规则:理由、依据、表达式、示例', en: 'one rule: reason, clauses, expression, examples' },
    load: () => import('./rules-show.ts'),
  },
  {
    name: 'controls',
    summary: { zh: '条款与规则的双向对应', en: 'clauses and the rules that give evidence for them, both ways' },
    options: [{ flags: '--pack <pack>', summary: { zh: '标准', en: 'standard' }, fallback: 'mlps3' }],
    load: () => import('./controls.ts'),
  },
  {
    name: 'waiver list',
    isDefault: true,
    arguments: siteArgument,
    summary: {
      zh: '站点的豁免:剩余天数、覆盖的发现与缺陷',
      en: 'a site’s waivers: days left, findings covered, what is wrong with them',
    },
    options: [out, waiverDate],
    load: () => import('./waiver-list.ts'),
  },
  {
    name: 'waiver draft',
    arguments: siteArgument,
    summary: {
      zh: '为一项发现起草最窄的豁免',
      en: 'the narrowest waiver for one finding, for another person to approve',
    },
    options: [
      out,
      { flags: '--rule <rule>', summary: { zh: '规则', en: 'rule that finds it' }, required: true },
      { flags: '--network <id>', summary: { zh: '所在网络', en: 'network of the object' }, required: true },
      { flags: '--object <object>', summary: { zh: '对象', en: 'Kind/name or Kind/namespace/name' }, required: true },
      {
        flags: '--path <path>',
        summary: { zh: '字段(仅一处时可省略)', en: 'field; may be left out where only one is at fault' },
      },
      { flags: '--reason <text>', summary: { zh: '理由', en: 'why the rule cannot be met' }, required: true },
      { flags: '--owner <person>', summary: { zh: '申请人', en: 'who needs it' }, required: true },
      { flags: '--ticket <id>', summary: { zh: '工单', en: 'ticket' }, required: true },
      { flags: '--until <date>', summary: { zh: '截止日期', en: 'last day, at most 180 days off' }, required: true },
      waiverDate,
    ],
    load: () => import('./waiver-draft.ts'),
  },
];
