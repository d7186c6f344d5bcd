/** What the command line exits with (design of the command line: 1 refused, 2 wrong input, 3 missing here, 4 half-way). */
export type SandboxExitCode = 1 | 2 | 3 | 4;

/** A failure of the sandbox that names its subject, the fault and the remedy. */
export class SandboxError extends Error {
  readonly subject: string;
  readonly fault: string;
  readonly remedy: string;
  readonly exitCode: SandboxExitCode;

  constructor(parts: { subject: string; fault: string; remedy: string; exitCode: SandboxExitCode; cause?: unknown }) {
    super(`${parts.subject}: ${parts.fault}\n  ${parts.remedy}`, { cause: parts.cause });
    this.name = 'SandboxError';
    this.subject = parts.subject;
    this.fault = parts.fault;
    this.remedy = parts.remedy;
    this.exitCode = parts.exitCode;
  }
}

/** True for a Node error with this code (`ENOENT`, `EEXIST`, …). */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
