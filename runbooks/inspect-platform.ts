import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { certificateLook } from './looks/certificates.ts';
import { controlPlaneLook } from './looks/control-plane.ts';
import { nodeLook } from './looks/nodes.ts';
import { storageLook } from './looks/storage.ts';
import { workloadLook } from './looks/workloads.ts';

export const inspectPlatform = defineInspection({
  id: 'inspect-platform',
  title: runbooks['inspect-platform'].title,
  purpose: {
    zh: '每日只读巡检：节点、控制平面、etcd、网关与工作负载、交换链路、存储、证书，并与上次比对。',
    en: 'The daily read-only round: nodes, control plane, etcd, gateways and workloads, links, storage, certificates, compared with the last one.',
  },
  alerts: [],
  duties: ['RB-D02'],
  roles: ['system-admin', 'on-call'],
  escalation: {
    zh: '控制平面或 etcd 异常立即报系统管理员。',
    en: 'Where control plane or etcd are at fault, tell the system administrator at once.',
  },
  scope: 'network',
  parameters: {},
  people: [],
  look: async (context) => {
    const looks = [nodeLook, controlPlaneLook, workloadLook, storageLook, certificateLook];
    const seen = [];
    for (const look of looks) seen.push(await look(context));
    return {
      findings: seen.flatMap(({ findings }): readonly InspectionFinding[] => findings),
      tables: seen.flatMap(({ tables }) => tables),
      facts: Object.assign({}, ...seen.map(({ facts }) => facts)) as Record<string, string>,
    };
  },
});
