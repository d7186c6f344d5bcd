import { isRunbook, loadProcedure, type Procedure, procedureIds } from '../../runbooks/index.ts';
import type { Runbook } from '../../runbooks/kit/runbook.ts';
import { FadunError } from '../errors.ts';

/** The procedure of an id. @throws FadunError where there is none, with ids that are near */
export async function requireProcedure(id: string): Promise<Procedure> {
  const procedure = await loadProcedure(id);
  if (procedure) return procedure;
  const near = procedureIds().filter((known) => known.includes(id.slice(0, 6)) || id.includes(known.split('-')[0]!));
  throw new FadunError(
    `runbook ${JSON.stringify(id.slice(0, 64))}`,
    { zh: '没有此编号的手册', en: 'there is none of this id' },
    near.length > 0
      ? { zh: `可能是 ${near.join('、')}。`, en: `Perhaps ${near.join(', ')}.` }
      : { zh: '见 `fadun runbook list`。', en: 'See `fadun runbook list`.' },
  );
}

/** The runbook of an id. @throws FadunError where it is none that acts */
export async function requireRunbook(id: string): Promise<Runbook> {
  const procedure = await requireProcedure(id);
  if (isRunbook(procedure)) return procedure;
  throw new FadunError(
    `runbook ${id}`,
    { zh: '它不作任何改动：无须计划或审批', en: 'it changes nothing: there is nothing to plan or approve' },
    {
      zh: `作为任务执行：fadun duty run ${procedure.duties[0] ?? id}。`,
      en: `Run it as a duty: fadun duty run ${procedure.duties[0] ?? id}.`,
    },
  );
}
