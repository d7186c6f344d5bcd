import { type Estate, type EstateFinding, estate, networksOf } from './estate.ts';
import type { SourcedObject } from './kubernetes.ts';
import { type EstateRule, type EstateScope, inLanguage } from './rule.ts';
import { type Finding, type FindingObject, noVerdicts, type VerdictCounts } from './verdict.ts';
import type { WaiverEvaluator } from './waiver.ts';

/** What a rule reads, in one spelling. */
function scopeText(scope: EstateScope): string {
  return 'holding' in scope ? `holding ${scope.holding}` : [...new Set(scope)].sort().join();
}

/**
 * Estates by what rules read of them: rules that read the same share one, and with it all that they work out of it.
 * @param objectsIn objects in the scope
 * @param everything facts of the site, and networks that all objects together name
 */
export function estateReader(
  objectsIn: (scope: EstateScope) => readonly SourcedObject[],
  { facts, networks }: { facts?: Readonly<Record<string, unknown>> | undefined; networks: readonly string[] },
): (rule: EstateRule) => Estate {
  const known = new Map<string, Estate>();
  return ({ reads }) => {
    const text = scopeText(reads);
    let found = known.get(text);
    if (!found) {
      found = estate(objectsIn(reads), facts, { networks, kinds: 'holding' in reads ? undefined : new Set(reads) });
      known.set(text, found);
    }
    return found;
  };
}

/** What rules read of objects that are all at hand. */
export function estateOf(
  objects: readonly SourcedObject[],
  facts: Readonly<Record<string, unknown>> | undefined,
): (rule: EstateRule) => Estate {
  // To look for a text only spares the parsing, and these are parsed.
  const objectsIn = (scope: EstateScope) =>
    'holding' in scope ? objects : objects.filter(({ object }) => scope.includes(object.kind));
  return estateReader(objectsIn, { facts, networks: networksOf(objects) });
}

/**
 * Judges one estate rule: a pass for each thing it judged and found in order, a finding for each other. What a site declares
 * of itself stands in no network, so that no waiver reaches it.
 */
export function judgeEstate(
  rule: EstateRule,
  estate: Estate,
  { language, waived }: { language: 'zh' | 'en'; waived?: WaiverEvaluator },
): { counts: VerdictCounts; findings: readonly Finding[] } {
  const counts = noVerdicts();
  const outcome = rule.evaluate(estate);
  const findings = outcome.findings.map((found): Finding => {
    const object = referenceOf(found);
    const waiver = waived?.(rule.id, object, found.path);
    return {
      rule: rule.id,
      severity: rule.severity,
      verdict: waiver ? 'waived' : 'fail',
      object,
      path: found.path,
      ...(found.value === undefined ? {} : { value: found.value }),
      message: found.message,
      remedy: inLanguage(rule.remedy, language),
      controls: rule.controls,
      ...(waiver && { waiver: waiver.id }),
    };
  });
  counts.waived = findings.filter(({ verdict }) => verdict === 'waived').length;
  counts.fail = findings.length - counts.waived;
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
