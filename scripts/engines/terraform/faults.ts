import type { ProcessResult } from '../../../runbooks/kit/process.ts';
import { type ExitCode, FadunError } from '../../errors.ts';

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
export function lockRemedy({ stack, id }: HeldLock, placed = ''): string {
  const command = ['fadun unlock', stack, '--id', id, placed, '--as PERSON --key FILE --reason TEXT'];
  return `Wait for its holder. Where the holder is gone for good: \`${command.filter(Boolean).join(' ')}\`.`;
}

interface KnownFault {
  readonly kind: TerraformFaultKind;
  readonly words: RegExp;
  readonly exitCode: ExitCode;
  readonly remedy: (output: string, stack: string) => string;
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
    remedy: () => 'The state moved since the plan was made. Plan again, and have the new plan approved.',
  },
  {
    kind: 'no-provider',
    words: /Failed to query available provider packages|Failed to install provider|Required plugins are not installed/,
    exitCode: 3,
    remedy: () =>
      'Declare a providerMirror for the network and put hashicorp/kubernetes 2.38.0 there, or reach the registry.',
  },
  {
    kind: 'exists',
    words: /already exists/,
    exitCode: 4,
    remedy: () =>
      'Run the same apply again: what this plan made is taken into the state; what it did not make is named.',
  },
];

/** The error for a call that failed, with terraform's words cut to what a person reads. */
export function terraformFault(stack: string, verb: string, result: ProcessResult): TerraformError {
  const subject = `terraform ${verb} of ${stack}`;
  if (result.ended === 'not-started')
    return new TerraformError('absent', subject, 'terraform is not on the PATH', 'Install Terraform 1.7 or later.', 3);
  if (result.ended === 'deadline')
    return new TerraformError('deadline', subject, `it did not end within ${Math.round(result.seconds)} s`, again, 4);
  const output = `${result.stderr}\n${result.stdout}`;
  const fault = known.find(({ words }) => words.test(output));
  const words = essence(result.stderr || result.stdout);
  if (!fault) return new TerraformError('failed', subject, words, again, 4);
  const error = new TerraformError(fault.kind, subject, words, fault.remedy(output, stack), fault.exitCode);
  if (fault.kind === 'locked') error.lock = { stack, id: lockId(output) };
  return error;
}

const again = 'See to the cause and run the same apply again; it goes on from where it stopped.';

function lockId(output: string): string {
  return /^[\s│|]*ID:\s+(\S+)/m.exec(output)?.[1] ?? 'ID';
}

/** Without the frame that terraform draws, and not more than a screen. */
function essence(words: string): string {
  const lines = words
    .split('\n')
    .map((line) => line.replace(/^[\s│╷╵|]+/, '').trimEnd())
    .filter((line) => line !== '');
  return lines.slice(0, 12).join('\n  ') || 'it said nothing';
}
