/** A time limit that cannot be calculated: names the subject, the fault and the remedy. */
export class CalendarError extends Error {
  readonly subject: string;
  readonly fault: string;
  readonly remedy: string;

  constructor(subject: string, fault: string, remedy: string) {
    super(`${subject}: ${fault}\n  ${remedy}`);
    this.name = 'CalendarError';
    this.subject = subject;
    this.fault = fault;
    this.remedy = remedy;
  }
}
