import type { CommandSpec } from '../command.ts';
import { keyring, network, operatorOptions, out, site, siteArgument } from '../shared-options.ts';

/** Recurring duties. */
export const dutyCommands: readonly CommandSpec[] = [
  {
    name: 'duty list',
    isDefault: true,
    arguments: siteArgument,
    summary: { zh: '值守与定期事项一览', en: 'recurring duties and their runbooks' },
    load: () => import('./list.ts'),
  },
  {
    name: 'duty run',
    arguments: '<id> [parameters...]',
    freeOptions: true,
    summary: {
      zh: '执行一项只读或由人填报的任务，留下签名记录（参数写作 --名称=值）',
      en: 'do a duty that reads or asks, and sign that it was done (parameters as --name=value)',
    },
    options: [
      ...operatorOptions,
      {
        flags: '--second-key <file>',
        summary: { zh: '第二人的私钥（双签的任务）', en: 'the second person’s key, where two sign' },
      },
      { flags: '--answers <file>', summary: { zh: '已填好的清单（JSON）', en: 'the list filled in (JSON)' } },
      {
        flags: '--prometheus <url>',
        summary: { zh: '本网络 Prometheus 地址', en: 'address of the network’s Prometheus' },
      },
      { flags: '--prometheus-token <file>', summary: { zh: '其访问令牌文件', en: 'file of its bearer token' } },
      {
        flags: '--file <name=path>',
        summary: {
          zh: '由人提供的文件（可重复），如人员名单',
          en: 'a file that people bring (may repeat), such as a staff list',
        },
        many: true,
      },
    ],
    load: () => import('./run.ts'),
  },
  {
    name: 'duty overdue',
    summary: { zh: '列出逾期任务', en: 'duties that should have been done by now' },
    options: [site, out, network, keyring],
    load: () => import('./overdue.ts'),
  },
];
