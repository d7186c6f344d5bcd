import type { Keyring } from '../../runbooks/kit/keyring.ts';
import type { Duty } from '../../stacks/model/duty.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { OperationsFolders } from '../operations/folders.ts';
import { dueAgain } from './due.ts';
import { type DutyRecord, type DutyScope, dutyHistory } from './record.ts';

/** How a duty stands in a scope. */
export interface DutyStatus {
  readonly duty: string;
  readonly scope: DutyScope;
  readonly last: DutyRecord | null;
  /** RFC 3339, UTC; null where it is due only on an event. */
  readonly due: string | null;
  /** 0 where it is not overdue. */
  readonly overdueSeconds: number;
  /** Why its journal does not count, where it does not. */
  readonly faults: readonly string[];
}

export interface StatusInputs {
  readonly site: Pick<Site, 'duties' | 'guardPeriods' | 'declaredOn'>;
  readonly folders: OperationsFolders;
  readonly keyring: Keyring | undefined;
  readonly now: Date;
  /** Scope of a duty's records in a network: the network, or the site. */
  readonly scopeOf: (duty: Duty) => 'network' | 'site';
}

/** How every duty stands in one network (and in the site, for those of the whole site). A duty never done counts from the day of the declaration. */
export function dutyStatuses(inputs: StatusInputs, network: string): readonly DutyStatus[] {
  const { site, folders, keyring, now, scopeOf } = inputs;
  return Object.entries(site.duties).map(([id, duty]) => {
    const scope = scopeOf(duty) === 'site' ? 'site' : network;
    const { records, faults } = dutyHistory(folders, id, scope, keyring);
    const last = records.at(-1) ?? null;
    const since = last ? new Date(last.at) : new Date(`${site.declaredOn}T00:00:00+08:00`);
    const due = dueAgain(duty, id, since, now, { guardPeriods: site.guardPeriods });
    const late = due ? Math.max(0, Math.floor((now.getTime() - due.getTime()) / 1000)) : 0;
    return { duty: id, scope, last, due: due?.toISOString() ?? null, overdueSeconds: late, faults };
  });
}
