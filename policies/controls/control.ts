/** How a clause can be shown: S in generated objects, A at admission, R on the live cluster, E by evidence of people's work. */
export type Judgement = 'S' | 'A' | 'R' | 'E';

/** One clause of a standard, in this project's own short words. */
export interface Control {
  /** As the standard numbers it: `8.1.3.2 a)`. */
  readonly clause: string;
  readonly title: { readonly zh: string; readonly en: string };
  /** What shows it. Where objects cannot, this says which evidence does. */
  readonly shownBy: string;
  readonly how: readonly Judgement[];
  /**
   * Where objects could say it only in words: the evidence, journal or duty that covers the clause instead. Set for clauses
   * with S or A that no rule judges.
   */
  readonly coveredBy?: string;
  /** How sure number and wording are: V checked, M from memory, U to be confirmed, P ours. */
  readonly certainty: 'V' | 'M' | 'U' | 'P';
  /** Operations duties whose evidence covers it. */
  readonly duties: readonly string[];
  /** Clauses of T/ISEAA 004-2023 (containers) that a maintainer adds once the text is at hand. */
  readonly iseaa004?: readonly string[];
}
