import { createInterface } from 'node:readline';
import { type Begun, begin, type Call, demandEnd, type Way } from './call.ts';
import { MachineError } from './error.ts';
import { fileWork } from './files.ts';
import type { HeldProgram, Machine, ProgramOutput, RunOptions } from './machine.ts';
import type { Program } from './programs.ts';

const usualDeadlineSeconds = 120;
const mostOutput = 64 << 20;

/** A machine by how its receiver is reached, and how its ports are. */
export function machineOver(way: Way, dial: Machine['dial']): Machine {
  const run = (program: Program, given: readonly string[], options: RunOptions = {}) =>
    runToEnd(way, callOf(program, given, options), options.accepted);
  const lines = (program: Program, given: readonly string[], options: RunOptions = {}) =>
    linesOf(way, callOf(program, given, options), options.accepted);
  return {
    name: way.name,
    run,
    lines,
    hold: (program, given, options) => held(way, callOf(program, given, options)),
    ...fileWork(run),
    dial,
  };
}

function callOf(program: Program, given: readonly string[], { deadlineSeconds, input }: RunOptions): Call {
  return {
    program,
    given,
    deadlineSeconds: deadlineSeconds ?? usualDeadlineSeconds,
    ...(input === undefined ? {} : { input }),
  };
}

async function runToEnd(way: Way, call: Call, accepted: readonly number[] = [0]): Promise<ProgramOutput> {
  const begun = await begin(way, call);
  let stdout = '';
  begun.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stdout.length > mostOutput) begun.letGo();
  });
  const end = await begun.ended;
  if (stdout.length > mostOutput) {
    const subject = `${way.name}: ${call.program}`;
    const remedy = { zh: '请在该机器上查看它读取的内容。', en: 'Look at what it reads on the machine.' };
    throw new MachineError({
      subject,
      fault: { zh: '输出超过 64 MiB。', en: 'says more than 64 MiB.' },
      remedy,
      kind: 'failed',
    });
  }
  return { stdout, stderr: end.said, code: demandEnd(way, call, end, accepted) };
}

async function* linesOf(way: Way, call: Call, accepted: readonly number[] = [0]): AsyncGenerator<string> {
  const begun = await begin(way, call);
  try {
    yield* createInterface({ input: begun.stdout, crlfDelay: Number.POSITIVE_INFINITY });
    demandEnd(way, call, await begun.ended, accepted);
  } finally {
    begun.letGo();
  }
}

function held(way: Way, call: Call): HeldProgram {
  const beginning = begin(way, call).then((begun) => {
    begun.stdout.resume();
    return begun;
  });
  const ended = beginning
    .then((begun) => begun.ended)
    .then(
      ({ code, said }) => `ended with ${code ?? 'a signal'}: ${said.split('\n').at(-1) ?? ''}`,
      (error: unknown) => String(error),
    );
  return {
    ended,
    async letGo() {
      const begun = await beginning.catch((): Begun | undefined => undefined);
      begun?.letGo();
      await ended;
    },
  };
}
