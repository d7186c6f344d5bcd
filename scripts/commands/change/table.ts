import type { CommandSpec } from '../command.ts';
import {
  approvals,
  cityOptions,
  keyring,
  kubeconfig,
  networks,
  out,
  person,
  prune,
  siteArgument,
  takeFrom,
} from '../shared-options.ts';

/** From a declaration to running clusters, and what stands there. */
export const changeCommands: readonly CommandSpec[] = [
  {
    name: 'up',
    arguments: siteArgument,
    summary: {
      zh: '从声明到运行:合成、渲染、审核、下发、核验',
      en: 'from declaration to running: synthesise, render, judge, apply, verify',
    },
    options: cityOptions,
    load: () => import('./up.ts'),
  },
  {
    name: 'plan',
    arguments: siteArgument,
    summary: {
      zh: '计划:下发将改变什么,属新增、放宽还是破坏',
      en: 'what an apply would change, and whether it adds, widens or destroys',
    },
    options: [
      ...cityOptions,
      prune,
      takeFrom,
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
      ...cityOptions,
      prune,
      { flags: '--plan <file>', summary: { zh: '已审批的计划', en: 'the approved plan' } },
      approvals,
      ...person,
      keyring,
    ],
    load: () => import('./apply.ts'),
  },
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
      ...person,
      keyring,
    ],
    load: () => import('./unlock.ts'),
  },
  {
    name: 'verify',
    arguments: siteArgument,
    summary: { zh: '核验:线上对象与渲染结果一致', en: 'verify that live objects equal the rendered ones' },
    options: cityOptions,
    load: () => import('./verify.ts'),
  },
  {
    name: 'drift',
    arguments: siteArgument,
    summary: { zh: '漂移:哪里变了、谁改的、何时起', en: 'what drifted, by whom, since when' },
    options: [
      ...cityOptions,
      { flags: '--no-proof', summary: { zh: '不证明线上策略', en: 'leave out the proof of the live policies' } },
      { flags: '--watch', summary: { zh: '持续观察:每处变化一行 JSON', en: 'keep looking: one JSON line a change' } },
      { flags: '--every <seconds>', summary: { zh: '观察间隔(秒)', en: 'seconds between looks' }, fallback: '60' },
    ],
    load: () => import('./drift.ts'),
  },
];
