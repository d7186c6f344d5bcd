import { type Judgement, judgementOf, type ObjectVerdicts } from '../../policies/judge.ts';
import { estateReader, judgeEstate } from '../../policies/judge-estate.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { digest, namespacesOf, objectsOfPart, type Part, PartOutlines, verdictsKey } from '../../policies/parts.ts';
import { type EstateRule, isEstateRule } from '../../policies/rule.ts';
import { Tally } from '../../policies/tally.ts';
import { sumUnjudged } from '../../policies/unjudged.ts';
import { type Finding, verdictKinds } from '../../policies/verdict.ts';
import { chooseRules } from '../pipeline/choose-rules.ts';
import type { PortionRequest } from './portion.ts';
import type { EstateVerdicts, JudgedPart, KeptVerdicts } from './verdict-file.ts';

/** Verdicts by index of the part: at once, and those that another thread is still working out. */
export interface FreshVerdicts {
  readonly verdicts: ReadonlyMap<number, ObjectVerdicts>;
  rest(): Promise<ReadonlyMap<number, ObjectVerdicts>>;
}

export interface PartsRequest {
  readonly request: PortionRequest;
  readonly surroundings: string;
  readonly kept: KeptVerdicts;
  /** Judges what was parsed just now, and the objects of stale parts. */
  judgeFresh(
    namespaces: readonly SourcedObject[],
    stale: ReadonlyMap<number, readonly SourcedObject[]>,
  ): Promise<FreshVerdicts>;
}

/** The judgement over parts, and what to keep of it; undefined when all of it was kept already. */
export async function judgeParts(
  parts: readonly Part[],
  { request, surroundings, kept, judgeFresh }: PartsRequest,
): Promise<{ judgement: Judgement; keep: KeptVerdicts | undefined }> {
  const rules = chooseRules(request.packs);
  const namespaces = namespacesOf(parts);
  const keys = parts.map((part) => verdictsKey(part, surroundings, namespaces));
  const stale = new Map<number, readonly SourcedObject[]>();
  const standing = parts.map((part, index) => {
    const before = kept.parts.get(part.key);
    if (before?.part !== part) return undefined;
    if (before.verdictsKey === keys[index]) return before;
    stale.set(index, objectsOfPart(part));
    return undefined;
  });
  const fresh = await judgeFresh(namespaces.objects, stale);
  const estate = judgeEstateRules(parts, { rules: rules.filter(isEstateRule), request, surroundings, kept });
  const rest = await fresh.rest();
  const judged = parts.map(
    (part, index): JudgedPart =>
      standing[index] ?? {
        part,
        verdictsKey: keys[index]!,
        verdicts: fresh.verdicts.get(index) ?? rest.get(index)!,
      },
  );
  const tally = new Tally(rules);
  const findings: Finding[] = [];
  for (const { verdicts } of judged) {
    tally.addSparse(verdicts.counts);
    for (const finding of verdicts.findings) findings.push(finding);
  }
  for (const [at, { id }] of rules.entries()) {
    const outcome = estate.get(id);
    if (!outcome) continue;
    for (const kind of verdictKinds) tally.add(at, kind, outcome.counts[kind]);
    for (const finding of outcome.findings) findings.push(finding);
  }
  const objects = parts.reduce((sum, part) => sum + part.objects, 0);
  const keep = { parts: new Map(judged.map((one) => [one.part.key, one])), estate };
  const unjudged = sumUnjudged(judged.map(({ verdicts }) => verdicts.unjudged));
  return {
    judgement: judgementOf(rules, tally, { objects, findings, unjudged }),
    keep: isKept(keep, kept) ? undefined : keep,
  };
}

function isKept(keep: KeptVerdicts, { parts, estate }: KeptVerdicts): boolean {
  const sameParts = [...keep.parts.values()].every(({ part, verdicts }) => {
    const before = parts.get(part.key);
    return before?.part === part && before.verdicts === verdicts;
  });
  const sameEstate = [...keep.estate].every(([id, outcome]) => estate.get(id) === outcome);
  return sameParts && sameEstate && keep.parts.size === parts.size && keep.estate.size === estate.size;
}

function judgeEstateRules(
  parts: readonly Part[],
  { rules, request, surroundings, kept }: { rules: readonly EstateRule[] } & Omit<PartsRequest, 'judgeFresh'>,
): ReadonlyMap<string, EstateVerdicts> {
  const outlines = new PartOutlines(parts);
  // Manifests say nothing of a site: they stand in no network, and nothing is known beside them.
  const read = estateReader((scope) => outlines.in(scope), { networks: [] });
  return new Map(
    rules.map((rule): [string, EstateVerdicts] => {
      const key = digest(surroundings, rule.id, outlines.digestOf(rule.reads));
      const before = kept.estate.get(rule.id);
      if (before?.key === key) return [rule.id, before];
      return [rule.id, { key, ...judgeEstate(rule, read(rule), { language: request.language }) }];
    }),
  );
}
