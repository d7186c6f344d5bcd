import { isDeepStrictEqual } from 'node:util';
import { undoSubject } from '../plan-runbook.ts';
import type { RunFolder } from './run-folder.ts';
import { type Consent, demandConsent, judgeConsent, type Session } from './session.ts';

const undoName = 'consent-undo.json';

/** `consent.json`, `consent-2.json`, …: what a run was begun with, then what renewed it. */
function nameOf(number: number): string {
  return number === 1 ? 'consent.json' : `consent-${number}.json`;
}

/** Whether a file of a run holds consent. */
export function isConsentName(name: string): boolean {
  return name === undoName || /^consent(?:-\d+)?\.json$/.test(name);
}

/** Keeps consent to a run beside what it acted on before, durably; consent that is the last one already is kept once. */
export function keepConsent(folder: RunFolder, consent: Consent): void {
  const kept = forwardConsents(folder);
  if (kept.length > 0 && isDeepStrictEqual(kept.at(-1)?.[1], JSON.parse(JSON.stringify(consent)))) return;
  folder.write(nameOf(kept.length + 1), consent);
}

/** Who consented to the undo of a finished run, kept and claimed. */
export function claimUndo({ run, plan, folder, environment }: Session, consent: Consent) {
  const given = [undoSubject(plan, run), consent, `${run}-undo`, plan.breakGlass, environment] as const;
  judgeConsent(...given);
  folder.write(undoName, consent);
  const { path, approvers } = demandConsent(...given);
  return { path, approvers: approvers.map((approver) => ({ ...approver })) };
}

/** Whether the journal names these approvals already: resuming with what a run was begun with renews nothing. */
export function isRecorded(session: Session, approvers: readonly { readonly nonce: string }[]): boolean {
  const named = session.journal
    .records()
    .flatMap(({ body }) => (body.approvers ?? []) as unknown as readonly { readonly nonce: string }[]);
  return approvers.every(({ nonce }) => named.some((one) => one.nonce === nonce));
}

/** The consent that a run goes on with, where no other is given. */
export function lastConsent(folder: RunFolder): Consent | undefined {
  return forwardConsents(folder).at(-1)?.[1];
}

/** Every consent of a run, by the names of their files. */
export function consentsOf(folder: RunFolder): ReadonlyMap<string, Consent> {
  const undo = folder.read(undoName) as unknown as Consent | undefined;
  return new Map([...forwardConsents(folder), ...(undo ? [[undoName, undo] as const] : [])]);
}

function forwardConsents(folder: RunFolder): readonly (readonly [name: string, consent: Consent])[] {
  const kept: (readonly [string, Consent])[] = [];
  for (;;) {
    const name = nameOf(kept.length + 1);
    const consent = folder.read(name) as unknown as Consent | undefined;
    if (!consent) return kept;
    kept.push([name, consent]);
  }
}
