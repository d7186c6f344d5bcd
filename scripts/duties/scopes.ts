import { isRunbook, loadProcedure } from '../../runbooks/index.ts';
import type { Duty } from '../../stacks/model/duty.ts';

/** Which procedures look at the whole site; those that act do so in one network. */
export async function scopesOf(duties: readonly Duty[]): Promise<ReadonlyMap<string, 'network' | 'site'>> {
  const ids = [...new Set(duties.map(({ runbook }) => runbook))];
  const loaded = await Promise.all(ids.map(async (id) => [id, await loadProcedure(id)] as const));
  return new Map(loaded.map(([id, one]) => [id, one && !isRunbook(one) ? one.scope : 'network']));
}
