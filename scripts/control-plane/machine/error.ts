import { type ExitCode, FadunError, type Said } from '../../errors.ts';

/** Why something on a machine did not come about. */
export type MachineFault = 'unreachable' | 'refused' | 'deadline' | 'missing' | 'failed';

/** A failure on a machine of a control plane, for people. */
export class MachineError extends FadunError {
  readonly kind: MachineFault;
  /** The end of what the program said. */
  readonly said: string;

  constructor(parts: { subject: string; fault: Said; remedy: Said; kind: MachineFault; said?: string }) {
    super(parts.subject, parts.fault, parts.remedy, exitCodes[parts.kind]);
    this.name = 'MachineError';
    this.kind = parts.kind;
    this.said = parts.said ?? '';
  }
}

const exitCodes: Readonly<Record<MachineFault, ExitCode>> = {
  unreachable: 4,
  refused: 1,
  deadline: 4,
  missing: 3,
  failed: 4,
};
