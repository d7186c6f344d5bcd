import type { CommandSpec, OptionSpec } from '../command.ts';
import {
  approvals,
  key,
  keyring,
  kubeconfig,
  network,
  operatorOptions,
  out,
  passphrase,
  site,
  sshIdentity,
} from '../shared-options.ts';

const yes: OptionSpec = {
  flags: '--yes',
  summary: { zh: '不再逐步询问（须有审批）', en: 'ask nothing; approvals must cover it' },
};

const reason: OptionSpec = { flags: '--reason <text>', summary: { zh: '原因', en: 'why' } };

const acting = [...operatorOptions, yes];

/** Runbooks of on-call staff. */
export const runbookCommands: readonly CommandSpec[] = [
  {
    name: 'runbook list',
    isDefault: true,
    summary: { zh: '列出处置手册', en: 'list the runbooks' },
    load: () => import('./list.ts'),
  },
  {
    name: 'runbook show',
    arguments: '<id>',
    summary: { zh: '显示一本手册', en: 'the page of a runbook' },
    load: () => import('./show.ts'),
  },
  {
    name: 'runbook plan',
    arguments: '<id> [parameters...]',
    freeOptions: true,
    summary: {
      zh: '计划：只读地算出将执行的全部内容（参数写作 --名称=值）',
      en: 'what a run would do, read-only (parameters as --name=value)',
    },
    options: [
      ...operatorOptions,
      { flags: '--save <file>', summary: { zh: '计划存盘路径', en: 'where to save the plan' } },
    ],
    load: () => import('./plan.ts'),
  },
  {
    name: 'runbook approve',
    arguments: '[plan]',
    summary: { zh: '审批一份计划', en: 'approve a plan' },
    options: [
      site,
      out,
      key,
      passphrase,
      keyring,
      yes,
      { flags: '--undo <run>', summary: { zh: '审批回退一次已完成的执行', en: 'approve undoing a finished run' } },
      { flags: '--role <role>', summary: { zh: '以何角色审批', en: 'the role to approve in' } },
      { flags: '--hours <n>', summary: { zh: '有效小时数', en: 'hours it holds' }, fallback: '1' },
      reason,
      { flags: '--save <file>', summary: { zh: '审批存盘路径', en: 'where to save the approval' } },
    ],
    load: () => import('./approve.ts'),
  },
  {
    name: 'runbook run',
    arguments: '<plan>',
    summary: { zh: '执行已审批的计划', en: 'run an approved plan' },
    options: [
      ...acting,
      approvals,
      { flags: '--id <run>', summary: { zh: '执行编号；省略则自动给出', en: 'id of the run; given when left out' } },
    ],
    load: () => import('./run.ts'),
  },
  {
    name: 'runbook resume',
    arguments: '<run>',
    summary: { zh: '继续一次中断的执行', en: 'go on with a run that stopped' },
    options: [...acting, approvals],
    load: () => import('./resume.ts'),
  },
  {
    name: 'runbook undo',
    arguments: '<run>',
    summary: { zh: '回退一次执行', en: 'go back over a run' },
    options: [...acting, approvals],
    load: () => import('./undo.ts'),
  },
  {
    name: 'runbook abort',
    arguments: '<run>',
    summary: { zh: '在当前位置结束一次执行', en: 'end a run where it is' },
    options: [...acting, reason],
    load: () => import('./abort.ts'),
  },
  {
    name: 'runbook verify',
    arguments: '<run>',
    summary: { zh: '核验日志与证据包', en: 'check a run’s journal and evidence' },
    options: [site, out, keyring],
    load: () => import('./verify.ts'),
  },
  {
    name: 'runbook runs',
    summary: { zh: '列出执行记录', en: 'list the runs' },
    options: [site, out, keyring],
    load: () => import('./runs.ts'),
  },
  {
    name: 'runbook listen',
    summary: {
      zh: '接收 Alertmanager 的告警并预先生成计划；只读，从不执行',
      en: 'take Alertmanager’s webhook and prepare plans; it reads only and never acts',
    },
    options: [
      site,
      out,
      network,
      kubeconfig,
      sshIdentity,
      { flags: '--port <port>', summary: { zh: '端口(0 为任选)', en: 'port; 0 takes any' }, fallback: '9465' },
      {
        flags: '--host <address>',
        summary: { zh: '监听地址；省略为本机', en: 'address to listen at; loopback when left out' },
      },
      { flags: '--token-file <file>', summary: { zh: '访问令牌文件（0600）', en: 'file of the bearer token (0600)' } },
      { flags: '--tls-cert <file>', summary: { zh: '证书（PEM）', en: 'certificate (PEM)' } },
      { flags: '--tls-key <file>', summary: { zh: '其私钥（0600）', en: 'its private key (0600)' } },
    ],
    load: () => import('./listen.ts'),
  },
  {
    name: 'runbook alerts',
    summary: { zh: '列出收到的告警与预先生成的计划', en: 'alerts that were taken and what was prepared' },
    options: [site, out],
    load: () => import('./alerts.ts'),
  },
  {
    name: 'drill',
    arguments: '[runbook]',
    summary: {
      zh: '在专用沙箱上演练手册并留下记录',
      en: 'drill runbooks on a sandbox of their own, and keep how it came out',
    },
    options: [
      site,
      out,
      network,
      { flags: '--all', summary: { zh: '演练全部核心手册', en: 'drill all that have a drill' } },
    ],
    load: () => import('./drill.ts'),
  },
];
