import type { Frame } from './cel/compile.ts';
import { compileRule, evaluate, type RuleProgram } from './cel/rule-program.ts';
import { estateOf, judgeEstate, reference } from './judge-estate.ts';
import { type KubernetesObject, type SourcedObject, systemNamespaces } from './kubernetes.ts';
import { type LocatedHit, located, type Place, prefixed } from './locate.ts';
import { normalise, normaliseTemplate } from './normalise.ts';
import { podTemplateOf } from './pod-template.ts';
import { inLanguage, isEstateRule, type Rule, type Settings } from './rule.ts';
import { emptyFrame, setNamespace, setObject, setTemplate } from './subject.ts';
import { type SparseCounts, Tally } from './tally.ts';
import { isOfKind } from './targets.ts';
import { isReadByEstateRules, sumUnjudged, type UnjudgedKind } from './unjudged.ts';
import {
  addVerdicts,
  type Finding,
  noVerdicts,
  type VerdictCounts,
  type VerdictKind,
  verdictKinds,
} from './verdict.ts';
import { type Waiver, waiverEvaluator } from './waiver.ts';

export interface JudgeOptions {
  readonly rules: readonly Rule[];
  readonly waivers?: readonly Waiver[];
  /** Site values for the rules' settings, by setting name. @default each rule's own */
  readonly settings?: Settings;
  /** Day on which waivers are judged, `YYYY-MM-DD`. */
  readonly today: string;
  /** Site-wide facts for estate rules. @default none */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Namespaces that are known but not judged, such as a live cluster's. @default those among the objects only */
  readonly namespaces?: readonly SourcedObject[];
  /** Language of remedies. @default en */
  readonly language?: 'zh' | 'en';
}

/** Everything that was judged: counts, and each thing that did not simply pass. */
export interface Judgement {
  readonly objects: number;
  readonly rules: number;
  readonly verdicts: VerdictCounts;
  readonly byRule: ReadonlyMap<string, VerdictCounts>;
  readonly findings: readonly Finding[];
  /** What none of the rules looks at, in the order of kinds. */
  readonly unjudged: readonly UnjudgedKind[];
}

/** What template-only rules said about one distinct template, passes left out; paths are relative to it. */
type Exceptions = readonly (readonly [PlacedProgram, 'fail' | 'notApplicable', readonly LocatedHit[]])[];

interface JudgedTemplate {
  readonly normalised: ReturnType<typeof normaliseTemplate>;
  readonly exceptions: Exceptions;
}

/**
 * Judges objects by rules. Objects are normalised first; each distinct pod template is judged once; nothing is kept
 * of what passes but counts.
 * @throws Error for a rule whose expression does not compile
 */
export function judge(objects: readonly SourcedObject[], options: JudgeOptions): Judgement {
  const { rules } = options;
  const judgeOfObjects = new ObjectJudge(options);
  judgeOfObjects.know([...(options.namespaces ?? []), ...objects.filter(({ object }) => object.kind === 'Namespace')]);
  const { counts, findings, unjudged } = judgeOfObjects.judge(objects);
  const tally = new Tally(rules);
  tally.addSparse(counts);
  const all = [...findings];
  if (rules.some(isEstateRule)) {
    const read = estateOf(objects, options.facts);
    const waived = waiverEvaluator(options.waivers ?? [], options.today);
    for (const [at, rule] of rules.entries()) {
      if (!isEstateRule(rule)) continue;
      const outcome = judgeEstate(rule, read(rule), { language: options.language ?? 'en', waived });
      for (const kind of verdictKinds) tally.add(at, kind, outcome.counts[kind]);
      for (const finding of outcome.findings) all.push(finding);
    }
  }
  return judgementOf(rules, tally, { objects: objects.length, findings: all, unjudged: sumUnjudged([unjudged]) });
}

/** A judgement from its counts and findings. */
export function judgementOf(
  rules: readonly Rule[],
  tally: Tally,
  { objects, findings, unjudged }: Pick<Judgement, 'objects' | 'findings' | 'unjudged'>,
): Judgement {
  const byRule = tally.byRule();
  const verdicts = [...byRule.values()].reduce(addVerdicts, noVerdicts());
  return { objects, rules: rules.length, verdicts, byRule, findings, unjudged };
}

/** What the object rules said about some objects. */
export interface ObjectVerdicts {
  /** By position of the rule among all rules of the judge. */
  readonly counts: SparseCounts;
  readonly findings: readonly Finding[];
  readonly unjudged: readonly UnjudgedKind[];
}

/** A rule's program and the rule's position among all. */
interface PlacedProgram extends RuleProgram {
  readonly at: number;
}

/**
 * Judges objects by the object rules, a portion at a time: programs by kind, namespaces by name and templates by content
 * are kept from one portion to the next.
 */
export class ObjectJudge {
  private readonly options: Omit<JudgeOptions, 'facts' | 'namespaces'>;
  private readonly programs: readonly PlacedProgram[];
  private readonly byKind = new Map<string, readonly PlacedProgram[]>();
  /** Whether rules over the estate look at a kind that no object rule is for, by apiVersion and kind. */
  private readonly readByEstate = new Map<string, boolean>();
  private readonly namespaces = new Map<string, KubernetesObject>();
  private readonly templates = new Map<string, JudgedTemplate>();
  /** Objects whose template was judged, in all and in system namespaces: what passes is counted from these. */
  private templateUses = { all: 0, system: 0 };
  private tally: Tally;
  private findings: Finding[] = [];
  /** How many objects of kinds that no rule looks at, by apiVersion and kind. */
  private unjudged = new Map<string, UnjudgedKind>();
  private readonly frame: Frame = emptyFrame();
  private readonly waived: ReturnType<typeof waiverEvaluator>;

  constructor(options: Omit<JudgeOptions, 'facts' | 'namespaces'>) {
    this.options = options;
    this.tally = new Tally(options.rules);
    this.waived = waiverEvaluator(options.waivers ?? [], options.today);
    this.programs = options.rules.flatMap((rule, at) =>
      isEstateRule(rule) ? [] : { ...compileRule(rule, options.settings), at },
    );
  }

  /** Namespaces that objects may live in; of two with one name the later counts. */
  know(namespaces: Iterable<SourcedObject>): void {
    for (const { object, network } of namespaces) {
      if (object.kind !== 'Namespace') continue;
      this.namespaces.set(`${network ?? ''}/${object.metadata.name}`, normalise(object));
    }
  }

  judge(objects: readonly SourcedObject[]): ObjectVerdicts {
    this.tally = new Tally(this.options.rules);
    this.findings = [];
    this.unjudged = new Map();
    this.templateUses = { all: 0, system: 0 };
    for (const one of objects) this.judgeObject(one);
    this.countTemplatePasses();
    return { counts: this.tally.sparse(), findings: this.findings, unjudged: [...this.unjudged.values()] };
  }

  private judgeObject(sourced: SourcedObject): void {
    const { object } = sourced;
    const programs = this.programsFor(object);
    if (programs.length === 0) {
      this.countUnjudged(object);
      return;
    }
    const template = podTemplateOf(object);
    const known = template && this.judgedTemplate(template.metadata, template.spec, object.kind === 'Pod');
    const rest = template ? programs.filter((program) => !program.templateOnly) : programs;
    if (known) {
      const system = isInSystem(object);
      this.templateUses.all++;
      if (system) this.templateUses.system++;
      for (const [program, verdict, hits] of known.exceptions) {
        if (system && program.rule.systemNamespaces === 'exempt') continue;
        this.tally.add(program.at, 'pass', -1);
        this.conclude(sourced, program, verdict, prefixed(hits, template!.path));
      }
    }
    if (rest.length === 0) return;
    const normalised = normalise(object, known?.normalised);
    setObject(this.frame, normalised);
    setNamespace(this.frame, this.namespaceOf(sourced, normalised));
    if (known) setTemplate(this.frame, known.normalised.metadata, known.normalised.spec);
    const places = known ? [{ root: known.normalised, path: template!.path }] : [];
    for (const program of rest) this.judgeWhole(sourced, program, [...places, { root: normalised, path: '' }]);
  }

  /** Programs that target the object's kind, template-only ones included. */
  private programsFor({ apiVersion, kind }: KubernetesObject): readonly PlacedProgram[] {
    const key = `${apiVersion} ${kind}`;
    let programs = this.byKind.get(key);
    if (!programs) {
      programs = this.programs.filter(({ rule }) => rule.targets.kinds.some((one) => isOfKind(one, apiVersion, kind)));
      this.byKind.set(key, programs);
    }
    return programs;
  }

  private countUnjudged({ apiVersion, kind }: KubernetesObject): void {
    const key = `${apiVersion} ${kind}`;
    const isRead = this.readByEstate.get(key) ?? isReadByEstateRules(this.options.rules, apiVersion, kind);
    this.readByEstate.set(key, isRead);
    if (isRead) return;
    this.unjudged.set(key, { apiVersion, kind, objects: 1 + (this.unjudged.get(key)?.objects ?? 0) });
  }

  private namespaceOf({ network }: SourcedObject, object: KubernetesObject): KubernetesObject | undefined {
    if (object.kind === 'Namespace') return object;
    return this.namespaces.get(`${network ?? ''}/${object.metadata.namespace ?? 'default'}`);
  }

  private judgedTemplate(metadata: unknown, spec: unknown, itself: boolean): JudgedTemplate {
    const { labels, annotations } = (metadata ?? {}) as Record<string, unknown>;
    const key = JSON.stringify([itself, spec, labels, annotations]);
    let known = this.templates.get(key);
    if (!known) {
      const normalised = normaliseTemplate({ metadata: { labels, annotations }, spec }, itself);
      setTemplate(this.frame, normalised.metadata, normalised.spec);
      const exceptions = this.programs.flatMap((program): Exceptions => {
        const outcome = program.templateOnly ? evaluate(program, this.frame) : 'pass';
        if (outcome === 'pass') return [];
        if (outcome === 'notApplicable') return [[program, outcome, []]];
        return [[program, 'fail', outcome.map((hit) => located(program, hit, [{ root: normalised, path: '' }]))]];
      });
      known = { normalised, exceptions };
      this.templates.set(key, known);
    }
    return known;
  }

  private judgeWhole(sourced: SourcedObject, program: PlacedProgram, places: readonly Place[]): void {
    const outcome = evaluate(program, this.frame);
    if (outcome === 'pass' || outcome === 'notApplicable') {
      this.conclude(sourced, program, outcome, []);
      return;
    }
    const hits = outcome.map((hit) => located(program, hit, places));
    this.conclude(sourced, program, 'fail', hits);
  }

  /** Counts the verdict on one object and keeps its findings, after waivers and the exemption of system namespaces. */
  private conclude(
    sourced: SourcedObject,
    program: PlacedProgram,
    verdict: VerdictKind,
    hits: readonly LocatedHit[],
  ): void {
    const { rule } = program;
    const exempt = rule.systemNamespaces === 'exempt' && isInSystem(sourced.object);
    if (exempt || hits.length === 0) {
      this.tally.add(program.at, exempt ? 'notApplicable' : verdict);
      return;
    }
    const findings = hits.map((hit): Finding => {
      const object = reference(sourced);
      const waiver = hit.verdict === 'fail' ? this.waived(rule.id, object, hit.path) : undefined;
      return {
        rule: rule.id,
        severity: rule.severity,
        verdict: waiver ? 'waived' : hit.verdict,
        object,
        path: hit.path,
        ...(hit.value === undefined ? {} : { value: hit.value }),
        message: hit.message,
        remedy: inLanguage(rule.remedy, this.options.language ?? 'en'),
        controls: rule.controls,
        ...(waiver ? { waiver: waiver.id } : {}),
      };
    });
    this.tally.add(program.at, worst(findings));
    for (const finding of findings) this.findings.push(finding);
  }

  /** Templates pass by being used and not excepted. */
  private countTemplatePasses(): void {
    const { all, system } = this.templateUses;
    for (const { rule, templateOnly, at } of this.programs) {
      if (!templateOnly) continue;
      const exempt = rule.systemNamespaces === 'exempt' ? system : 0;
      this.tally.add(at, 'pass', all - exempt);
      this.tally.add(at, 'notApplicable', exempt);
    }
  }
}

function isInSystem({ metadata }: KubernetesObject): boolean {
  return metadata.namespace !== undefined && systemNamespaces.has(metadata.namespace);
}

function worst(findings: readonly Finding[]): VerdictKind {
  for (const verdict of ['error', 'unknown', 'fail'] as const) {
    if (findings.some((finding) => finding.verdict === verdict)) return verdict;
  }
  return 'waived';
}
