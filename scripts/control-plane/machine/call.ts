import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { MachineError } from './error.ts';
import type { Program } from './programs.ts';
import { encodeWords } from './receiver.ts';

/** A process that speaks to a {@link receiver}, in a process group of its own. */
export type ReceiverProcess = ChildProcess & {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
};

/** How the receiver of one machine is reached. */
export interface Way {
  readonly name: string;
  begin(): Promise<ReceiverProcess>;
  /** What a program is called there. */
  programPath(program: Program): string;
  /** A failure of the way itself, by how its process ended; undefined where the way held. */
  fault(code: number | undefined, said: string): MachineError | undefined;
}

export interface Call {
  readonly program: Program;
  readonly given: readonly string[];
  readonly deadlineSeconds: number;
  readonly input?: string;
}

export interface Begun {
  readonly stdout: Readable;
  readonly ended: Promise<Ended>;
  /** Ends its standard input, on which the receiver kills its process group; this side is killed where that takes long. */
  letGo(): void;
}

export interface Ended {
  readonly code: number | undefined;
  /** The end of standard error. */
  readonly said: string;
  /** Whether its deadline has passed. */
  readonly late: boolean;
}

/** How much longer this side waits than the far side, which kills by itself. */
const graceSeconds = 10;
const letGoSeconds = 5;
const longestSaid = 4_096;

/** Starts a program on the machine at the end of a way. @throws MachineError where its words cannot be carried */
export async function begin(way: Way, { program, given, deadlineSeconds, input }: Call): Promise<Begun> {
  const words = encoded(way, program, given, deadlineSeconds, input === undefined ? 'held' : 'input');
  const child = await way.begin();
  const started = performance.now();
  child.stdin.on('error', () => {});
  child.stdin.write(words);
  if (input !== undefined) child.stdin.end(input);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-longestSaid);
  });
  const timer = setTimeout(() => killGroup(child), (deadlineSeconds + graceSeconds) * 1000);
  const ended = new Promise<Ended>((resolve) => {
    const end = (code: number | undefined) => {
      clearTimeout(timer);
      child.stdin.destroy();
      resolve({ code, said: said.trim(), late: performance.now() - started >= deadlineSeconds * 1000 });
    };
    child.once('error', (error) => {
      said += error.message;
      end(undefined);
    });
    child.once('close', (code) => end(code ?? undefined));
  });
  const letGo = () => {
    child.stdin.end();
    child.stdout.resume();
    const timer = setTimeout(() => killGroup(child), letGoSeconds * 1000);
    void ended.then(() => clearTimeout(timer));
  };
  return { stdout: child.stdout, ended, letGo };
}

/** @throws MachineError where a call did not end as is accepted */
export function demandEnd(
  way: Way,
  { program, given, deadlineSeconds }: Call,
  end: Ended,
  accepted: readonly number[],
) {
  const { code, said, late } = end;
  if (code !== undefined && accepted.includes(code)) return code;
  const subject = `${way.name}: ${[program, ...given].join(' ').slice(0, 160)}`;
  const broken = way.fault(code, said);
  if (broken) throw broken;
  if (late) {
    const fault = {
      zh: `${deadlineSeconds} 秒内未结束，已连同其进程组终止。`,
      en: `did not end within ${deadlineSeconds} s and was killed with its process group.`,
    };
    throw new MachineError({
      subject,
      fault,
      remedy: { zh: '请在该机器上查看它在等什么。', en: 'See what it waits for on the machine.' },
      kind: 'deadline',
      said,
    });
  }
  if (code === 127 || code === 126) {
    const remedy = {
      zh: `请把 ${program} 放到该机器上声明所指的位置，或 PATH 中。`,
      en: `Put ${program} on the machine, where the declaration says or on the path.`,
    };
    throw new MachineError({
      subject,
      fault: { zh: '不在该机器上。', en: 'is not on the machine.' },
      remedy,
      kind: 'missing',
      said,
    });
  }
  const how =
    code === undefined ? { zh: '被终止', en: 'was killed' } : { zh: `以 ${code} 结束`, en: `ended with ${code}` };
  const last = said.split('\n').slice(-4).join(' ').slice(-600);
  const fault = { zh: `${how.zh}：${last || '没有输出'}`, en: `${how.en}: ${last || 'it said nothing'}` };
  throw new MachineError({
    subject,
    fault,
    remedy: { zh: '请检查该机器；其后的操作均未开始。', en: 'Look at the machine; nothing was begun after it.' },
    kind: 'failed',
    said,
  });
}

function encoded(
  way: Way,
  program: Program,
  given: readonly string[],
  deadlineSeconds: number,
  mode: 'held' | 'input',
): string {
  try {
    return encodeWords(mode, deadlineSeconds, [way.programPath(program), ...given]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const remedy = { zh: '未执行任何操作。请换一个值。', en: 'Nothing was run. Give another value.' };
    throw new MachineError({ subject: `${way.name}: ${program}`, fault: error.message, remedy, kind: 'refused' });
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
