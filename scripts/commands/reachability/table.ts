import type { CommandSpec } from '../command.ts';
import { cityOptions, out, scale, siteArgument } from '../shared-options.ts';

/** Who can reach whom, within and across networks. */
export const reachabilityCommands: readonly CommandSpec[] = [
  {
    name: 'prove',
    arguments: siteArgument,
    summary: { zh: '证明:网络恰好允许所声明的访问', en: 'prove that the network permits exactly what is declared' },
    options: [
      ...cityOptions,
      { flags: '--live', summary: { zh: '证明线上策略', en: 'prove the policies of the running clusters' } },
      {
        flags: '--base <ref-or-folder>',
        summary: {
          zh: '与某版本或渲染目录比较可达性',
          en: 'reachability gained and lost since a revision or a rendered folder',
        },
      },
      {
        flags: '--objects <path>',
        summary: {
          zh: '以该清单、计划或栈对照单个网络的声明',
          en: 'hold manifests, a plan or stacks against the declaration of one --network',
        },
      },
      {
        flags: '--manifests <folder>',
        summary: {
          zh: '无声明的清单:列出全部允许的连接',
          en: 'manifests without a declaration: list every permitted connection',
        },
      },
    ],
    load: () => import('./prove.ts'),
  },
  {
    name: 'explain',
    arguments: '<from> <to> [site]',
    summary: { zh: '解释:为何能或不能访问', en: 'why one end can or cannot reach another' },
    options: [
      out,
      scale,
      { flags: '--port <port>', summary: { zh: '目的端口', en: 'destination port' } },
      {
        flags: '--protocol <protocol>',
        summary: { zh: '协议', en: 'protocol' },
        choices: ['TCP', 'UDP', 'SCTP'],
        fallback: 'TCP',
      },
    ],
    load: () => import('./explain.ts'),
  },
  {
    name: 'compare',
    arguments: '<a> <b>',
    summary: { zh: '比对两侧网络对同一通道的声明', en: 'whether two neighbouring networks agree on their channels' },
    load: () => import('./compare.ts'),
  },
];
