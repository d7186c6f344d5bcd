import { formatRefusal, Refused } from '../runbooks/kit/refusal.ts';
import type { Text } from '../stacks/model/vocabulary.ts';

/** 0 done · 1 findings or refused · 2 wrong usage or invalid input · 3 missing on this machine · 4 stopped half-way. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** An error for people: subject, fault and remedy in one sentence each, and what the command exits with. */
export class FadunError extends Error {
  readonly subject: string;
  /** In English, as `message` is. */
  readonly fault: string;
  readonly remedy: string;
  /** Both in every language. */
  readonly words: { readonly fault: Text; readonly remedy: Text };
  readonly exitCode: ExitCode;

  constructor(subject: string, fault: Said, remedy: Said, exitCode: ExitCode = 2) {
    const words = { fault: inBoth(fault), remedy: inBoth(remedy) };
    super(`${subject}: ${words.fault.en}\n  ${words.remedy.en}`);
    this.name = 'FadunError';
    this.subject = subject;
    this.fault = words.fault.en;
    this.remedy = words.remedy.en;
    this.words = words;
    this.exitCode = exitCode;
  }
}

/** A sentence in both languages, or what is the same in both: another program's words. */
export type Said = Text | string;

/** A sentence in both languages. */
export function inBoth(said: Said): Text {
  return typeof said === 'string' ? { zh: said, en: said } : said;
}

/** What a person is told of an error written for people. */
export function errorText(error: Error, language: keyof Text): string {
  if (error instanceof Refused) return error.refusals.map((one) => formatRefusal(one, language)).join('\n');
  const { subject, words } = error as Partial<FadunError>;
  if (words === undefined) return error.message;
  return `${subject}: ${words.fault[language]}\n  ${words.remedy[language]}`;
}

/** The exit code of any error: its own where it carries one, else 1. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number')
    return error.exitCode as ExitCode;
  if (error instanceof Error && error.name === 'SiteInvalid') return 2;
  return 1;
}

/** True where the error was written for people; anything else is a fault of the program and shows its stack. */
export function isForPeople(error: unknown): error is Error {
  return error instanceof Error && ('remedy' in error || error.name === 'SiteInvalid' || error.name === 'Refused');
}
