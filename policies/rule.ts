import type { Estate, EstateOutcome } from './estate.ts';
import type { KubernetesObject } from './kubernetes.ts';
import type { Targets } from './targets.ts';

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/** What a pass rests on. `declared` (a label or annotation says so) is never shown as evidence. */
export type Basis = 'declared' | 'object' | 'live';

/** A sentence in both languages. */
export interface BilingualText {
  readonly en: string;
  readonly zh: string;
}

/** Text for people; a plain string is English only. */
export type Text = string | BilingualText;

/** A value that a site may set, read in expressions as `settings.<name>`. */
export type SettingValue = string | number | boolean | readonly string[] | readonly number[];

export type Settings = Readonly<Record<string, SettingValue>>;

/** Under this name a site passes, among what it knows beside its objects, its settings by network. */
export const ruleSettingsName = 'ruleSettings';

/** An object to try a rule on, alone or with the namespace it lives in. */
export type Example = KubernetesObject | ExampleInNamespace;

export interface ExampleInNamespace {
  readonly object: KubernetesObject;
  /** Labels of the namespace, for rules that read `namespaceObject`. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** Settings that replace the rule's defaults for this example. */
  readonly settings?: Settings;
}

export interface Examples<Subject> {
  readonly compliant: readonly Subject[];
  readonly violating: readonly Subject[];
}

/** What every rule says about itself. */
export interface RuleHead {
  /** Kebab case, unique, stable: waivers and reports name it. */
  readonly id: string;
  /** The statement that holds when the rule passes. */
  readonly title: BilingualText;
  /** Why it matters, in one or two sentences. */
  readonly reason: Text;
  readonly severity: Severity;
  /** Clauses it gives evidence for, `pack:clause`, such as `mlps3:8.1.4.2 d)` or `pss-baseline:host-ports`. */
  readonly controls: readonly string[];
  readonly basis: Basis;
  /** What to do about a finding. */
  readonly remedy: Text;
}

interface ObjectRuleHead extends RuleHead {
  readonly targets: Targets;
  /** CEL: the rule applies only where this holds; elsewhere the verdict is notApplicable. @default everywhere */
  readonly where?: string;
  /** Text of the finding; `{value}` is replaced by the value. The same text comes from the API server. */
  readonly message: string;
  /** Defaults of the settings it reads. @default none */
  readonly settings?: Settings;
  /**
   * Objects in kube-system, kube-public and kube-node-lease: `exempt` for what the control plane's own components
   * cannot meet. They stay writable only by system components and the applier. @default judged
   */
  readonly systemNamespaces?: 'judged' | 'exempt';
  /** false keeps the rule out of admission (it then judges off-line only). @default true */
  readonly admission?: boolean;
  readonly examples: Examples<Example>;
}

/** Judges the object by one CEL expression. */
export interface ExpressionRule extends ObjectRuleHead {
  /** CEL that is true for a compliant object. */
  readonly expression: string;
  /** Path of the field it is about. @default the object itself */
  readonly path?: string;
  /** CEL of a string, int or bool for `{value}`. */
  readonly value?: string;
}

/** Judges each item of a list; each item that does not hold is a finding, and can be waived alone. */
export interface ItemsRule extends ObjectRuleHead {
  /** CEL of the list. */
  readonly items: string;
  /** CEL over `item` that is true for a compliant item. */
  readonly holds: string;
  /** Path inside the item. @default the item itself */
  readonly path?: string;
  /** CEL over `item` of a string, int or bool for `{value}`. */
  readonly value?: string;
}

/** Kinds, or whatever kind of object holds a text in its JSON. */
export type EstateScope = readonly string[] | { readonly holding: string };

/** Judges everything together by a function. */
export interface EstateRule extends RuleHead {
  /** What it looks at: it receives nothing else, and is not judged again while that stays as it is. */
  readonly reads: EstateScope;
  /** Pure; receives the objects that it reads and the site's facts. */
  evaluate(estate: Estate): EstateOutcome;
  readonly examples: Examples<Estate>;
}

export type ObjectRule = ExpressionRule | ItemsRule;
export type Rule = ObjectRule | EstateRule;

export function isEstateRule(value: Rule): value is EstateRule {
  return 'evaluate' in value;
}

export function isItemsRule(value: Rule): value is ItemsRule {
  return 'items' in value;
}

/** Whether the rule can be enforced by the API server. */
export function isAdmissible(value: Rule): value is ObjectRule {
  return !isEstateRule(value) && value.admission !== false;
}

/**
 * Declares a rule, checking what types cannot.
 * @throws Error naming the rule, the fault and the remedy
 */
export function rule<const R extends Rule>(value: R): R {
  const fault = firstFault(value);
  if (fault) throw new Error(`rule "${value.id}": ${fault}`);
  return Object.freeze(value);
}

function firstFault(value: Rule): string | undefined {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value.id)) return 'the id is not kebab case. Use lower-case words and hyphens.';
  if (!value.title.en || !value.title.zh) return 'a title is missing. Give it in both languages.';
  if (value.examples.compliant.length === 0) return 'there is no compliant example. Add one.';
  if (value.examples.violating.length === 0) return 'there is no violating example. Add one.';
  const control = value.controls.find((one) => !/^[a-z0-9-]+:\S/.test(one));
  if (control !== undefined) return `control "${control}" does not read pack:clause.`;
  if (isEstateRule(value)) return undefined;
  if (value.targets.kinds.length === 0) return 'it targets no kind.';
  if (value.message.includes('{value}') && value.value === undefined) {
    return 'the message shows {value} but no value is given. Add value, or drop the placeholder.';
  }
  return undefined;
}

/** Text in the wanted language, English where there is no other. */
export function inLanguage(text: Text, language: 'zh' | 'en'): string {
  return typeof text === 'string' ? text : text[language];
}
