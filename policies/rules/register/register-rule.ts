import type { Estate, EstateFinding } from '../../estate.ts';
import { type EstateRule, type RuleHead, rule } from '../../rule.ts';
import { type RegisterFacts, registerEstate, registerFactsName } from './register-facts.ts';

/** A fault of what a site registers, where it is declared. */
export interface RegisterFault {
  readonly path: string;
  readonly message: string;
}

export interface RegisterRule extends Omit<RuleHead, 'basis'> {
  judge(facts: RegisterFacts): { readonly judged: number; readonly faults: readonly RegisterFault[] };
  /** Registers that differ from a sound one. */
  readonly examples: {
    readonly compliant: readonly Partial<RegisterFacts>[];
    readonly violating: readonly Partial<RegisterFacts>[];
  };
}

/** Makes an estate rule of it. It rests on what the site declares and says so: `declared` is no evidence by itself. */
export function registerRule({ judge, examples, ...head }: RegisterRule): EstateRule {
  return rule({
    ...head,
    basis: 'declared',
    reads: [],
    evaluate(whole: Estate) {
      const facts = whole.facts[registerFactsName] as RegisterFacts | undefined;
      if (!facts) return { judged: 0, findings: [] };
      const { judged, faults } = judge(facts);
      const findings = faults.map(({ path, message }): EstateFinding => {
        const name = path.split('.').slice(0, 2).join('/');
        return { object: { apiVersion: 'fadun.io/v1', kind: 'Site', name, source: path }, path, message };
      });
      return { judged: Math.max(judged, findings.length), findings };
    },
    examples: {
      compliant: examples.compliant.map(registerEstate),
      violating: examples.violating.map(registerEstate),
    },
  });
}
