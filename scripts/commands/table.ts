import type { CommandModule } from './context.ts';
import { operationsTable } from './operations-table.ts';

interface Summary {
  readonly zh: string;
  readonly en: string;
}

export interface OptionSpec {
  readonly flags: string;
  readonly summary: Summary;
  readonly choices?: readonly string[];
  readonly fallback?: string;
  /** Must be given. */
  readonly required?: boolean;
  /** May be given more than once. */
  readonly many?: boolean;
}

/** One command of the command line; its module loads when it runs. */
export interface CommandSpec {
  /** One or two words: `up`, `site show`. */
  readonly name: string;
  readonly arguments?: string;
  readonly summary: Summary;
  readonly options?: readonly OptionSpec[];
  readonly formats?: readonly string[];
  /** Runs when the group is named alone: `rules` is `rules list`. */
  readonly isDefault?: boolean;
  /** Takes `--name=value` words that are no options of the command; the command judges them. */
  readonly freeOptions?: boolean;
  readonly load: () => Promise<CommandModule>;
}

const siteArgument = '[site]';

const out: OptionSpec = {
  flags: '--out <folder>',
  summary: { zh: '输出目录', en: 'folder for outputs' },
  fallback: 'fadun.out',
};

const scale: OptionSpec = {
  flags: '--scale <n>',
  summary: { zh: '系统数量放大倍数(压测用)', en: 'multiplies the systems, for benchmarks' },
  fallback: '1',
};

const networks: OptionSpec = {
  flags: '--network <id>',
  summary: { zh: '仅限该网络(可重复;省略为全部)', en: 'only this network (may repeat; all when left out)' },
  many: true,
};

const kubeconfig: OptionSpec = {
  flags: '--kubeconfig <file>',
  summary: {
    zh: '真实集群的 kubeconfig(须配合单个 --network;省略则用沙箱)',
    en: 'kubeconfig of a real cluster, with exactly one --network; the sandbox when left out',
  },
};

const person: readonly OptionSpec[] = [
  { flags: '--as <person>', summary: { zh: '签名人的人员编号', en: 'id of the person who signs' } },
  { flags: '--key <file>', summary: { zh: '签名人的私钥(0600)', en: 'private key of that person (0600)' } },
  {
    flags: '--passphrase-file <file>',
    summary: { zh: '私钥口令所在文件(首行)', en: 'file whose first line opens the key' },
  },
];

const keyring: OptionSpec = {
  flags: '--keyring <file>',
  summary: { zh: '密钥环(省略为站点自带)', en: 'keyring; the site’s own when left out' },
};

const prune: OptionSpec = {
  flags: '--prune <object>',
  summary: {
    zh: '允许删除的命名空间、卷或 CRD(可重复)',
    en: 'namespace, volume or CRD that may be pruned (may repeat)',
  },
  many: true,
};

const siteOption: OptionSpec = { flags: '--site <site>', summary: { zh: '城市', en: 'site' } };

const newKeyOptions: readonly OptionSpec[] = [
  { flags: '--request <file>', summary: { zh: '登记申请写到何处', en: 'where the enrolment request goes' } },
  { flags: '--days <n>', summary: { zh: '有效天数', en: 'days for which it holds' }, fallback: '365' },
  {
    flags: '--new-passphrase-file <file>',
    summary: { zh: '以该文件首行的口令加密私钥', en: 'encrypt the new key with the first line of this file' },
  },
];

const keyCommands: readonly CommandSpec[] = [
  {
    name: 'keys list',
    isDefault: true,
    summary: { zh: '密钥及其状态', en: 'enrolled keys and their state' },
    options: [siteOption, keyring],
    load: () => import('./keys-list.ts'),
  },
  {
    name: 'keys generate',
    summary: { zh: '本人生成密钥与登记申请', en: 'make a key of one’s own, and the request to enrol it' },
    options: [
      siteOption,
      ...person.slice(0, 2),
      {
        flags: '--post <post>',
        summary: { zh: '岗位(角色与网络由此而来)', en: 'post, which gives roles and networks' },
      },
      {
        flags: '--algorithm <name>',
        summary: { zh: '算法', en: 'algorithm' },
        choices: ['sm2', 'ed25519'],
        fallback: 'sm2',
      },
      ...newKeyOptions,
    ],
    load: () => import('./keys-generate.ts'),
  },
  {
    name: 'keys init',
    arguments: '<requests...>',
    summary: { zh: '首次登记:三员同时在场', en: 'the first keyring, with the three administrators in one room' },
    options: [siteOption, keyring],
    load: () => import('./keys-init.ts'),
  },
  {
    name: 'keys enrol',
    arguments: '<request>',
    summary: { zh: '由另一名管理员登记密钥', en: 'enrol a key, by another administrator' },
    options: [siteOption, keyring, ...person],
    load: () => import('./keys-enrol.ts'),
  },
  {
    name: 'keys rotate',
    summary: { zh: '轮换:旧密钥为新密钥背书', en: 'make the follower of a key, vouched for by the old one' },
    options: [
      siteOption,
      keyring,
      ...person,
      { flags: '--new-key <file>', summary: { zh: '新私钥', en: 'the new private key' } },
      ...newKeyOptions,
    ],
    load: () => import('./keys-rotate.ts'),
  },
  {
    name: 'keys revoke',
    arguments: '<key>',
    summary: { zh: '吊销:其签名不再有效', en: 'revoke a key: what it signed counts no more' },
    options: [
      siteOption,
      keyring,
      ...person,
      {
        flags: '--reason <reason>',
        summary: { zh: '原因', en: 'reason' },
        choices: ['lost', 'compromised', 'owner-left', 'role-changed', 'superseded'],
      },
      {
        flags: '--distrusted-since <time>',
        summary: { zh: '泄露时:最早可疑时间', en: 'when compromised: since when it is not trusted' },
      },
    ],
    load: () => import('./keys-revoke.ts'),
  },
  {
    name: 'keys lost',
    arguments: '[person]',
    summary: { zh: '密钥丢失怎么办', en: 'what to do about a lost key' },
    options: [siteOption, keyring],
    load: () => import('./keys-lost.ts'),
  },
];

export const commandTable: readonly CommandSpec[] = [
  {
    name: 'up',
    arguments: siteArgument,
    summary: {
      zh: '从声明到运行:合成、渲染、审核、下发、核验',
      en: 'from declaration to running: synthesise, render, judge, apply, verify',
    },
    options: [out, scale, networks, kubeconfig],
    load: () => import('./up.ts'),
  },
  {
    name: 'synth',
    arguments: siteArgument,
    summary: { zh: '合成 Terraform 栈与文档', en: 'write the Terraform stacks and documents' },
    options: [out, scale, networks],
    load: () => import('./synth.ts'),
  },
  {
    name: 'render',
    arguments: siteArgument,
    summary: { zh: '由 Terraform 栈渲染 Kubernetes 对象', en: 'render the stacks into Kubernetes objects' },
    options: [out, scale, networks],
    load: () => import('./render.ts'),
  },
  {
    name: 'plan',
    arguments: siteArgument,
    summary: {
      zh: '计划:下发将改变什么,属新增、放宽还是破坏',
      en: 'what an apply would change, and whether it adds, widens or destroys',
    },
    options: [
      out,
      scale,
      networks,
      kubeconfig,
      prune,
      ...person,
      keyring,
      { flags: '--save <file>', summary: { zh: '连同摘要存盘(0600)', en: 'save the plans with their digests (0600)' } },
    ],
    formats: ['human', 'json', 'markdown'],
    load: () => import('./plan.ts'),
  },
  {
    name: 'approve',
    arguments: '<plan>',
    summary: { zh: '审批:先展示计划,再对其摘要签名', en: 'show a saved plan, then sign consent to its digest' },
    options: [
      ...person,
      keyring,
      {
        flags: '--site <site>',
        summary: { zh: '城市声明(省略为计划所属)', en: 'site; that of the plan when left out' },
      },
      { flags: '--bundle <folder>', summary: { zh: '计划所属的发布包', en: 'the bundle that the plan is of' } },
      networks,
      { flags: '--role <role>', summary: { zh: '以何角色审批', en: 'role in which to approve' } },
      {
        flags: '--path <path>',
        summary: { zh: '审批通道(重保期为 emergency)', en: 'path; emergency in a guard period' },
        choices: ['normal', 'emergency'],
        fallback: 'normal',
      },
      { flags: '--reason <text>', summary: { zh: '理由(应急必填)', en: 'why; the emergency path demands it' } },
      { flags: '--hours <n>', summary: { zh: '有效小时数', en: 'hours for which it holds' } },
      { flags: '--save <file>', summary: { zh: '审批文件', en: 'approval file; beside the plan when left out' } },
      { flags: '--yes', summary: { zh: '不再询问', en: 'do not ask at the terminal' } },
    ],
    load: () => import('./approve.ts'),
  },
  {
    name: 'apply',
    arguments: siteArgument,
    summary: { zh: '下发:凭计划与审批;沙箱可直接下发', en: 'apply an approved plan; the sandbox also without' },
    options: [
      out,
      scale,
      networks,
      kubeconfig,
      prune,
      { flags: '--plan <file>', summary: { zh: '已审批的计划', en: 'the approved plan' } },
      { flags: '--approval <file>', summary: { zh: '审批文件(可重复)', en: 'approval file (may repeat)' }, many: true },
      ...person,
      keyring,
    ],
    load: () => import('./apply.ts'),
  },
  ...keyCommands,
  {
    name: 'unlock',
    arguments: '<stack>',
    summary: {
      zh: '解除 Terraform 状态锁:仅当持锁者确已不在',
      en: 'take a Terraform state lock away whose holder is gone for good',
    },
    options: [
      out,
      kubeconfig,
      { flags: '--site <site>', summary: { zh: '城市', en: 'site of the stack' } },
      {
        flags: '--id <id>',
        summary: { zh: '锁编号(见报错)', en: 'id of the lock, as the refusal names it' },
        required: true,
      },
      { flags: '--reason <text>', summary: { zh: '理由(留痕)', en: 'why; it is put on record' }, required: true },
    ],
    load: () => import('./unlock.ts'),
  },
  {
    name: 'verify',
    arguments: siteArgument,
    summary: { zh: '核验:线上对象与渲染结果一致', en: 'verify that live objects equal the rendered ones' },
    options: [out, scale, networks, kubeconfig],
    load: () => import('./verify.ts'),
  },
  {
    name: 'drift',
    arguments: siteArgument,
    summary: { zh: '漂移:哪里变了、谁改的、何时起', en: 'what drifted, by whom, since when' },
    options: [
      out,
      scale,
      networks,
      kubeconfig,
      { flags: '--no-proof', summary: { zh: '不证明线上策略', en: 'leave out the proof of the live policies' } },
      { flags: '--watch', summary: { zh: '持续观察:每处变化一行 JSON', en: 'keep looking: one JSON line a change' } },
      { flags: '--every <seconds>', summary: { zh: '观察间隔(秒)', en: 'seconds between looks' }, fallback: '60' },
    ],
    load: () => import('./drift.ts'),
  },
  {
    name: 'check',
    arguments: '[paths...]',
    summary: {
      zh: '按规则审核清单、Terraform 栈或计划;不给路径时审核城市声明',
      en: 'judge manifests, stacks or plans by the rules; a site’s own objects without a path',
    },
    formats: ['human', 'json', 'sarif', 'junit'],
    options: [
      out,
      scale,
      networks,
      kubeconfig,
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
  {
    name: 'prove',
    arguments: siteArgument,
    summary: { zh: '证明:网络恰好允许所声明的访问', en: 'prove that the network permits exactly what is declared' },
    options: [
      out,
      scale,
      networks,
      kubeconfig,
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
    name: 'site show',
    arguments: siteArgument,
    summary: { zh: '查看城市声明', en: 'show a declared site' },
    options: [scale],
    load: () => import('./site-show.ts'),
  },
  {
    name: 'site validate',
    arguments: siteArgument,
    summary: { zh: '校验城市声明,一次报告全部错误', en: 'validate a declared site and report every problem' },
    load: () => import('./site-validate.ts'),
  },
  {
    name: 'clock list',
    isDefault: true,
    arguments: siteArgument,
    summary: { zh: '法定时限一览', en: 'every statutory clock' },
    load: () => import('./clock-list.ts'),
  },
  {
    name: 'clock show',
    arguments: '<id> [site]',
    summary: { zh: '计算某法定时限何时届满', en: 'when a statutory limit ends, and why' },
    options: [
      {
        flags: '--from <time>',
        summary: { zh: '起算时间,如 2026-03-01T10:00', en: 'start, such as 2026-03-01T10:00' },
      },
      {
        flags: '--branch <id>',
        summary: { zh: '适用的延长或情形(可重复)', en: 'extension or case that applies (may repeat)' },
        many: true,
      },
      { flags: '--custody', summary: { zh: '在押:届满不顺延', en: 'somebody is in custody: the end never moves' } },
    ],
    load: () => import('./clock-show.ts'),
  },
  {
    name: 'duty list',
    isDefault: true,
    arguments: siteArgument,
    summary: { zh: '值守与定期事项一览', en: 'recurring duties and their runbooks' },
    load: () => import('./duty-list.ts'),
  },
  {
    name: 'bundle create',
    arguments: siteArgument,
    summary: { zh: '为离线网络制作签名发布包', en: 'the signed release of one network, for media into it' },
    options: [
      out,
      scale,
      networks,
      { flags: '--to <folder>', summary: { zh: '发布包目录(新建)', en: 'folder of the bundle, new' }, required: true },
      { flags: '--key <file>', summary: { zh: '签名私钥', en: 'private key to sign with' } },
      {
        flags: '--number <n>',
        summary: { zh: '包号(省略为前包加一)', en: 'number; the base’s and one when left out' },
      },
      { flags: '--base <folder>', summary: { zh: '前一个包', en: 'the bundle before this one' } },
    ],
    load: () => import('./bundle-create.ts'),
  },
  {
    name: 'bundle sign',
    arguments: '<folder>',
    summary: { zh: '在发布包上加签', en: 'add a signature to a bundle' },
    options: [{ flags: '--key <file>', summary: { zh: '签名私钥', en: 'private key to sign with' } }],
    load: () => import('./bundle-sign.ts'),
  },
  {
    name: 'bundle verify',
    arguments: '<folder>',
    summary: { zh: '核验发布包(离线)', en: 'whether a bundle may be relied on; off-line' },
    options: [
      { flags: '--keyring <file>', summary: { zh: '本侧的公钥环', en: 'this side’s own keyring' }, required: true },
      { flags: '--site <site>', summary: { zh: '预期的城市', en: 'site that it must be of' } },
      { flags: '--network <id>', summary: { zh: '预期的网络', en: 'network that it must be of' } },
      {
        flags: '--extract <folder>',
        summary: { zh: '核验后解出文件(新目录)', en: 'new folder for its files, once verified' },
      },
    ],
    load: () => import('./bundle-verify.ts'),
  },
  {
    name: 'bundle plan',
    arguments: '<folder>',
    summary: { zh: '计划:本侧下发该包将改变什么', en: 'what applying a bundle would change on this side' },
    formats: ['human', 'json', 'markdown'],
    options: [
      { ...keyring, required: true },
      kubeconfig,
      out,
      prune,
      ...person,
      { flags: '--rollback', summary: { zh: '回退到旧包(须二人审批)', en: 'go back to an older bundle; two approve' } },
      { flags: '--save <file>', summary: { zh: '连同摘要存盘(0600)', en: 'save the plan with its digest (0600)' } },
    ],
    load: () => import('./bundle-plan.ts'),
  },
  {
    name: 'bundle apply',
    arguments: '<folder>',
    summary: { zh: '下发发布包:凭计划与审批', en: 'apply a bundle as it was planned and approved' },
    options: [
      { ...keyring, required: true },
      kubeconfig,
      out,
      { flags: '--plan <file>', summary: { zh: '已审批的计划', en: 'the approved plan' }, required: true },
      { flags: '--approval <file>', summary: { zh: '审批文件(可重复)', en: 'approval file (may repeat)' }, many: true },
      ...person,
    ],
    load: () => import('./bundle-apply.ts'),
  },
  {
    name: 'compare',
    arguments: '<a> <b>',
    summary: { zh: '比对两侧网络对同一通道的声明', en: 'whether two neighbouring networks agree on their channels' },
    load: () => import('./compare.ts'),
  },
  {
    name: 'sandbox up',
    arguments: siteArgument,
    summary: { zh: '启动沙箱控制面', en: 'start the sandbox’s control planes' },
    options: [out, networks],
    load: () => import('./sandbox-up.ts'),
  },
  {
    name: 'sandbox down',
    arguments: siteArgument,
    summary: { zh: '停止沙箱', en: 'stop the sandbox' },
    options: [out, { flags: '--purge', summary: { zh: '同时删除其数据', en: 'and remove its data' } }],
    load: () => import('./sandbox-down.ts'),
  },
  {
    name: 'sandbox status',
    arguments: siteArgument,
    summary: { zh: '沙箱状态', en: 'what of the sandbox runs' },
    options: [out],
    load: () => import('./sandbox-status.ts'),
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
    load: () => import('./sandbox-kubeconfig.ts'),
  },
  {
    name: 'export-metrics',
    arguments: siteArgument,
    summary: { zh: '以 Prometheus 指标输出态势', en: 'serve the posture of a site as Prometheus metrics' },
    options: [
      out,
      scale,
      networks,
      kubeconfig,
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
  ...operationsTable,
];
