import type { Keyring } from '../../runbooks/kit/keyring.ts';
import type { Site } from '../../stacks/model/site.ts';
import { scopesOf } from '../duties/scopes.ts';
import { dutyStatuses } from '../duties/status.ts';
import type { OperationsFolders } from '../operations/folders.ts';

/** How the duties of a network stand. */
export interface NetworkDuties {
  /** Seconds by which each scheduled duty is overdue; 0 where it is not. */
  readonly overdue: ReadonlyMap<string, number>;
  /** Whether the journals of all duties verify; true where there are no keys to verify by. */
  readonly intact: boolean;
}

export type DutiesObservation = ReadonlyMap<string, NetworkDuties>;

/** How the duties of each network stand, by the same reckoning as `fadun duty overdue`. */
export async function observeDuties(
  site: Site,
  networks: readonly string[],
  folders: OperationsFolders,
  keyring: Keyring | undefined,
  now: Date,
): Promise<DutiesObservation> {
  const scopes = await scopesOf(Object.values(site.duties));
  const inputs = {
    site,
    folders,
    keyring,
    now,
    scopeOf: ({ runbook }: { readonly runbook: string }) => scopes.get(runbook) ?? 'network',
  };
  return new Map(
    networks.map((network) => {
      const statuses = dutyStatuses(inputs, network);
      const scheduled = statuses.filter(({ duty }) => site.duties[duty]?.period !== 'on-event');
      const overdue = new Map(scheduled.map(({ duty, overdueSeconds }) => [duty, overdueSeconds]));
      return [network, { overdue, intact: !keyring || statuses.every(({ faults }) => faults.length === 0) }];
    }),
  );
}
