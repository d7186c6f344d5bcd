import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { isolationSteps } from './steps/isolation.ts';

export const isolateNamespace = defineRunbook({
  id: 'isolate-namespace',
  title: { zh: '隔离命名空间', en: 'Isolate a namespace' },
  purpose: {
    zh: '命名空间内的工作负载被入侵或失控时，切断其全部网络连接，进程、内存与磁盘保持原样以备取证。',
    en: 'A workload in the namespace is compromised or out of control: all its connections are cut, while processes, memory and disks stay for evidence.',
  },
  alerts: [],
  duties: ['RB-I02', 'RB-G03'],
  roles: ['security-admin', 'on-call'],
  blastRadius: {
    zh: '该命名空间的全部业务中断，直至回退；依赖它的系统随之受影响。其他命名空间不变。',
    en: 'Everything the namespace serves stops until this is undone, and what depends on it suffers; no other namespace changes.',
  },
  escalation: {
    zh: '立即报安全管理员与单位负责人，按 triage-incident 定级并起算报告时限。',
    en: 'Tell the security administrator and the unit leader at once; grade it with triage-incident, which starts the reporting clock.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    namespace: parameter.label({ zh: '要隔离的命名空间', en: 'namespace to isolate' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: isolationSteps('isolate-namespace', ({ namespace }: { readonly namespace: string }) => namespace),
});
