import { type Estate, type EstateFinding, type EstateOutcome, estate } from '../../estate.ts';
import { type BilingualText, type EstateRule, rule, type Severity } from '../../rule.ts';
import { type ExchangeFacts, exchangeFacts, exchangeFactsName } from './estate-facts.ts';

/** A fault against a crossing rule, where the site declares it. */
export interface CrossingFault {
  readonly path: string;
  /** One sentence. */
  readonly message: string;
}

/** What a crossing rule says: how many declarations it looked at, and the faults. */
export interface CrossingJudgement {
  readonly judged: number;
  readonly faults: readonly CrossingFault[];
}

export interface CrossingRule {
  /** `r1` … `r9`. */
  readonly id: string;
  readonly title: BilingualText;
  readonly reason: BilingualText;
  readonly severity?: Severity;
  readonly controls: readonly string[];
  readonly remedy: BilingualText;
  judge(facts: ExchangeFacts): CrossingJudgement;
  readonly examples: { readonly compliant: readonly ExchangeFacts[]; readonly violating: readonly ExchangeFacts[] };
}

/** Makes an estate rule of a crossing rule. It rests on what the site declares, before any object exists. */
export function crossingRule(value: CrossingRule): EstateRule {
  return rule({
    id: value.id,
    title: value.title,
    reason: value.reason,
    severity: value.severity ?? 'critical',
    controls: [`exchange:${value.id.toUpperCase()}`, ...value.controls],
    basis: 'declared',
    remedy: value.remedy,
    reads: [],
    evaluate: (whole: Estate) => evaluate(value, whole),
    examples: {
      compliant: value.examples.compliant.map(estateOf),
      violating: value.examples.violating.map(estateOf),
    },
  });
}

function evaluate(value: CrossingRule, whole: Estate): EstateOutcome {
  const facts = exchangeFacts(whole);
  if (!facts) return { judged: 0, findings: [] };
  const { judged, faults } = value.judge(facts);
  return { judged, findings: faults.map(finding) };
}

function finding({ path, message }: CrossingFault): EstateFinding {
  const name = path.split(/[.[]/).slice(0, 2).join('/').replace(/\]$/, '');
  return { object: { apiVersion: 'fadun.io/v1', kind: 'Site', name, source: path }, path, message };
}

/** An estate of facts alone. */
export function estateOf(facts: ExchangeFacts): Estate {
  return estate([], { [exchangeFactsName]: facts });
}
