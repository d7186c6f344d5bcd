import type { Frame } from './cel/compile.ts';
import { compileRule, evaluate, type RuleProgram } from './cel/rule-program.ts';
import { estateOf, judgeEstate, reference } from './judge-estate.ts';
import { type KubernetesObject, type SourcedObject, systemNamespaces } from './kubernetes.ts';
import { type LocatedHit, located, type Place, prefixed } from './locate.ts';
import { normalise, normaliseTemplate } from './normalise.ts';
import { type PodTemplate, podTemplateOf } from './pod-template.ts';
import { inLanguage, isEstateRule, type Rule, ruleSettingsName, type Settings } from './rule.ts';
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
  /** What a site knows beside its objects: facts for estate rules, and under {@link ruleSettingsName} settings by network. @default none */
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

/** Programs of the rules with one choice of settings, and what is kept of judging by them. */
interface ProgramSet {
  readonly programs: readonly PlacedProgram[];
  readonly byKind: Map<string, readonly PlacedProgram[]>;
  /** Distinct templates by content. */
  readonly templates: Map<string, JudgedTemplate>;
}

function programSet(programs: readonly PlacedProgram[]): ProgramSet {
  return { programs, byKind: new Map(), templates: new Map() };
}

/**
 * Judges objects by the object rules, a portion at a time: programs by kind, namespaces by name and templates by content
 * are kept from one portion to the next.
 */
export class ObjectJudge {
  private readonly options: Omit<JudgeOptions, 'namespaces'>;
  private readonly common: ProgramSet;
  private readonly networkSettings: Readonly<Record<string, Settings>>;
  /** Of networks with settings of their own. */
  private readonly ofNetworks = new Map<string, ProgramSet>();
  /** Whether rules over the estate look at a kind that no object rule is for, by apiVersion and kind. */
  private readonly readByEstate = new Map<string, boolean>();
  private readonly namespaces = new Map<string, KubernetesObject>();
  /** Objects whose template was judged, in all and in system namespaces: what passes is counted from these. */
  private templateUses = { all: 0, system: 0 };
  private tally: Tally;
  private findings: Finding[] = [];
  /** How many objects of kinds that no rule looks at, by apiVersion and kind. */
  private unjudged = new Map<string, UnjudgedKind>();
  private readonly frame: Frame = emptyFrame();
  private readonly waived: ReturnType<typeof waiverEvaluator>;

  constructor(options: Omit<JudgeOptions, 'namespaces'>) {
    this.options = options;
    this.tally = new Tally(options.rules);
    this.waived = waiverEvaluator(options.waivers ?? [], options.today);
    this.networkSettings = (options.facts?.[ruleSettingsName] ?? {}) as Readonly<Record<string, Settings>>;
    this.common = programSet(
      options.rules.flatMap((rule, at) => (isEstateRule(rule) ? [] : { ...compileRule(rule, options.settings), at })),
    );
  }

  /** The programs for a network: those of rules that read its own settings are compiled with them. */
  private programsOf(network = ''): ProgramSet {
    const own = Object.hasOwn(this.networkSettings, network) ? this.networkSettings[network] : undefined;
    if (own === undefined) return this.common;
    let set = this.ofNetworks.get(network);
    if (!set) {
      const settings = { ...this.options.settings, ...own };
      const isTouched = ({ rule }: PlacedProgram) => Object.keys(rule.settings ?? {}).some((name) => name in own);
      set = programSet(
        this.common.programs.map((program) =>
          isTouched(program) ? { ...compileRule(program.rule, settings), at: program.at } : program,
        ),
      );
      this.ofNetworks.set(network, set);
    }
    return set;
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
    const { object, network } = sourced;
    const set = this.programsOf(network);
    const programs = programsFor(object, set);
    if (programs.length === 0) {
      this.countUnjudged(object);
      return;
    }
    const template = podTemplateOf(object);
    const known = template && this.judgedTemplate(template, object.kind === 'Pod', set);
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

  private judgedTemplate(
    { metadata, spec }: PodTemplate,
    itself: boolean,
    { programs, templates }: ProgramSet,
  ): JudgedTemplate {
    const { labels, annotations } = (metadata ?? {}) as Record<string, unknown>;
    const key = JSON.stringify([itself, spec, labels, annotations]);
    let known = templates.get(key);
    if (!known) {
      const normalised = normaliseTemplate({ metadata: { labels, annotations }, spec }, itself);
      setTemplate(this.frame, normalised.metadata, normalised.spec);
      const exceptions = programs.flatMap((program): Exceptions => {
        const outcome = program.templateOnly ? evaluate(program, this.frame) : 'pass';
        if (outcome === 'pass') return [];
        if (outcome === 'notApplicable') return [[program, outcome, []]];
        return [[program, 'fail', outcome.map((hit) => located(program, hit, [{ root: normalised, path: '' }]))]];
      });
      known = { normalised, exceptions };
      templates.set(key, known);
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
    for (const { rule, templateOnly, at } of this.common.programs) {
      if (!templateOnly) continue;
      const exempt = rule.systemNamespaces === 'exempt' ? system : 0;
      this.tally.add(at, 'pass', all - exempt);
      this.tally.add(at, 'notApplicable', exempt);
    }
  }
}

/** Programs that target the object's kind, template-only ones included. */
function programsFor(
  { apiVersion, kind }: KubernetesObject,
  { programs, byKind }: ProgramSet,
): readonly PlacedProgram[] {
  const key = `${apiVersion} ${kind}`;
  let found = byKind.get(key);
  if (!found) {
    found = programs.filter(({ rule }) => rule.targets.kinds.some((one) => isOfKind(one, apiVersion, kind)));
    byKind.set(key, found);
  }
  return found;
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
