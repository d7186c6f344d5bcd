import { type Estate, type EstateFinding, type EstateOutcome, estate } from '../../estate.ts';
import type { KubernetesObject } from '../../kubernetes.ts';
import { type NetworkRights, rightsKinds, rightsOf } from '../../rights/holders.ts';
import { heldPowers, pathText, untrusted } from '../../rights/paths.ts';
import type { PowerKind } from '../../rights/powers.ts';
import { type EstateRule, type RuleHead, rule } from '../../rule.ts';

/** A rule over the whole binding graph: roles, bindings, groups, and the accounts that a holder can become. */
export interface RightsRule extends Omit<RuleHead, 'basis'> {
  readonly examples: {
    readonly compliant: readonly (readonly KubernetesObject[])[];
    readonly violating: readonly (readonly KubernetesObject[])[];
  };
}

/** Makes an estate rule of what it says about each network's rights. */
export function rightsRule(
  { examples, ...head }: RightsRule,
  judge: (rights: NetworkRights, whole: Estate) => EstateOutcome,
): EstateRule {
  return rule({
    ...head,
    basis: 'object',
    reads: rightsKinds,
    evaluate(whole: Estate) {
      const outcomes = rightsOf(whole).map((rights) => judge(rights, whole));
      return {
        judged: outcomes.reduce((sum, { judged }) => sum + judged, 0),
        findings: outcomes.flatMap(({ findings }) => findings),
      };
    },
    examples: {
      compliant: examples.compliant.map((objects) => estate(objects)),
      violating: examples.violating.map((objects) => estate(objects)),
    },
  });
}

/** A rule that nobody but the trusted holds a power of the kind, by itself or through an account it can become. */
export function powerRule(head: RightsRule, kind: PowerKind): EstateRule {
  return rightsRule(head, (rights) => {
    const holders = untrusted(rights);
    const findings = holders.flatMap((holder) =>
      heldPowers(rights, holder, kind).map((held): EstateFinding => {
        const { binding } = held.steps[0]?.grant ?? held.grant;
        return { object: rights.sourceOf(binding), path: 'subjects', value: held.power.can, message: pathText(held) };
      }),
    );
    return { judged: Math.max(holders.length, findings.length), findings };
  });
}
