import { type FadunError, inBoth, type Said } from '../errors.ts';

/** What the command line exits with (design of the command line: 1 refused, 2 wrong input, 3 missing here, 4 half-way). */
export type SandboxExitCode = 1 | 2 | 3 | 4;

/** A failure of the sandbox that names its subject, the fault and the remedy. */
export class SandboxError extends Error {
  readonly subject: string;
  /** In English, as `message` is. */
  readonly fault: string;
  readonly remedy: string;
  /** Both in every language. */
  readonly words: FadunError['words'];
  readonly exitCode: SandboxExitCode;

  constructor(parts: { subject: string; fault: Said; remedy: Said; exitCode: SandboxExitCode; cause?: unknown }) {
    const words = { fault: inBoth(parts.fault), remedy: inBoth(parts.remedy) };
    super(`${parts.subject}: ${words.fault.en}\n  ${words.remedy.en}`, { cause: parts.cause });
    this.name = 'SandboxError';
    this.subject = parts.subject;
    this.fault = words.fault.en;
    this.remedy = words.remedy.en;
    this.words = words;
    this.exitCode = parts.exitCode;
  }
}

/** True for a Node error with this code (`ENOENT`, `EEXIST`, …). */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
