import type { CommandSpec } from '../command.ts';
import { cityOptions } from '../shared-options.ts';

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
      { flags: '--date <date>', summary: { zh: '评判豁免的日期', en: 'day on which waivers are judged' } },
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
];
