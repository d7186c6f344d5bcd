import type { Text } from '../../stacks/model/vocabulary.ts';
import type { Answer } from '../duties/perform.ts';
import { FadunError } from '../errors.ts';
import { openPrompter } from './prompter.ts';

const words = {
  zh: { of: '项', done: '已完成', no: '未完成', none: '不适用', note: '备注（可空）: ' },
  en: { of: 'of', done: 'done', no: 'not done', none: 'not applicable', note: 'note (may be empty): ' },
} as const;

/** Guides a person through a list, item by item. @throws FadunError where they stop: nothing is recorded then */
export async function askList(
  items: readonly Text[],
  language: keyof Text,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): Promise<readonly Answer[]> {
  const say = words[language];
  const prompter = openPrompter({ input, output, onInterrupt: () => {} });
  const choices = [
    { key: 'y', label: say.done },
    { key: 'n', label: say.no },
    { key: 'x', label: say.none },
  ];
  const meanings = { y: 'done', n: 'not-done', x: 'not-applicable' } as const;
  try {
    const answers: Answer[] = [];
    for (const [index, item] of items.entries()) {
      const given = await prompter.choose(`${index + 1}/${items.length}  ${item[language]}`, choices);
      const note = given === undefined ? undefined : await prompter.ask(say.note);
      if (given === undefined || note === undefined)
        throw new FadunError(
          'duty',
          { zh: `停在第 ${index + 1} 项`, en: `stopped at item ${index + 1}` },
          { zh: '未作任何登记；请重新执行。', en: 'Nothing was recorded; run it again.' },
          4,
        );
      answers.push({ item, answer: meanings[given as keyof typeof meanings], note: note.slice(0, 500) });
    }
    return answers;
  } finally {
    prompter.close();
  }
}
