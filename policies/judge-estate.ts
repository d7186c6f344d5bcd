import { type Estate, type EstateFinding, estate } from './estate.ts';
import type { SourcedObject } from './kubernetes.ts';
import { type EstateRule, inLanguage } from './rule.ts';
import { type Finding, type FindingObject, noVerdicts, type VerdictCounts } from './verdict.ts';

/** The kinds that a rule reads, in one spelling; undefined for every kind. */
export function kindsRead({ reads }: Pick<EstateRule, 'reads'>): string | undefined {
  return reads && [...new Set(reads)].sort().join();
}

/**
 * Estates by what rules read of them: rules that read the same kinds share one, and with it all that they work out of it.
 * @param objectsOf objects of these kinds, of all without
 */
export function estateReader(
  objectsOf: (kinds: ReadonlySet<string> | undefined) => readonly SourcedObject[],
  facts: Readonly<Record<string, unknown>> | undefined,
): (rule: EstateRule) => Estate {
  const known = new Map<string | undefined, Estate>();
  return (rule) => {
    const kinds = kindsRead(rule);
    let found = known.get(kinds);
    if (!found) {
      found = estate(objectsOf(rule.reads && new Set(rule.reads)), facts);
      known.set(kinds, found);
    }
    return found;
  };
}

/** Judges one estate rule: a pass for each thing it judged and found in order, a finding for each other. */
export function judgeEstate(
  rule: EstateRule,
  estate: Estate,
  language: 'zh' | 'en',
): { counts: VerdictCounts; findings: readonly Finding[] } {
  const counts = noVerdicts();
  const outcome = rule.evaluate(estate);
  const findings = outcome.findings.map((found): Finding => {
    return {
      rule: rule.id,
      severity: rule.severity,
      verdict: 'fail',
      object: referenceOf(found),
      path: found.path,
      ...(found.value === undefined ? {} : { value: found.value }),
      message: found.message,
      remedy: inLanguage(rule.remedy, language),
      controls: rule.controls,
    };
  });
  counts.fail = findings.length;
  counts.pass = Math.max(0, outcome.judged - findings.length);
  if (outcome.judged === 0 && findings.length === 0) counts.notApplicable = 1;
  return { counts, findings };
}

function referenceOf({ object }: EstateFinding): FindingObject {
  return 'source' in object && typeof object.source === 'object'
    ? reference(object as SourcedObject)
    : (object as FindingObject);
}

/** The object as findings name it. */
export function reference({ object, source, network }: SourcedObject): FindingObject {
  return {
    ...(network === undefined ? {} : { network }),
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
    name: object.metadata.name,
    source: source.address === undefined ? source.file : `${source.file}#${source.address}`,
  };
}
