import { sameDigest } from '../../runbooks/kit/signing/digest.ts';
import type { ChangePlan } from './plan.ts';

/**
 * What is no longer as the plan saw it. A resumed run finds some of its own work done: what is in place by then is no
 * fault, what is still to be done must be as planned.
 * @param now the same change, planned afresh
 */
export function staleness(plan: ChangePlan, now: ChangePlan, resuming: boolean): string[] {
  const faults: string[] = [];
  if (plan.cluster !== now.cluster) faults.push('it was planned against another cluster');
  if (!sameDigest(plan.rendered, now.rendered)) faults.push('the declaration renders other objects than were planned');
  const planned = new Map(plan.changes.map((change) => [change.object, change]));
  const due = new Map(now.changes.map((change) => [change.object, change]));
  const touched = new Map(plan.touched.map((one) => [one.object, one]));
  for (const { object, action } of now.changes) {
    if (planned.get(object)?.action !== action) faults.push(`${object}: to ${action} it is not part of the plan`);
  }
  for (const { object, action } of plan.changes) {
    if (!due.has(object) && !resuming) faults.push(`${object}: to ${action} it is not needed any more`);
  }
  for (const { object, uid, digest } of now.touched) {
    const was = touched.get(object);
    if (was && (was.uid !== uid || !sameDigest(was.digest, digest))) faults.push(`${object}: it has changed since`);
  }
  if (!resuming && plan.class !== now.class) faults.push(`it is ${now.class} by now, and was planned as ${plan.class}`);
  return faults;
}
