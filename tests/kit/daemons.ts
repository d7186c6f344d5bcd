import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** A process of a test that runs until it is stopped. */
export interface Daemon {
  /** What it has written to both streams so far. */
  output(): string;
  /** The first match of a pattern in what it writes. @throws Error where it ends or is too slow */
  says(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  stop(): Promise<void>;
}

/** Starts a program. Stop it however the test ends. */
export function startDaemon(program: string, words: readonly string[], cwd: string): Daemon {
  const child: ChildProcess = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  child.on('error', (error) => (text += String(error)));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  return {
    output: () => text,
    says: async (pattern, seconds = 60) => {
      for (const end = Date.now() + seconds * 1000; ; await delay(50)) {
        const match = pattern.exec(text);
        if (match) return match;
        if (hasEnded() || Date.now() > end) throw new Error(`${program} ${words[0]}: never said ${pattern}:\n${text}`);
      }
    },
    stop: async () => {
      if (hasEnded()) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Asks until the answer is there. @throws Error naming what was waited for, with the last answer */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 90): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await delay(500)) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for: ${what}`);
  }
}
