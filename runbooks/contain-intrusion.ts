import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { preserveEvidence } from './preserve-evidence.ts';
import { cutChannelSteps } from './steps/cut-channel.ts';
import { isolationSteps } from './steps/isolation.ts';
import { onlyWhen } from './steps/only-when.ts';
import { reportStep } from './steps/report.ts';
import { rotateGivenStep } from './steps/rotate-given.ts';

const id = 'contain-intrusion';

interface Parameters {
  readonly namespace: string;
  readonly workload: string | undefined;
  readonly channel: string | undefined;
  readonly since: Date;
  readonly reason: string;
  readonly ticket: string;
}

const hasChannel = ({ channel }: Parameters) => channel !== undefined;

/** RB-I02: evidence before anything changes, then the namespace, the way out, and what the intruder may have read. */
export const containIntrusion = defineRunbook({
  id,
  title: runbooks[id].title,
  purpose: {
    zh: '勒索或入侵：先固定证据，再隔离命名空间（内存与磁盘原样保留），按故障关闭断开其交换通道，列出应轮换的凭据，由人报告。',
    en: 'Ransomware or an intruder: evidence first, then the namespace is isolated with memory and disk as they are, its exchange channel cut fail-closed, the credentials to rotate named, and people report.',
  },
  alerts: [],
  duties: ['RB-I02'],
  roles: ['security-admin', 'on-call'],
  blastRadius: {
    zh: '该命名空间的全部业务中断；给出通道的，其承载的全部交换停止。均直至回退。',
    en: 'Everything the namespace serves stops, and every exchange of the channel where one is given, until this is undone.',
  },
  escalation: {
    zh: '蔓延到其他命名空间或节点的，逐个按 isolate-namespace、quarantine-node 处置并报单位负责人；不支付赎金，不重启、不删除被侵入的 Pod。',
    en: 'Where it has spread, isolate-namespace and quarantine-node one by one, and tell the unit leader. No ransom is paid; Pods that were broken into are neither restarted nor deleted.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    ...preserveEvidence.parameters,
    channel: parameter.optional(
      parameter.modelId({ zh: '须断开的交换通道；缺省不断开', en: 'exchange channel to be cut; none by default' }),
    ),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    ...preserveEvidence.steps,
    ...isolationSteps<Parameters>(id, ({ namespace }) => namespace),
    ...cutChannelSteps<Parameters>(id, ({ channel }) => channel ?? '').map((step) => onlyWhen(hasChannel, step)),
    rotateGivenStep<Parameters>(({ namespace }) => namespace),
    reportStep([
      {
        zh: '封存件的摘要已由审计管理员登记；涉嫌犯罪的已向公安机关报案',
        en: 'The audit administrator has registered the digests of the sealed archive; a suspected crime is with the police',
      },
    ]),
  ],
});
