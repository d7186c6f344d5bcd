import { pod, podWithInit } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Containers state requests and limits. Evidence for mlps3:8.1.2.1 a), nsa:resource-policies. */
export const containersBoundTheirResources = rule({
  id: 'containers-bound-their-resources',
  title: { en: 'Containers state requests and limits', zh: '容器设定资源请求与上限' },
  reason: {
    en: 'A container without limits starves its neighbours, the API server’s included.',
    zh: '无上限的容器会挤占其他负载。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.2.1 a)', 'nsa:resource-policies'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.startingContainers',
  holds:
    'has(item.resources) && has(item.resources.requests) && "cpu" in item.resources.requests && "memory" in item.resources.requests && has(item.resources.limits) && "cpu" in item.resources.limits && "memory" in item.resources.limits',
  path: 'resources',
  value: 'item.name',
  message: 'container "{value}" lacks requests or limits',
  remedy: { en: 'Set requests and limits of cpu and memory.', zh: '设置 cpu 与 memory 的 requests 与 limits。' },
  examples: {
    compliant: [pod()],
    violating: [
      pod({ resources: {} }),
      pod({ resources: { limits: { cpu: '1' } } }),
      podWithInit({ resources: { requests: { cpu: '1', memory: '1Mi' } } }),
      pod({ resources: { requests: { cpu: '1', memory: '1Mi' }, limits: { memory: '1Mi' } } }),
      pod({ resources: { requests: { memory: '1Mi' }, limits: { memory: '1Mi' } } }),
    ],
  },
});
