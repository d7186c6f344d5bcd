/** 0 done · 1 findings or refused · 2 wrong usage or invalid input · 3 missing on this machine · 4 stopped half-way. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** An error for people: subject, fault and remedy in one sentence each, and what the command exits with. */
export class FadunError extends Error {
  readonly subject: string;
  readonly fault: string;
  readonly remedy: string;
  readonly exitCode: ExitCode;

  constructor(subject: string, fault: string, remedy: string, exitCode: ExitCode = 2) {
    super(`${subject}: ${fault}\n  ${remedy}`);
    this.name = 'FadunError';
    this.subject = subject;
    this.fault = fault;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
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
