import type { Action } from './action.ts';
import type { ControlPlaneComponent } from './control-plane-host.ts';
import { hostAction, hostOf } from './host-actions.ts';
import type { Check, ReadContext } from './runbook.ts';

/**
 * Every member runs, answers, and runs with what is on its host: nothing is half-way from an earlier change.
 * @param component that one only. @default all
 */
export async function membersAreCurrent(
  context: ReadContext<unknown>,
  component?: ControlPlaneComponent,
): Promise<Check> {
  const all = await hostOf(context).members();
  const members = all.filter((member) => component === undefined || member.component === component);
  const wrong = members.filter((member) => !member.healthy || !member.current);
  return {
    holds: wrong.length === 0,
    statement: {
      zh: '控制平面各成员均在服务，且以主机上的现行配置运行',
      en: 'every member of the control plane serves, with what its host has now',
    },
    seen: wrong.length === 0 ? `${members.length} members` : wrong.map(showMember).join(', '),
  };
}

function showMember(member: { component: string; host: string; healthy: boolean }): string {
  return `${member.component}@${member.host} ${member.healthy ? 'runs with something else' : 'does not serve'}`;
}

/** Restarts a component member by member. @param id of the action, where a step restarts one more than once */
export function restartAction(component: ControlPlaneComponent, id = `restart-${component}`): Action {
  const does = { zh: `逐个重启 ${component}`, en: `restart ${component}, one member after the other` };
  return hostAction(id, does, 'restart', component);
}
