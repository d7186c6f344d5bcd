import type { ProcessResult } from '../../../runbooks/kit/process.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { type ExitCode, FadunError, type Said } from '../../errors.ts';

/** Why terraform did not do what it was asked, as far as its words tell. */
export type TerraformFaultKind = 'absent' | 'no-provider' | 'locked' | 'stale' | 'exists' | 'deadline' | 'failed';

/** A failed call of terraform, told apart by kind. */
export class TerraformError extends FadunError {
  readonly kind: TerraformFaultKind;
  /** The lock that another holds, where terraform named it. */
  lock?: HeldLock;

  constructor(kind: TerraformFaultKind, ...words: ConstructorParameters<typeof FadunError>) {
    super(...words);
    this.name = 'TerraformError';
    this.kind = kind;
  }
}

/** A lock on the state of a stack. */
export interface HeldLock {
  readonly stack: string;
  readonly id: string;
}

/**
 * What to do about a lock that another holds.
 * @param placed options by which the command reaches the same stack, as they are typed
 */
export function lockRemedy({ stack, id }: HeldLock, placed = ''): Text {
  const words = ['fadun unlock', stack, '--id', id, placed, '--as PERSON --key FILE --reason TEXT'];
  const command = words.filter(Boolean).join(' ');
  return {
    zh: `等待持锁者。持锁者确已不在的：\`${command}\`。`,
    en: `Wait for its holder. Where the holder is gone for good: \`${command}\`.`,
  };
}

interface KnownFault {
  readonly kind: TerraformFaultKind;
  readonly words: RegExp;
  readonly exitCode: ExitCode;
  readonly remedy: (output: string, stack: string) => Text;
}

/** Terraform’s words, and what to do about them. */
const known: readonly KnownFault[] = [
  {
    kind: 'locked',
    words: /Error acquiring the state lock|Error locking state/,
    exitCode: 1,
    remedy: (output, stack) => lockRemedy({ stack, id: lockId(output) }),
  },
  {
    kind: 'stale',
    words: /Saved plan is stale/,
    exitCode: 1,
    remedy: () => ({
      zh: '计划生成后状态已变化。请重新生成计划并送审。',
      en: 'The state moved since the plan was made. Plan again, and have the new plan approved.',
    }),
  },
  {
    kind: 'no-provider',
    words: /Failed to query available provider packages|Failed to install provider|Required plugins are not installed/,
    exitCode: 3,
    remedy: () => ({
      zh: '为该网络声明 providerMirror 并放入 hashicorp/kubernetes 2.38.0，或使其能到达 registry。',
      en: 'Declare a providerMirror for the network and put hashicorp/kubernetes 2.38.0 there, or reach the registry.',
    }),
  },
  {
    kind: 'exists',
    words: /already exists/,
    exitCode: 4,
    remedy: () => ({
      zh: '再次执行同一下发：本计划已建的对象纳入状态，非其所建的逐一列出。',
      en: 'Run the same apply again: what this plan made is taken into the state; what it did not make is named.',
    }),
  },
];

/** The error for a call that failed, with terraform's words cut to what a person reads. */
export function terraformFault(stack: string, verb: string, result: ProcessResult): TerraformError {
  const subject = `terraform ${verb} of ${stack}`;
  if (result.ended === 'not-started')
    return new TerraformError(
      'absent',
      subject,
      { zh: 'PATH 中没有 terraform', en: 'terraform is not on the PATH' },
      { zh: '安装 Terraform 1.7 或更高版本。', en: 'Install Terraform 1.7 or later.' },
      3,
    );
  if (result.ended === 'deadline')
    return new TerraformError(
      'deadline',
      subject,
      { zh: `${Math.round(result.seconds)} 秒内未结束`, en: `it did not end within ${Math.round(result.seconds)} s` },
      again,
      4,
    );
  const output = `${result.stderr}\n${result.stdout}`;
  const fault = known.find(({ words }) => words.test(output));
  const words = essence(result.stderr || result.stdout);
  if (!fault) return new TerraformError('failed', subject, words, again, 4);
  const error = new TerraformError(fault.kind, subject, words, fault.remedy(output, stack), fault.exitCode);
  if (fault.kind === 'locked') error.lock = { stack, id: lockId(output) };
  return error;
}

const again = {
  zh: '排除原因后再次执行同一下发；从中断处继续。',
  en: 'See to the cause and run the same apply again; it goes on from where it stopped.',
};

function lockId(output: string): string {
  return /^[\s│|]*ID:\s+(\S+)/m.exec(output)?.[1] ?? 'ID';
}

/** Without the frame that terraform draws, and not more than a screen. */
function essence(words: string): Said {
  const lines = words
    .split('\n')
    .map((line) => line.replace(/^[\s│╷╵|]+/, '').trimEnd())
    .filter((line) => line !== '');
  return lines.slice(0, 12).join('\n  ') || { zh: '没有任何输出', en: 'it said nothing' };
}
