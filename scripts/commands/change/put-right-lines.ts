import { quote } from 'zx/core';
import type { Site } from '../../../stacks/model/site.ts';
import type { Drift } from '../../engines/direct/drift.ts';
import type { Language } from '../context.ts';
import { isTakable } from './take-from.ts';

type Found = Pick<Drift, 'network' | 'kind' | 'manager'>;

/**
 * What to do about drift: for each network the command whose plan brings back what is declared, naming who holds fields. A
 * plan leaves alone what nobody declared.
 */
export function putRightLines(
  drifted: readonly Found[],
  { site, named }: { readonly site: Pick<Site, 'networks'>; readonly named: string },
  language: Language,
): string[] {
  const networks = Map.groupBy(
    drifted.filter(({ kind }) => kind !== 'undeclared-object'),
    ({ network }) => network,
  );
  const commands = [...networks].map(([network, found]) => {
    const holders = new Set(
      found.flatMap(({ kind, manager }) => (held.has(kind) && isTakable(manager) ? [manager] : [])),
    );
    const isDirect = site.networks[network]?.engine === 'direct';
    const taken = isDirect ? [...holders].map((manager) => ` --take-from ${quote(manager)}`).join('') : '';
    return `    fadun plan ${quote(named)} --network ${network}${taken} --save FILE --as PERSON --key FILE`;
  });
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  return [
    ...(commands.length > 0
      ? [
          say('  先查明缘由,再经计划与审批恢复声明:', '  find out why; then a plan brings back what is declared:'),
          ...commands,
        ]
      : []),
    ...undeclaredLine(drifted, say),
  ];
}

/** Kinds of drift in which another manager holds a field. */
const held: ReadonlySet<Drift['kind']> = new Set(['changed', 'added']);

function undeclaredLine(drifted: readonly Found[], say: (zh: string, en: string) => string): string[] {
  if (!drifted.some(({ kind }) => kind === 'undeclared-object')) return [];
  return [
    say(
      '  未声明的对象不由计划删除:予以声明,或由其所有者删除',
      '  no plan removes what nobody declared: declare it, or have its owner remove it',
    ),
  ];
}
