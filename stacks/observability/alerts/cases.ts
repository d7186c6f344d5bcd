import type { AlertCase } from './alert.ts';

/** The selector of one series: `metric{label="value"}`. */
export function selector(metric: string, labels: Readonly<Record<string, string>> = {}): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(',')}}`;
}

type Labels = Readonly<Record<string, string>>;
/** Values by selector, the same at every moment. */
type State = Readonly<Record<string, number>>;

const minute = 60;

interface StateCourse {
  /** One step beyond the threshold. */
  readonly bad: State;
  /** Exactly at the threshold, or on the good side of a yes and no. */
  readonly good: State;
  readonly forMinutes: number;
  /** Labels of the alert that fires. */
  readonly labels: Labels;
}

/** Gauges that stand: fires once the state has lasted, not a minute earlier, and never at the threshold itself. */
export function stateCases({ bad, good, forMinutes, labels }: StateCourse): AlertCase[] {
  return [
    course(flat(bad, forMinutes), [...before(forMinutes), [forMinutes, [labels]]]),
    course(flat(good, forMinutes + 10), [[forMinutes + 10, []]]),
  ];
}

interface AgeCourse {
  /** The timestamp series, which stays at the moment 0. */
  readonly series: string;
  readonly limitSeconds: number;
  readonly forMinutes: number;
  readonly labels: Labels;
}

/** A timestamp that grows old: fires one step after the limit plus the wait, and not at the limit plus the wait. */
export function ageCases({ series, limitSeconds, forMinutes, labels }: AgeCourse): AlertCase[] {
  const wait = forMinutes * minute;
  const stepSeconds = stepFor(limitSeconds, wait);
  const end = limitSeconds + stepSeconds + wait;
  return [
    {
      series: { [series]: `0x${end / stepSeconds + 1}` },
      stepSeconds,
      moments: [
        { atSeconds: limitSeconds + wait, fires: [] },
        { atSeconds: end, fires: [labels] },
      ],
    },
  ];
}

/** A moment that comes near: fires where less than the limit is left, and not where exactly the limit is left. */
export function untilCases({ series, limitSeconds, forMinutes, labels }: AgeCourse): AlertCase[] {
  const near = limitSeconds - minute;
  const atLimit = limitSeconds + forMinutes * minute;
  return [
    course(flat({ [series]: near }, forMinutes), [...before(forMinutes), [forMinutes, [labels]]]),
    course(flat({ [series]: atLimit }, forMinutes), [[forMinutes, []]]),
  ];
}

interface CountCourse {
  readonly series: string;
  /** More than so many in the window are too many. */
  readonly limit: number;
  readonly windowMinutes: number;
  readonly forMinutes: number;
  readonly labels: Labels;
  /** The series begins with the first event. */
  readonly fromFirst: boolean;
}

/**
 * A counter whose increase in a window is too much: fires where each minute brings one more than the limit, and not where
 * the window holds exactly the limit; one that begins with an event fires for a window. The window must be longer than the wait.
 */
export function countCases({ series, limit, windowMinutes, forMinutes, labels, fromFirst }: CountCourse): AlertCase[] {
  const rising = `0+${limit + 1}x${forMinutes + 2}`;
  const risen = `0 ${limit}x${windowMinutes}`;
  const firing = forMinutes + 1;
  const begins = firing + 1;
  const ends = begins + windowMinutes;
  const first = course({ [series]: `_x${begins} ${limit + 1}x${windowMinutes + 5}` }, [
    [begins - 1, []],
    [begins + forMinutes, [labels]],
    [ends - 1, [labels]],
    [ends + 1, []],
  ]);
  return [
    course({ [series]: rising }, [...before(firing), [firing, [labels]]]),
    course({ [series]: risen }, [[Math.min(windowMinutes, forMinutes + 5), []]]),
    ...(fromFirst ? [first] : []),
  ];
}

/** Series that ought to be there: fires without them, and not with them. */
export function absenceCases({
  present,
  forMinutes,
  labels,
}: {
  readonly present: State;
  readonly forMinutes: number;
  readonly labels: Labels;
}): AlertCase[] {
  return stateCases({ bad: {}, good: present, forMinutes, labels });
}

/** A course by minutes. */
function course(series: Record<string, string>, moments: readonly (readonly [number, readonly Labels[]])[]): AlertCase {
  return {
    series,
    stepSeconds: minute,
    moments: moments.map(([minutes, fires]) => ({ atSeconds: minutes * minute, fires })),
  };
}

/** The minute before it fires, where there is one. */
function before(minutes: number): [number, Labels[]][] {
  return minutes > 0 ? [[minutes - 1, []]] : [];
}

function flat(state: State, minutes: number): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([series, value]) => [series, `${value}x${minutes + 1}`]));
}

/** The longest step that divides limit and wait, and that shows a wait cut in half. */
function stepFor(limitSeconds: number, waitSeconds: number): number {
  const steps = [86_400, 43_200, 21_600, 10_800, 3600, 1800, 600, 300, 60];
  return steps.find((step) => limitSeconds % step === 0 && waitSeconds % step === 0 && waitSeconds >= 2 * step) ?? 60;
}
