import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { guardPeriodAt } from './kit/approvals/policy.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook, type Step } from './kit/runbook.ts';
import { cutChannelSteps } from './steps/cut-channel.ts';
import { isolationSteps } from './steps/isolation.ts';
import { onlyWhen } from './steps/only-when.ts';

const id = 'trigger-guard-measures';

interface Parameters {
  readonly measure: 'isolate-namespace' | 'cut-channel';
  readonly target: string;
  readonly ticket: string;
}

const isolating = ({ measure }: Parameters) => measure === 'isolate-namespace';
const cutting = ({ measure }: Parameters) => measure === 'cut-channel';

/** Says where one stands; measures may be triggered outside a protection period too, as a drill. */
const standing: Step<Parameters> = {
  id: 'standing',
  title: { zh: '核对重保状态', en: 'Look at the protection state' },
  precheck: async ({ read, now }) => {
    const guard = guardPeriodAt(read.site?.guardPeriods ?? [], now());
    return [
      {
        holds: true,
        statement: {
          zh: '重保状态已核对；重保期内须两人应急审批',
          en: 'the protection state is known; within a period two approve by the emergency path',
        },
        seen: guard?.id ?? 'no protection period today',
      },
    ];
  },
  plan: async () => [],
  observe: async () => 'not-done',
  verify: async () => [],
  undo: 'nothing',
};

export const triggerGuardMeasures = defineRunbook({
  id,
  title: runbooks[id].title,
  purpose: {
    zh: '重保期一键处置：隔离命名空间或断开交换通道，计划在重保前生成并评审。静态页与只读由 restore-public-page 与业务系统承担。',
    en: 'A prepared measure of a protection period: a namespace isolated, or a channel cut, planned and reviewed before the period. Static pages are restore-public-page.',
  },
  alerts: [],
  duties: ['RB-G03'],
  roles: ['on-call', 'security-admin'],
  blastRadius: {
    zh: '被隔离命名空间的业务全部中断，或被断开通道承载的交换全部停止；其余不变。',
    en: 'Everything that the isolated namespace serves stops, or every exchange of the cut channel; nothing else changes.',
  },
  escalation: {
    zh: '处置前电话报带班领导；处置后按 triage-incident 定级并起算报告时限。',
    en: 'Telephone the unit leader before it; grade with triage-incident after it, which starts the reporting clock.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    measure: parameter.choice({ zh: '处置措施', en: 'the measure' }, ['isolate-namespace', 'cut-channel']),
    target: parameter.modelId({ zh: '命名空间或通道', en: 'the namespace, or the channel' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    standing,
    ...isolationSteps<Parameters>(id, ({ target }) => target).map((step) => onlyWhen(isolating, step)),
    ...cutChannelSteps<Parameters>(id, ({ target }) => target).map((step) => onlyWhen(cutting, step)),
  ],
});
