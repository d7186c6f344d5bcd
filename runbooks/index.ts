import type { Inspection } from './kit/inspection.ts';
import type { Runbook } from './kit/runbook.ts';

/** What a duty or an alert leads to: a runbook acts on approval; an inspection reads, or guides people through a list. */
export type Procedure = Runbook | Inspection;

/** Loads one procedure; nothing else is loaded with it. */
type Load = () => Promise<Procedure>;

/** Every runbook and inspection by its id, each in a file of that name. */
const procedures: Readonly<Record<string, Load>> = {
  'review-approvals': async () => (await import('./review-approvals.ts')).reviewApprovals,
  'revoke-expired-access': async () => (await import('./revoke-expired-access.ts')).revokeExpiredAccess,
};

/** Ids of all procedures, sorted. */
export function procedureIds(): readonly string[] {
  return Object.keys(procedures).sort();
}

/** The procedure of an id; undefined where there is none. */
export async function loadProcedure(id: string): Promise<Procedure | undefined> {
  return Object.hasOwn(procedures, id) ? procedures[id]!() : undefined;
}

/** All procedures, sorted by id. */
export async function loadProcedures(): Promise<readonly Procedure[]> {
  return Promise.all(procedureIds().map((id) => procedures[id]!()));
}

/** True for what acts: it is planned, approved and run. */
export function isRunbook(procedure: Procedure): procedure is Runbook {
  return 'steps' in procedure;
}
