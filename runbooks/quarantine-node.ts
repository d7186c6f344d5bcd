import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { quarantineSteps } from './steps/quarantine-node.ts';

export const quarantineNode = defineRunbook({
  id: 'quarantine-node',
  title: { zh: '隔离节点', en: 'Quarantine a node' },
  purpose: {
    zh: '节点疑似失陷、硬件故障或须取证时，停止调度并按中断预算迁走其工作负载，节点本身保持开机。',
    en: 'A node looks compromised, fails, or is needed as evidence: nothing new is scheduled there and its workloads move as their budgets allow, while the node stays on.',
  },
  alerts: [],
  duties: [],
  roles: ['system-admin', 'on-call'],
  blastRadius: {
    zh: '该节点上的全部 Pod 迁往其他节点；中断预算限制同时中断的副本数，数据层逐个迁移。',
    en: 'Every Pod of the node moves to another; budgets bound how many members are down at once, data tiers move one by one.',
  },
  escalation: {
    zh: '中断预算长时间不放行、或数据成员无处可迁时，报系统管理员决定是否强制下线。',
    en: 'If a budget does not give way, or no node takes a data member, the system administrator decides on going further.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    node: parameter.name({ zh: '节点', en: 'node' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: quarantineSteps(({ node }: { readonly node: string }) => node),
});
