import type { Text } from '../../stacks/model/vocabulary.ts';
import type { Action } from '../kit/action.ts';
import { type Command, command } from '../kit/command.ts';
import type { Check, ReadContext, Step } from '../kit/runbook.ts';

/** How long an apply of a whole network may take, in seconds. */
export const applySeconds = 900;

/** How long a look at a whole network may take, in seconds. */
export const lookSeconds = 300;

/**
 * A step that runs a command of Fadun which is safe to run again: killed half-way, it is taken as not done and run once
 * more, and the command itself goes on where it stopped.
 */
export function commandStep<Parameters>(step: {
  readonly id: string;
  readonly title: Text;
  readonly does: Text;
  readonly command: (context: ReadContext<Parameters>) => Command;
  readonly deadlineSeconds: number;
  /** True for what changes nothing; else it cannot be undone. @default false */
  readonly looksOnly?: boolean;
  readonly precheck?: (context: ReadContext<Parameters>) => Promise<readonly Check[]>;
  readonly verify?: (context: ReadContext<Parameters>) => Promise<readonly Check[]>;
}): Step<Parameters> {
  const { id, title, does, deadlineSeconds } = step;
  return {
    id,
    title,
    precheck: step.precheck ?? (async () => []),
    plan: async (context) => [
      { id: 'command', kind: 'command', does, command: step.command(context), deadlineSeconds },
    ],
    observe: async () => 'not-done',
    verify: step.verify ?? (async () => []),
    ...(step.looksOnly ? { undo: 'nothing' as const } : {}),
  };
}

/** A step that people carry out, item by item, at the terminal. */
export function peopleStep<Parameters>(step: {
  readonly id: string;
  readonly title: Text;
  readonly does: Text;
  readonly checklist: readonly Text[];
  readonly precheck?: (context: ReadContext<Parameters>) => Promise<readonly Check[]>;
}): Step<Parameters> {
  const action: Action = { id: 'people', kind: 'manual', does: step.does, checklist: step.checklist };
  return {
    id: step.id,
    title: step.title,
    precheck: step.precheck ?? (async () => []),
    plan: async () => [action],
    observe: async () => 'not-done',
    verify: async () => [],
    undo: 'nothing',
  };
}

/** `fadun verify` and `fadun drift` of the target network: what stands is what was declared. */
export function verifySteps<Parameters>(): readonly Step<Parameters>[] {
  return [
    commandStep<Parameters>({
      id: 'verify-objects',
      title: { zh: '核验对象', en: 'Verify the objects' },
      does: { zh: '核验线上对象与声明一致', en: 'compare every live object with the declaration' },
      command: ({ target }) => command('fadun', ['verify', target.site], { network: target.network }),
      deadlineSeconds: lookSeconds,
      looksOnly: true,
    }),
    commandStep<Parameters>({
      id: 'verify-drift',
      title: { zh: '核验漂移与证明', en: 'Verify drift and proof' },
      does: {
        zh: '确认没有漂移，线上策略的证明成立',
        en: 'make sure that nothing drifts and the proof of the live policies holds',
      },
      command: ({ target }) => command('fadun', ['drift', target.site], { network: target.network }),
      deadlineSeconds: lookSeconds,
      looksOnly: true,
    }),
  ];
}
