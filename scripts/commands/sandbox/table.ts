import type { CommandSpec } from '../command.ts';
import { networks, out, siteArgument } from '../shared-options.ts';

/** Real control planes on this machine. */
export const sandboxCommands: readonly CommandSpec[] = [
  {
    name: 'sandbox up',
    arguments: siteArgument,
    summary: { zh: '启动沙箱控制面', en: 'start the sandbox’s control planes' },
    options: [out, networks],
    load: () => import('./up.ts'),
  },
  {
    name: 'sandbox down',
    arguments: siteArgument,
    summary: { zh: '停止沙箱', en: 'stop the sandbox' },
    options: [out, { flags: '--purge', summary: { zh: '同时删除其数据', en: 'and remove its data' } }],
    load: () => import('./down.ts'),
  },
  {
    name: 'sandbox status',
    arguments: siteArgument,
    summary: { zh: '沙箱状态', en: 'what of the sandbox runs' },
    options: [out],
    load: () => import('./status.ts'),
  },
  {
    name: 'sandbox kubeconfig',
    arguments: '<network> [site]',
    summary: { zh: '某网络沙箱的 kubeconfig 路径', en: 'path of the kubeconfig of a network’s sandbox' },
    options: [
      out,
      {
        flags: '--identity <name>',
        summary: { zh: '身份', en: 'identity' },
        choices: ['reader', 'applier', 'admin'],
        fallback: 'reader',
      },
    ],
    load: () => import('./kubeconfig.ts'),
  },
];
