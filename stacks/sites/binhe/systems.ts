import type { SystemFacts } from '../../catalogue/facts.ts';
import type { ReferenceNetworkId } from '../../catalogue/networks.ts';
import { type SystemId, systemFacts } from '../../catalogue/systems/index.ts';
import type { Placement, System } from '../../model/system.ts';
import { type PostId, unitOf } from './posts.ts';

/** A system as the city declares it. */
export type BinheSystem = Omit<System, 'placements' | 'hosts' | 'dataSecurityOfficer'> & {
  readonly placements: Readonly<Partial<Record<ReferenceNetworkId, Placement>>>;
  readonly hosts?: readonly SystemId[];
  readonly dataSecurityOfficer?: PostId;
};

/** Fictional filings (等保备案): right in form, filed nowhere. */
const filing = (number: number, level: number) => ({
  number: `虚构-BH${level}-${String(number).padStart(4, '0')}`,
  date: '2025-11-28',
});

function placed(facts: SystemFacts): BinheSystem {
  const { name, kind, owner, otherOwners, mlpsLevel, dataClass, personalInformation, availability } = facts;
  return {
    name,
    kind,
    owner,
    ...(otherOwners && { otherOwners }),
    mlpsLevel,
    dataClass,
    personalInformation,
    availability,
    placements: facts.placements,
    ...(facts.hosts && { hosts: facts.hosts as readonly SystemId[] }),
    ...(kind === 'deployed' && { filing: filing(facts.number, mlpsLevel) }),
    ...(dataClass !== 'general' && { dataSecurityOfficer: `${unitOf[owner]}-data-officer` as const }),
    certainty: facts.certainty,
  };
}

/** Every row of the catalogue, placed as the reference profile says. */
export const systems = Object.fromEntries(
  Object.entries<SystemFacts>(systemFacts).map(([id, facts]) => [id, placed(facts)]),
) as Readonly<Record<SystemId, BinheSystem>>;
