import type { Rule } from './rule.ts';
import type { FindingObject } from './verdict.ts';

/**
 * Which object, and which field, a waiver covers. Every part that is given must match; one without network or path is
 * over-broad, and does not count.
 */
export interface WaiverScope {
  readonly network?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /**
   * Field of the object, such as `spec.template.spec.containers[0].image`; a prefix covers what lies under it, but for a part
   * that holds most of the object ({@link isMostOfObject}): that covers only findings on the part itself.
   */
  readonly path?: string;
}

/** A rule set aside for one object for a time, by a second person. */
export interface Waiver {
  readonly id: string;
  readonly rule: string;
  readonly scope: WaiverScope;
  readonly reason: string;
  /** Who needs it. */
  readonly owner: string;
  /** Who allowed it; never the owner. */
  readonly approver: string;
  readonly ticket: string;
  /** First and last day on which it holds, `YYYY-MM-DD`. */
  readonly from: string;
  readonly until: string;
}

/** The longest a waiver may last. */
export const longestWaiverDays = 180;

export type WaiverFault =
  | 'malformed'
  | 'same-person'
  | 'too-long'
  | 'expired'
  | 'not-yet'
  | 'over-broad'
  | 'unknown-rule'
  | 'unused'
  | 'duplicate';

/** Something wrong with a waiver. */
export interface WaiverFinding {
  readonly waiver: string;
  readonly fault: WaiverFault;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly message: string;
  readonly remedy: string;
}

/** Finds the waiver that covers a failure, if one does. */
export type WaiverEvaluator = (rule: string, object: FindingObject, path: string) => Waiver | undefined;

/** The one evaluator: only waivers without fault on that day count. */
export function waiverEvaluator(waivers: readonly Waiver[], today: string): WaiverEvaluator {
  const byRule = new Map<string, Waiver[]>();
  for (const waiver of waivers) {
    if (!isInForce(waiver, today)) continue;
    byRule.set(waiver.rule, [...(byRule.get(waiver.rule) ?? []), waiver]);
  }
  return (rule, object, path) => byRule.get(rule)?.find((waiver) => covers(waiver.scope, object, path));
}

/** Whether a waiver may be relied on that day: well formed, two persons, not too long, begun and not ended. */
export function isInForce(waiver: Waiver, today: string): boolean {
  return formalFaults(waiver).length === 0 && waiver.from <= today && today <= waiver.until;
}

/** Whether the scope covers the field of the object. */
export function covers(
  scope: WaiverScope,
  { network, kind, namespace, name }: Pick<FindingObject, 'network' | 'kind' | 'namespace' | 'name'>,
  path: string,
): boolean {
  if (scope.network !== undefined && scope.network !== network) return false;
  if (scope.kind !== kind || scope.name !== name) return false;
  if ((scope.namespace ?? '') !== (namespace ?? '')) return false;
  return scope.path === undefined || isUnder(path, scope.path);
}

/** Whether a waiver of one path covers a finding at another. */
export function isUnder(path: string, scope: string): boolean {
  if (path === scope) return true;
  return !isMostOfObject(scope) && (path.startsWith(`${scope}.`) || path.startsWith(`${scope}[`));
}

/** Whether a path is the object, its metadata, its spec, or the template of its pods or that one's spec. */
export function isMostOfObject(path: string): boolean {
  return /^(|metadata|spec(\.(jobTemplate(\.spec(\.template(\.spec)?)?)?|template(\.spec)?))?)$/.test(path);
}

/** Days from one date to another, both included. */
export function daysOf(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000) + 1;
}

const day = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(written: string): boolean {
  const time = day.test(written) ? Date.parse(`${written}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written);
}

/** Faults that do not depend on the day: form, persons, length, breadth. */
function formalFaults(waiver: Waiver): WaiverFault[] {
  const faults: WaiverFault[] = [];
  const words = [waiver.id, waiver.rule, waiver.reason, waiver.owner, waiver.approver, waiver.ticket];
  const dated = safely(() => isDay(waiver.from) && isDay(waiver.until) && waiver.from <= waiver.until);
  if (words.some((word) => typeof word !== 'string' || word.trim() === '') || !dated) return ['malformed'];
  if (waiver.owner.trim().toLowerCase() === waiver.approver.trim().toLowerCase()) faults.push('same-person');
  if (daysOf(waiver.from, waiver.until) > longestWaiverDays) faults.push('too-long');
  if (isOverBroad(waiver.scope)) faults.push('over-broad');
  return faults;
}

/** Anything but one field of one object in one network. */
function isOverBroad({ network, kind, namespace, name, path }: WaiverScope): boolean {
  if (!network || !kind || !name || path === undefined) return true;
  return [network, kind, namespace ?? '', name, path].some((part) => part.includes('*'));
}

function safely(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** What each fault says and asks for. */
const explanations: Readonly<Record<WaiverFault, readonly [WaiverFinding['severity'], string, string]>> = {
  malformed: [
    'high',
    'a part is missing or a date is no date',
    'Give id, rule, reason, owner, approver, ticket, from and until.',
  ],
  'same-person': ['critical', 'owner and approver are the same person', 'Have another person approve it.'],
  'too-long': ['high', `it lasts more than ${longestWaiverDays} days`, 'Shorten it; renew it by a new decision.'],
  expired: ['high', 'it has expired', 'Remove it, or have it approved anew.'],
  'not-yet': ['low', 'it has not begun', 'Nothing, if that is intended.'],
  'over-broad': [
    'high',
    'its scope is not one field of one object',
    'Name network, kind, namespace, name and the field, without wildcards.',
  ],
  'unknown-rule': ['high', 'its rule does not exist', 'Correct the rule id, or remove the waiver.'],
  unused: [
    'medium',
    'it covers no finding',
    'Remove it; or name the field as the finding does: a whole spec or template covers nothing that lies in it.',
  ],
  duplicate: ['medium', 'its id is used twice', 'Give each waiver its own id.'],
};

/**
 * Everything wrong with the waivers themselves.
 * @param used ids of the waivers that covered a finding; undefined when nothing was judged
 */
export function judgeWaivers(
  waivers: readonly Waiver[],
  { rules, today, used }: { rules: readonly Rule[]; today: string; used?: ReadonlySet<string> },
): readonly WaiverFinding[] {
  const known = new Set(rules.map((rule) => rule.id));
  const seen = new Set<string>();
  return waivers.flatMap((waiver) => {
    const faults = formalFaults(waiver);
    if (!known.has(waiver.rule)) faults.push('unknown-rule');
    if (seen.has(waiver.id)) faults.push('duplicate');
    seen.add(waiver.id);
    if (waiver.until < today) faults.push('expired');
    else if (waiver.from > today) faults.push('not-yet');
    else if (used && faults.length === 0 && !used.has(waiver.id)) faults.push('unused');
    return faults.map((fault): WaiverFinding => {
      const [severity, message, remedy] = explanations[fault];
      return { waiver: waiver.id, fault, severity, message: `waiver ${waiver.id}: ${message}`, remedy };
    });
  });
}

/** Days that a waiver still holds, today included; 0 or less when it has ended. */
export function daysLeft(waiver: Waiver, today: string): number {
  return daysOf(today, waiver.until);
}
