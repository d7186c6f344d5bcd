import type { CommandSpec } from '../command.ts';
import {
  approvals,
  keyring,
  kubeconfig,
  networks,
  out,
  person,
  prune,
  scale,
  siteArgument,
  takeFrom,
} from '../shared-options.ts';

/** Signed releases for networks that nothing reaches. */
export const bundleCommands: readonly CommandSpec[] = [
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
    load: () => import('./create.ts'),
  },
  {
    name: 'bundle sign',
    arguments: '<folder>',
    summary: { zh: '在发布包上加签', en: 'add a signature to a bundle' },
    options: [{ flags: '--key <file>', summary: { zh: '签名私钥', en: 'private key to sign with' } }],
    load: () => import('./sign.ts'),
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
    load: () => import('./verify.ts'),
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
      takeFrom,
      ...person,
      { flags: '--rollback', summary: { zh: '回退到旧包(须二人审批)', en: 'go back to an older bundle; two approve' } },
      { flags: '--save <file>', summary: { zh: '连同摘要存盘(0600)', en: 'save the plan with its digest (0600)' } },
    ],
    load: () => import('./plan.ts'),
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
      approvals,
      ...person,
    ],
    load: () => import('./apply.ts'),
  },
];
