import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { command } from './kit/command.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { applySeconds, commandStep, lookSeconds, peopleStep } from './steps/change-commands.ts';
import { notFrozen } from './steps/import-freeze.ts';

interface Files {
  readonly bundle: string;
  readonly plan: string;
  readonly approval: string;
  readonly keys: string;
}

export const importBundle = defineRunbook({
  id: 'import-bundle',
  title: runbooks['import-bundle'].title,
  purpose: {
    zh: '跨网发布导入：双人接收介质，验签、比对，实施已审批的发布包计划（fadun bundle plan、fadun approve）。',
    en: 'A release from another network: two people receive the medium; it is verified, compared, and its approved plan applied (fadun bundle plan, fadun approve).',
  },
  alerts: [],
  duties: ['RB-C02'],
  roles: ['system-admin'],
  blastRadius: {
    zh: '发布包计划中列出的对象；发布包编号只增不减，回退须另行审批。',
    en: 'The objects that the bundle’s plan lists. Numbers of bundles only rise; going back is approved separately.',
  },
  escalation: {
    zh: '验签不通过的，封存介质并报安全管理员；不得重试其他介质。',
    en: 'Where it does not verify, seal the medium and tell the security administrator; try no other.',
  },
  class: 'widening',
  reversible: false,
  parameters: {
    bundle: parameter.fileName({ zh: '发布包目录（当前目录）', en: 'the bundle, a folder of the working folder' }),
    plan: parameter.fileName({
      zh: '已审批的计划文件（当前目录）',
      en: 'the approved plan, a file of the working folder',
    }),
    approval: parameter.fileName({ zh: '审批文件（当前目录）', en: 'its approval, a file of the working folder' }),
    keys: parameter.fileName({
      zh: '本侧公钥名册（当前目录）',
      en: 'this side’s keyring, a file of the working folder',
    }),
    ticket: parameter.ticket({ zh: '发布单号', en: 'release ticket' }),
  },
  steps: [
    peopleStep<Files>({
      id: 'receive',
      title: { zh: '双人接收介质', en: 'Receive the medium, two people' },
      does: { zh: '由两人接收、登记并查杀介质', en: 'two people receive, register and scan the medium' },
      precheck: async ({ read }) => [await notFrozen(read)],
      checklist: [
        { zh: '两人在场，封条编号与发运单一致', en: 'Two people are there; the seal is that of the consignment' },
        { zh: '介质已在隔离主机上查杀', en: 'The medium was scanned on an isolated machine' },
      ],
    }),
    commandStep<Files>({
      id: 'verify',
      title: { zh: '验签', en: 'Verify the signature' },
      does: { zh: '核对签名、摘要、站点与网络', en: 'check signature, digests, site and network' },
      command: ({ parameters, target }) =>
        command('fadun', ['bundle', 'verify', parameters.bundle], {
          keyring: parameters.keys,
          site: target.site,
          network: target.network,
        }),
      deadlineSeconds: lookSeconds,
      looksOnly: true,
    }),
    commandStep<Files>({
      id: 'apply',
      title: { zh: '实施发布', en: 'Apply the release' },
      does: { zh: '实施已审批的发布包计划', en: 'apply the approved plan of the bundle' },
      command: ({ parameters }) =>
        command('fadun', ['bundle', 'apply', parameters.bundle], {
          keyring: parameters.keys,
          plan: parameters.plan,
          approval: parameters.approval,
        }),
      deadlineSeconds: applySeconds,
    }),
    peopleStep<Files>({
      id: 'close',
      title: { zh: '收尾', en: 'Close' },
      does: { zh: '由人登记并销毁介质', en: 'people register and destroy the medium' },
      checklist: [
        { zh: '发布台账已登记包编号与摘要', en: 'Number and digest are in the release book' },
        { zh: '介质已按规定销毁或归还', en: 'The medium was destroyed or returned by the rules' },
      ],
    }),
  ],
});
