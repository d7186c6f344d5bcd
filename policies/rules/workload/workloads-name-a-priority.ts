import { deployment } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Pods name their priority. Evidence for mlps3:8.2.5.1 a). */
export const workloadsNameAPriority = rule({
  id: 'workloads-name-a-priority',
  title: { en: 'Pods name their priority', zh: 'Pod 指定优先级' },
  reason: { en: 'Under pressure the scheduler must know what goes first.', zh: '资源紧张时调度器须知先后。' },
  severity: 'low',
  controls: ['mlps3:8.2.5.1 a)'],
  basis: 'object',
  targets: kinds('Deployment', 'StatefulSet', 'CronJob'),
  systemNamespaces: 'exempt',
  expression:
    'object.kind == "CronJob" ? has(object.spec.jobTemplate.spec.template.spec.priorityClassName) : has(object.spec.template.spec.priorityClassName)',
  path: 'spec',
  message: 'the workload names no priority class',
  remedy: { en: 'Name one of the platform’s priority classes.', zh: '指定平台的优先级类别。' },
  examples: {
    compliant: [deployment({}, { priorityClassName: 'system-cluster-critical' })],
    violating: [deployment()],
  },
});
