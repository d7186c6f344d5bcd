import type { Held } from '../../engines/direct/holds.ts';
import type { Language } from '../context.ts';

const words = {
  absent: { zh: '按处置移除', en: 'removed on purpose' },
  changed: { zh: '按处置修改', en: 'changed on purpose' },
  added: { zh: '按处置添加', en: 'added on purpose' },
} as const;

/** One line for each object that a measure in force keeps as it is: what, by which run, since when. */
export function heldLines(held: readonly (Held & { readonly network: string })[], language: Language): string[] {
  return held.map(({ network, object, as, runbook, run, since, hold }) =>
    language === 'zh'
      ? `  ${network}: ${object}: ${words[as].zh}，执行 ${run}（${runbook}），自 ${since}，标记 ${hold}`
      : `  ${network}: ${object}: ${words[as].en} by run ${run} (${runbook}) since ${since}, mark ${hold}`,
  );
}
