import { bundleCommands } from './bundle/table.ts';
import { changeCommands } from './change/table.ts';
import { clockCommands } from './clock/table.ts';
import type { CommandSpec } from './command.ts';
import { dutyCommands } from './duty/table.ts';
import { keysCommands } from './keys/table.ts';
import { policyCommands } from './policy/table.ts';
import { reachabilityCommands } from './reachability/table.ts';
import { runbookCommands } from './runbook/table.ts';
import { sandboxCommands } from './sandbox/table.ts';
import { cityOptions, siteArgument } from './shared-options.ts';
import { siteCommands } from './site/table.ts';

/** Every command, in the order in which help lists them; each room keeps the rows of its own. */
export const commandTable: readonly CommandSpec[] = [
  ...changeCommands,
  ...siteCommands,
  ...policyCommands,
  ...reachabilityCommands,
  ...keysCommands,
  ...bundleCommands,
  ...runbookCommands,
  ...dutyCommands,
  ...clockCommands,
  ...sandboxCommands,
  {
    name: 'export-metrics',
    arguments: siteArgument,
    summary: { zh: '以 Prometheus 指标输出态势', en: 'serve the posture of a site as Prometheus metrics' },
    options: [
      ...cityOptions,
      {
        flags: '--port <port>',
        summary: { zh: '端口(0 为任选)', en: 'port; 0 takes any' },
        fallback: '9464',
      },
      { flags: '--every <seconds>', summary: { zh: '查看间隔(秒)', en: 'seconds between looks' }, fallback: '60' },
      {
        flags: '--operations <folder>',
        summary: {
          zh: '处置手册的日志与演练记录(默认为站点输出目录下 operations)',
          en: 'journals and drills of runbooks; operations in the site’s outputs when left out',
        },
      },
      { flags: '--host <address>', summary: { zh: '监听地址(默认仅本机)', en: 'address to listen on; loopback' } },
      { flags: '--tls-cert <file>', summary: { zh: 'TLS 证书', en: 'TLS certificate' } },
      { flags: '--tls-key <file>', summary: { zh: 'TLS 私钥', en: 'TLS private key' } },
      { flags: '--token-file <file>', summary: { zh: '访问令牌文件', en: 'file with the bearer token to ask for' } },
    ],
    load: () => import('./export-metrics.ts'),
  },
  {
    name: 'doctor',
    summary: { zh: '检查本机具备与缺少的条件', en: 'what this machine has, lacks, and how to get it' },
    load: () => import('./doctor.ts'),
  },
];
