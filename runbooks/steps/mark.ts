import { type Hold, holdNamespace, holdObject } from '../../policies/hold.ts';
import type { Action } from '../kit/action.ts';
import { objectPath } from '../kit/cluster/kinds.ts';
import { getObject } from '../kit/cluster/read.ts';
import { creation, deletionByName, observeRequest } from '../kit/cluster/requests.ts';
import type { ActContext, Check, ReadAccess, ReadContext, Step } from '../kit/runbook.ts';

/** What a measure will hold, known before its run is. */
export type PlannedHold = Omit<Hold, 'run' | 'since'>;

/** The check that marks and records of measures have a place to be put down in. */
export async function holdNamespaceStands(read: ReadAccess): Promise<Check> {
  return {
    holds: (await getObject(read, { kind: 'Namespace', name: holdNamespace })) !== undefined,
    statement: { zh: `命名空间 ${holdNamespace} 存在`, en: `the namespace ${holdNamespace} is there` },
  };
}

/**
 * The first step of a measure: the mark by which apply, plan, verify and drift know that what follows is meant. It is set
 * before anything else changes and taken away last.
 */
export function markStep<Parameters>(
  plannedHold: (context: ReadContext<Parameters>) => Promise<PlannedHold>,
  id = 'mark',
): Step<Parameters> {
  const ref = (name: string) => ({ kind: 'ConfigMap', name, namespace: holdNamespace }) as const;
  return {
    id,
    title: { zh: '登记处置标记', en: 'Mark what is held' },
    precheck: async (context) => {
      const { name } = await plannedHold(context);
      const [namespace, standing] = await Promise.all([
        holdNamespaceStands(context.read),
        getObject(context.read, ref(name)),
      ]);
      return [
        namespace,
        {
          holds: standing === undefined,
          statement: { zh: '此前没有同一处置生效', en: 'no such measure is in force already' },
          ...(standing && { seen: `run ${(standing.data as { run?: string } | undefined)?.run ?? '?'}` }),
        },
      ];
    },
    plan: async (context) => {
      const hold = await plannedHold(context);
      return [
        creation(
          {
            id: 'mark',
            does: {
              zh: `登记标记 ${hold.name}：部署、核验与漂移检查将保持本处置不变`,
              en: `set the mark ${hold.name}: apply, verify and drift leave this measure alone`,
            },
            drawnWhenActing: ['run', 'since'],
          },
          holdObject(hold),
        ),
      ];
    },
    act: (context, action) => context.execute(withRun(context, action)),
    observe: (context, action) => observeRequest(context.read, action),
    verify: async (context) => {
      const { name } = await plannedHold(context);
      const standing = await getObject(context.read, ref(name));
      return [
        {
          holds: (standing?.data as { run?: string } | undefined)?.run === context.run,
          statement: { zh: '标记指向本次执行', en: 'the mark names this run' },
          seen: objectPath(ref(name)),
        },
      ];
    },
    undo: {
      describe: { zh: '撤去标记，恢复由部署管理', en: 'the mark is taken away; apply manages these objects again' },
      plan: async (context) => [
        deletionByName(
          { id: 'unmark', does: { zh: '撤去标记', en: 'take the mark away' } },
          ref((await plannedHold(context)).name),
        ),
      ],
      observe: (context, action) => observeRequest(context.read, action),
    },
  };
}

function withRun(context: ActContext<unknown>, action: Action): Action {
  if (action.kind !== 'request') return action;
  const body = action.body as { readonly data: Readonly<Record<string, string>> };
  return { ...action, body: { ...body, data: { ...body.data, run: context.run, since: context.now().toISOString() } } };
}
