import type { Action } from '../../runbooks/kit/action.ts';
import type { RunbookPlan } from '../../runbooks/kit/plan-runbook.ts';
import type { NextStep } from '../../runbooks/kit/run/session.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import type { RunConversation } from '../operations/environment.ts';
import type { CalledWith } from './next-command.ts';
import { openPrompter, type Prompter } from './prompter.ts';
import { eventLine, stepScreen } from './run-view.ts';

/** A conversation about one run, and what ends it. */
export interface Conversation extends RunConversation {
  /** Absent where nobody is asked. */
  readonly prompter?: Prompter;
  say(lines: readonly string[]): void;
  close(): void;
}

export interface ConversationOptions {
  readonly run: string;
  readonly plan: RunbookPlan;
  readonly language: keyof Text;
  /** True asks nobody: an approval covers the run. */
  readonly yes: boolean;
  /** What the command that goes on repeats. @default nothing */
  readonly called?: CalledWith;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

const words = {
  zh: {
    stopping: '正在停下：手头这一项做完并记录后停止；再按一次 Ctrl-C 立即切断',
    cutting: '正在切断手头这一项；其结果将向目标核实后记录',
    next: '怎么做？',
    go: '执行这一步',
    stop: '在此停下，不再改动',
    item: (number: number, of: number) => `第 ${number} 项，共 ${of} 项`,
    done: '已完成',
    nobody: '此项须由人完成，无人值守的执行不能代办；请在终端上继续执行',
    left: '清单未做完即停下',
  },
  en: {
    stopping: 'stopping: the action in hand is finished and recorded first; Ctrl-C again cuts it off',
    cutting: 'cutting off what is in hand; the target is asked what came of it, and that is recorded',
    next: 'what next?',
    go: 'take this step',
    stop: 'stop here, change nothing more',
    item: (number: number, of: number) => `item ${number} of ${of}`,
    done: 'done',
    nobody: 'this is for people to do; an unattended run cannot. Go on with it at a terminal',
    left: 'stopped before the list was done',
  },
} as const;

/** Opens the conversation of a run: each step is shown, and unless `yes` the person says whether it is taken. */
export function openConversation(options: ConversationOptions): Conversation {
  const { run, plan, language, yes, called, input, output } = options;
  const say = words[language];
  const cut = new AbortController();
  let presses = 0;
  const onInterrupt = () => {
    presses += 1;
    if (presses === 1) output.write(`\n${say.stopping}\n`);
    if (presses === 2) {
      output.write(`\n${say.cutting}\n`);
      cut.abort();
    }
  };
  const prompter = yes ? undefined : openPrompter({ input, output, onInterrupt });
  if (yes) process.on('SIGINT', onInterrupt);
  const write = (lines: readonly string[]) =>
    prompter ? prompter.say(lines) : void output.write(`${lines.join('\n')}\n`);

  const proceed = async (next: NextStep): Promise<boolean> => {
    if (presses > 0) return false;
    write(stepScreen(run, plan, next, language, called));
    if (!prompter) return true;
    const choices = [
      { key: 'c', label: say.go },
      { key: 's', label: say.stop },
    ];
    return (await prompter.choose(say.next, choices)) === 'c';
  };

  const ask = async (action: Action & { readonly kind: 'manual' }): Promise<string> => {
    if (!prompter) throw new Error(say.nobody);
    for (const [index, item] of action.checklist.entries()) {
      const choices = [
        { key: 'd', label: say.done },
        { key: 's', label: say.stop },
      ];
      const given = await prompter.choose(
        `${say.item(index + 1, action.checklist.length)}: ${item[language]}`,
        choices,
      );
      if (given !== 'd') throw new Error(`${say.left} (${index}/${action.checklist.length})`);
    }
    return `${action.checklist.length} of ${action.checklist.length} items confirmed at the terminal`;
  };

  return {
    ...(prompter ? { prompter } : {}),
    say: write,
    proceed,
    ask,
    interrupted: () => presses > 0,
    signal: cut.signal,
    onEvent: (event) => {
      const line = eventLine(event, language);
      if (line) write([line]);
    },
    onOutput: (text) =>
      write(
        text
          .trimEnd()
          .split('\n')
          .map((line) => `    │ ${line}`),
      ),
    close: () => {
      prompter?.close();
      process.removeListener('SIGINT', onInterrupt);
    },
  };
}
