import type { Frame } from './cel/compile.ts';
import { compileRule, evaluate, type Hit, type RuleProgram } from './cel/rule-program.ts';
import { estate } from './estate.ts';
import { judgeEstate, reference } from './judge-estate.ts';
import type { KubernetesObject, SourcedObject } from './kubernetes.ts';
import { normalise, normaliseTemplate } from './normalise.ts';
import { podTemplateOf } from './pod-template.ts';
import { inLanguage, isEstateRule, type ObjectRule, type Rule, type Settings } from './rule.ts';
import { emptyFrame, joinPath, pathWithin, setNamespace, setObject, setTemplate } from './subject.ts';
import { isOfKind } from './targets.ts';
import { addVerdicts, type Finding, noVerdicts, type VerdictCounts, type VerdictKind } from './verdict.ts';
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
}

/** System namespaces, where some rules exempt the control plane's own components. */
export const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** What template-only rules said about one distinct template; paths are relative to it. */
type TemplateVerdicts = readonly (readonly [RuleProgram, VerdictKind, readonly LocatedHit[]])[];

interface LocatedHit extends Hit {
  readonly path: string;
}

/**
 * Judges objects by rules. Objects are normalised first; each distinct pod template is judged once; nothing is kept
 * of what passes but counts.
 * @throws Error for a rule whose expression does not compile
 */
export function judge(objects: readonly SourcedObject[], options: JudgeOptions): Judgement {
  const state = new JudgeState(objects, options);
  for (const one of objects) state.judgeObject(one);
  const estateRules = options.rules.filter(isEstateRule);
  if (estateRules.length > 0) {
    const whole = estate(objects, options.facts);
    for (const rule of estateRules) state.record(rule.id, judgeEstate(rule, whole, options.language ?? 'en'));
  }
  return state.result(objects.length);
}

/** Programs by kind, namespaces by name, templates by content: the indexes of one judgement. */
class JudgeState {
  private readonly options: JudgeOptions;
  private readonly programs: readonly RuleProgram[];
  private readonly byKind = new Map<string, readonly RuleProgram[]>();
  private readonly namespaces = new Map<string, KubernetesObject>();
  private readonly templates = new Map<
    string,
    { normalised: ReturnType<typeof normaliseTemplate>; verdicts: TemplateVerdicts }
  >();
  private readonly counts = new Map<string, VerdictCounts>();
  private readonly findings: Finding[] = [];
  private readonly frame: Frame = emptyFrame();
  private readonly waived: ReturnType<typeof waiverEvaluator>;

  constructor(objects: readonly SourcedObject[], options: JudgeOptions) {
    this.options = options;
    this.waived = waiverEvaluator(options.waivers ?? [], options.today);
    const objectRules = options.rules.filter((rule): rule is ObjectRule => !isEstateRule(rule));
    this.programs = objectRules.map((rule) => compileRule(rule, options.settings));
    for (const rule of options.rules) this.counts.set(rule.id, noVerdicts());
    for (const { object, network } of [...(options.namespaces ?? []), ...objects]) {
      if (object.kind !== 'Namespace') continue;
      this.namespaces.set(`${network ?? ''}/${object.metadata.name}`, normalise(object));
    }
  }

  judgeObject(sourced: SourcedObject): void {
    const { object } = sourced;
    const programs = this.programsFor(object);
    if (programs.length === 0) return;
    const template = podTemplateOf(object);
    const known = template && this.judgedTemplate(template.metadata, template.spec);
    const rest = template ? programs.filter((program) => !program.templateOnly) : programs;
    if (known) {
      for (const [program, verdict, hits] of known.verdicts) {
        this.conclude(sourced, program, verdict, hits.length === 0 ? hits : prefixed(hits, template!.path));
      }
    }
    if (rest.length === 0) return;
    const normalised = normalise(object, known?.normalised);
    setObject(this.frame, normalised);
    setNamespace(this.frame, this.namespaceOf(sourced, normalised));
    const inside = known ? known.normalised : undefined;
    if (inside) setTemplate(this.frame, inside.metadata, inside.spec);
    for (const program of rest) this.judgeWhole(sourced, program, normalised);
  }

  /** Programs that target the object's kind, template-only ones included. */
  private programsFor({ apiVersion, kind }: KubernetesObject): readonly RuleProgram[] {
    const key = `${apiVersion} ${kind}`;
    let programs = this.byKind.get(key);
    if (!programs) {
      programs = this.programs.filter(({ rule }) => rule.targets.kinds.some((one) => isOfKind(one, apiVersion, kind)));
      this.byKind.set(key, programs);
    }
    return programs;
  }

  private namespaceOf({ network }: SourcedObject, object: KubernetesObject): KubernetesObject | undefined {
    if (object.kind === 'Namespace') return object;
    return this.namespaces.get(`${network ?? ''}/${object.metadata.namespace ?? 'default'}`);
  }

  private judgedTemplate(metadata: unknown, spec: unknown) {
    const { labels, annotations } = (metadata ?? {}) as Record<string, unknown>;
    const key = JSON.stringify([spec, labels, annotations]);
    let known = this.templates.get(key);
    if (!known) {
      const normalised = normaliseTemplate({ metadata: { labels, annotations }, spec });
      setTemplate(this.frame, normalised.metadata, normalised.spec);
      const verdicts = this.programs
        .filter((program) => program.templateOnly)
        .map((program): TemplateVerdicts[number] => {
          const outcome = evaluate(program, this.frame);
          if (outcome === 'pass' || outcome === 'notApplicable') return [program, outcome, []];
          return [program, 'fail', outcome.map((hit) => located(program, hit, normalised))];
        });
      known = { normalised, verdicts };
      this.templates.set(key, known);
    }
    return known;
  }

  private judgeWhole(sourced: SourcedObject, program: RuleProgram, object: KubernetesObject): void {
    const outcome = evaluate(program, this.frame);
    if (outcome === 'pass' || outcome === 'notApplicable') {
      this.conclude(sourced, program, outcome, []);
      return;
    }
    this.conclude(
      sourced,
      program,
      'fail',
      outcome.map((hit) => located(program, hit, object)),
    );
  }

  /** Counts the verdict on one object and keeps its findings, after waivers and the exemption of system namespaces. */
  private conclude(
    sourced: SourcedObject,
    program: RuleProgram,
    verdict: VerdictKind,
    hits: readonly LocatedHit[],
  ): void {
    const { rule } = program;
    const counts = this.counts.get(rule.id)!;
    const exempt = rule.systemNamespaces === 'exempt' && systemNamespaces.has(sourced.object.metadata.namespace ?? '');
    if (exempt || hits.length === 0) {
      counts[exempt ? 'notApplicable' : verdict]++;
      return;
    }
    const findings = hits.map((hit): Finding => {
      const object = reference(sourced);
      const waiver = hit.verdict === 'fail' ? this.waived(rule.id, sourced, hit.path) : undefined;
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
    counts[worst(findings)]++;
    this.findings.push(...findings);
  }

  record(rule: string, { counts, findings }: { counts: VerdictCounts; findings: readonly Finding[] }): void {
    this.counts.set(rule, addVerdicts(this.counts.get(rule)!, counts));
    this.findings.push(...findings);
  }

  result(objects: number): Judgement {
    const verdicts = [...this.counts.values()].reduce(addVerdicts, noVerdicts());
    return { objects, rules: this.counts.size, verdicts, byRule: this.counts, findings: this.findings };
  }
}

function worst(findings: readonly Finding[]): VerdictKind {
  for (const verdict of ['error', 'unknown', 'fail'] as const) {
    if (findings.some((finding) => finding.verdict === verdict)) return verdict;
  }
  return 'waived';
}

/** The finding's path: of the item in the tree, then the rule's own path inside it. */
function located(program: RuleProgram, hit: Hit, root: unknown): LocatedHit {
  const own = program.rule.path ?? '';
  if (hit.at) {
    const list = pathWithin(root, hit.at.list);
    const place = list === undefined ? pathOfItem(root, hit.item) : `${list}[${hit.at.index}]`;
    return { ...hit, path: joinPath(place, own) };
  }
  return { ...hit, path: program.rule.targets.template && own !== '' ? joinPath('spec', own) : own };
}

function pathOfItem(root: unknown, item: unknown): string {
  return typeof item === 'object' && item !== null ? (pathWithin(root, item) ?? '') : '';
}

function prefixed(hits: readonly LocatedHit[], prefix: string): readonly LocatedHit[] {
  return prefix === '' ? hits : hits.map((hit) => ({ ...hit, path: joinPath(prefix, hit.path) }));
}
