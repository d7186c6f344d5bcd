/** What a rule says about one object. Anything but pass, waived and notApplicable blocks a gate. */
export const verdictKinds = ['pass', 'fail', 'error', 'unknown', 'notApplicable', 'waived'] as const;

export type VerdictKind = (typeof verdictKinds)[number];

/** How many objects got which verdict. */
export type VerdictCounts = Record<VerdictKind, number>;

/** The object a finding is about, as reports name it. */
export interface FindingObject {
  readonly network?: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** File, stack or context, and the construct path or address inside it: `file#address`. */
  readonly source: string;
}

/** One thing to look at: a rule that did not simply pass on an object or on one item of it. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly verdict: Exclude<VerdictKind, 'pass' | 'notApplicable'>;
  readonly object: FindingObject;
  /** Path of the field in the object, such as `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly value?: unknown;
  readonly message: string;
  readonly remedy: string;
  readonly controls: readonly string[];
  /** Id of the waiver that covers it. */
  readonly waiver?: string;
}

export function noVerdicts(): VerdictCounts {
  return { pass: 0, fail: 0, error: 0, unknown: 0, notApplicable: 0, waived: 0 };
}

/** Sum of two counts, as a new value. */
export function addVerdicts(one: VerdictCounts, other: VerdictCounts): VerdictCounts {
  const sum = noVerdicts();
  for (const kind of verdictKinds) sum[kind] = one[kind] + other[kind];
  return sum;
}

/** True for the verdicts that stop a change. */
export function blocks(verdict: VerdictKind): boolean {
  return verdict === 'fail' || verdict === 'error' || verdict === 'unknown';
}
