import type { CommandSpec, OptionSpec } from './table.ts';

const site: OptionSpec = { flags: '--site <site>', summary: { zh: '站点', en: 'site' }, fallback: 'binhe' };

const out: OptionSpec = {
  flags: '--out <folder>',
  summary: { zh: '输出目录', en: 'folder for outputs' },
  fallback: 'fadun.out',
};

const network: OptionSpec = { flags: '--network <id>', summary: { zh: '所在网络', en: 'the network it acts in' } };

const kubeconfig: OptionSpec = {
  flags: '--kubeconfig <file>',
  summary: { zh: '真实集群的 kubeconfig；省略则用沙箱', en: 'kubeconfig of a real cluster; the sandbox when left out' },
};

const key: OptionSpec = { flags: '--key <file>', summary: { zh: '本人私钥', en: 'your private key' } };

const passphrase: OptionSpec = {
  flags: '--passphrase-file <file>',
  summary: { zh: '私钥口令文件', en: 'file of the passphrase of an encrypted key' },
};

const keyring: OptionSpec = {
  flags: '--keyring <file>',
  summary: { zh: '公钥名册；省略则用站点的', en: 'the keyring; the site’s when left out' },
};

const approval: OptionSpec = {
  flags: '--approval <file>',
  summary: { zh: '审批文件（可重复）', en: 'approval file (may repeat)' },
  many: true,
};

const yes: OptionSpec = {
  flags: '--yes',
  summary: { zh: '不再逐步询问（须有审批）', en: 'ask nothing; approvals must cover it' },
};

const reason: OptionSpec = { flags: '--reason <text>', summary: { zh: '原因', en: 'why' } };

const acting = [site, out, network, kubeconfig, key, passphrase, keyring, yes];

/** Commands of on-call staff. */
export const operationsTable: readonly CommandSpec[] = [
  {
    name: 'runbook list',
    isDefault: true,
    summary: { zh: '列出处置手册', en: 'list the runbooks' },
    load: () => import('./runbook-list.ts'),
  },
  {
    name: 'runbook show',
    arguments: '<id>',
    summary: { zh: '显示一本手册', en: 'the page of a runbook' },
    load: () => import('./runbook-show.ts'),
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
      site,
      out,
      network,
      kubeconfig,
      key,
      passphrase,
      keyring,
      { flags: '--save <file>', summary: { zh: '计划存盘路径', en: 'where to save the plan' } },
    ],
    load: () => import('./runbook-plan.ts'),
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
    load: () => import('./runbook-approve.ts'),
  },
  {
    name: 'runbook run',
    arguments: '<plan>',
    summary: { zh: '执行已审批的计划', en: 'run an approved plan' },
    options: [
      ...acting,
      approval,
      { flags: '--id <run>', summary: { zh: '执行编号；省略则自动给出', en: 'id of the run; given when left out' } },
    ],
    load: () => import('./runbook-run.ts'),
  },
  {
    name: 'runbook resume',
    arguments: '<run>',
    summary: { zh: '继续一次中断的执行', en: 'go on with a run that stopped' },
    options: [...acting, approval],
    load: () => import('./runbook-resume.ts'),
  },
  {
    name: 'runbook undo',
    arguments: '<run>',
    summary: { zh: '回退一次执行', en: 'go back over a run' },
    options: [...acting, approval],
    load: () => import('./runbook-undo.ts'),
  },
  {
    name: 'runbook abort',
    arguments: '<run>',
    summary: { zh: '在当前位置结束一次执行', en: 'end a run where it is' },
    options: [...acting, reason],
    load: () => import('./runbook-abort.ts'),
  },
  {
    name: 'runbook verify',
    arguments: '<run>',
    summary: { zh: '核验日志与证据包', en: 'check a run’s journal and evidence' },
    options: [site, out, keyring],
    load: () => import('./runbook-verify.ts'),
  },
  {
    name: 'runbook runs',
    summary: { zh: '列出执行记录', en: 'list the runs' },
    options: [site, out],
    load: () => import('./runbook-runs.ts'),
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
      { flags: '--port <port>', summary: { zh: '端口(0 为任选)', en: 'port; 0 takes any' }, fallback: '9465' },
      {
        flags: '--host <address>',
        summary: { zh: '监听地址；省略为本机', en: 'address to listen at; loopback when left out' },
      },
      { flags: '--token-file <file>', summary: { zh: '访问令牌文件（0600）', en: 'file of the bearer token (0600)' } },
      { flags: '--tls-cert <file>', summary: { zh: '证书（PEM）', en: 'certificate (PEM)' } },
      { flags: '--tls-key <file>', summary: { zh: '其私钥（0600）', en: 'its private key (0600)' } },
    ],
    load: () => import('./runbook-listen.ts'),
  },
  {
    name: 'runbook alerts',
    summary: { zh: '列出收到的告警与预先生成的计划', en: 'alerts that were taken and what was prepared' },
    options: [site, out],
    load: () => import('./runbook-alerts.ts'),
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
      site,
      out,
      network,
      kubeconfig,
      key,
      passphrase,
      keyring,
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
    load: () => import('./duty-run.ts'),
  },
  {
    name: 'duty overdue',
    summary: { zh: '列出逾期任务', en: 'duties that should have been done by now' },
    options: [site, out, network, keyring],
    load: () => import('./duty-overdue.ts'),
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
