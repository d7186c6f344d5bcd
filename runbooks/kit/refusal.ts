import type { Text } from '../../stacks/model/vocabulary.ts';

/** Why something was not done: a stable code for tests and metrics, the fault, and what to do about it. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  /** What the refusal is about: an approval's nonce, a key id, a parameter, a run. */
  readonly subject: string;
  readonly fault: Text;
  readonly remedy: Text;
}

/** Thrown where a refusal ends the work; carries every reason at once. */
export class Refused extends Error {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map((refusal) => formatRefusal(refusal, 'en')).join('\n'));
    this.name = 'Refused';
    this.refusals = refusals;
  }
}

/** Two lines: subject and fault; then the remedy. */
export function formatRefusal(refusal: Refusal, language: keyof Text): string {
  return `${refusal.subject}: ${refusal.fault[language]}\n  ${refusal.remedy[language]}`;
}
