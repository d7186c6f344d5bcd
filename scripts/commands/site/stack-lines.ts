import type { StackSummary } from '../../pipeline/synthesise.ts';
import type { Language } from '../context.ts';
import { table } from '../text-table.ts';

/** A table of stacks, a line a network, and where they lie. */
export function stackLines(
  written: { site: string; stacks: readonly StackSummary[]; objects: number; folder: string; seconds: number },
  language: Language,
): string {
  const byNetwork = Map.groupBy(written.stacks, ({ network }) => network);
  const rows = [...byNetwork].map(([network, stacks]) => [
    `  ${network}`,
    ...stacks.map(({ family, resources }) => `${family} ${resources}`),
  ]);
  const total =
    language === 'zh'
      ? `${written.site}:${written.stacks.length} 个栈,${written.objects} 个资源,用时 ${written.seconds} 秒`
      : `${written.site}: ${written.stacks.length} stacks, ${written.objects} resources in ${written.seconds} s`;
  return [total, table(rows), `→ ${written.folder}`].join('\n');
}
