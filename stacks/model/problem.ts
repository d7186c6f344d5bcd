/** A located error of a declaration: where, what is wrong, what to do. */
export interface Problem {
  /** Stable id of the kind of error, e.g. `address-overlap` or a crossing rule `R4`. */
  readonly kind: string;
  /** Path from the site, e.g. `networks.court-net.addresses.pods`. */
  readonly path: string;
  readonly fault: string;
  readonly remedy: string;
}

/** Thrown when a site does not load; carries every problem at once. */
export class SiteInvalid extends Error {
  readonly problems: readonly Problem[];
  readonly subject: string;

  constructor(subject: string, problems: readonly Problem[]) {
    super(problems.map((problem) => formatProblem(subject, problem)).join('\n'));
    this.name = 'SiteInvalid';
    this.subject = subject;
    this.problems = problems;
  }
}

/** Two lines: subject, path and fault; then the remedy. */
export function formatProblem(subject: string, problem: Problem): string {
  return `${subject}: ${problem.path}: ${problem.fault}\n  ${problem.remedy}`;
}
