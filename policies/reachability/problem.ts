/**
 * A fault in the input of a proof. A proof with problems never holds: the part that could not be read
 * grants nothing and isolates what it may have selected, so that a mistake is never read as "allow".
 */
export interface InputProblem {
  /** The object, e.g. `NetworkPolicy court-app/allow-web`, or the declaration at fault. */
  readonly subject: string;
  /** Path to the field inside the subject, e.g. `spec.ingress[0].ports[1].endPort`. */
  readonly path: string;
  readonly fault: string;
  readonly remedy: string;
}

/** One line for people: subject, path, fault, remedy. */
export function problemText(problem: InputProblem): string {
  return `${problem.subject}: ${problem.path}: ${problem.fault}. ${problem.remedy}`;
}

/** Collects problems of one subject while it is being read. */
export class Problems {
  readonly list: InputProblem[] = [];
  #subject = '';

  /** Names the object that the next reports are about. */
  about(subject: string): this {
    this.#subject = subject;
    return this;
  }

  report(path: string, fault: string, remedy: string): void {
    this.list.push({ subject: this.#subject, path, fault, remedy });
  }
}
