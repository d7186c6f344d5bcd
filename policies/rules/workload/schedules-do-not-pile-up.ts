import { object, podSpec } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

/** Scheduled work never runs twice at once. Evidence for mlps3:8.1.2.1 a). */
export const schedulesDoNotPileUp = rule({
  id: 'schedules-do-not-pile-up',
  title: { en: 'Scheduled work never runs twice at once', zh: '定时任务不重叠执行' },
  reason: {
    en: 'Runs that overlap repeat what must happen once, such as a reconciliation.',
    zh: '重叠执行会重复本应只做一次的工作，如对账。',
  },
  severity: 'medium',
  controls: ['mlps3:8.1.2.1 a)'],
  basis: 'object',
  targets: kinds('CronJob'),
  expression:
    'has(object.spec.concurrencyPolicy) && object.spec.concurrencyPolicy != "Allow" && has(object.spec.startingDeadlineSeconds)',
  path: 'spec.concurrencyPolicy',
  message: 'runs may overlap',
  remedy: {
    en: 'Set concurrencyPolicy: Forbid and startingDeadlineSeconds.',
    zh: '设置 concurrencyPolicy: Forbid 与 startingDeadlineSeconds。',
  },
  examples: {
    compliant: [
      object('batch/v1', 'CronJob', {
        spec: {
          schedule: '7 * * * *',
          concurrencyPolicy: 'Forbid',
          startingDeadlineSeconds: 600,
          jobTemplate: { spec: { template: { spec: podSpec({}, { restartPolicy: 'OnFailure' }) } } },
        },
      }),
    ],
    violating: [
      object('batch/v1', 'CronJob', {
        spec: {
          schedule: '7 * * * *',
          concurrencyPolicy: 'Allow',
          startingDeadlineSeconds: 600,
          jobTemplate: { spec: { template: { spec: podSpec({}, { restartPolicy: 'OnFailure' }) } } },
        },
      }),
      object('batch/v1', 'CronJob', {
        spec: {
          schedule: '7 * * * *',
          concurrencyPolicy: 'Forbid',
          jobTemplate: { spec: { template: { spec: podSpec({}, { restartPolicy: 'OnFailure' }) } } },
        },
      }),
    ],
  },
});
