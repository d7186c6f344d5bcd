import { createInterface, type Interface } from 'node:readline';
import { wrapLines } from './width.ts';

/** One answer that may be given: a letter and what it means. */
export interface Choice {
  readonly key: string;
  readonly label: string;
}

/** Speaks with the person at the terminal. Plain lines only: it works over ssh, in tmux, and on a serial console. */
export interface Prompter {
  /** Writes lines, wrapped to the terminal. */
  say(lines: readonly string[]): void;
  /** A choice by its key; asks again until one of them is given. Undefined where the input has ended or Ctrl-C was pressed. */
  choose(question: string, choices: readonly Choice[]): Promise<string | undefined>;
  /** A line as typed, trimmed. Undefined where the input has ended or Ctrl-C was pressed. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

export interface PrompterStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Told of Ctrl-C, also while nothing is asked. */
  readonly onInterrupt: () => void;
}

/** Columns where the terminal does not say. */
const usualColumns = 80;

/** Opens a conversation on a terminal. */
export function openPrompter({ input, output, onInterrupt }: PrompterStreams): Prompter {
  const lines = createInterface({ input, output, terminal: false });
  let ended = false;
  let waiting: ((answer: string | undefined) => void) | undefined;
  const answer = (text: string | undefined) => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(text);
  };
  lines.on('line', (text) => answer(text.trim()));
  lines.on('close', () => {
    ended = true;
    answer(undefined);
  });
  const interrupt = () => {
    onInterrupt();
    answer(undefined);
  };
  process.on('SIGINT', interrupt);

  const say = (text: readonly string[]) => {
    const width = Math.max(20, (output.columns || usualColumns) - 1);
    output.write(`${wrapLines(text, width).join('\n')}\n`);
  };
  const ask = (question: string): Promise<string | undefined> => {
    if (ended) return Promise.resolve(undefined);
    output.write(question);
    return new Promise((resolve) => {
      waiting = resolve;
    });
  };
  const choose = async (question: string, choices: readonly Choice[]) => {
    for (;;) {
      say([question, ...choices.map(({ key, label }) => `  [${key}] ${label}`)]);
      const given = await ask('> ');
      if (given === undefined) return undefined;
      const chosen = choices.find(({ key }) => key === given.toLowerCase());
      if (chosen) return chosen.key;
    }
  };
  return { say, ask, choose, close: () => closeAll(lines, interrupt) };
}

function closeAll(lines: Interface, interrupt: () => void): void {
  process.removeListener('SIGINT', interrupt);
  lines.close();
}
