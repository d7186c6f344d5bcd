import type { KubernetesObject } from '../kubernetes.ts';
import type { AddressSet } from './addresses.ts';
import { PeerReader } from './peers.ts';
import { PolicyPortReader, type RulePorts } from './policy-ports.ts';
import { noPorts, type PortSets } from './ports.ts';
import type { Problems } from './problem.ts';
import { everything, type Selector, SelectorReader } from './selectors.ts';

export type Direction = 'ingress' | 'egress';

/** Pods chosen by labels, or addresses. `namespaces: undefined` is the policy's own namespace. */
export type Peer =
  | { readonly kind: 'pods'; readonly namespaces: Selector | undefined; readonly pods: Selector }
  | { readonly kind: 'addresses'; readonly block: AddressBlock };

/** An `ipBlock`. Equal `id` means equal addresses. */
export interface AddressBlock {
  readonly id: string;
  readonly addresses: AddressSet;
}

/** One allowance: any of the peers (everyone where undefined) on any of the ports. */
export interface Rule {
  /** Path inside the object, e.g. `spec.ingress[0]`. */
  readonly path: string;
  readonly peers: readonly Peer[] | undefined;
  readonly ports: RulePorts;
}

/**
 * A NetworkPolicy read and validated. A direction that is present isolates the selected pods, with the union of all
 * rules of all policies being what is allowed (networking.k8s.io/v1: policies add up, none denies).
 */
export interface CompiledPolicy {
  /** `namespace/name`. */
  readonly id: string;
  readonly namespace: string;
  readonly subject: Selector;
  readonly ingress: readonly Rule[] | undefined;
  readonly egress: readonly Rule[] | undefined;
  /** True where faults were reported; then it isolates what it may have selected and grants nothing. */
  readonly faulty: boolean;
  /** The object it was read from. */
  readonly object: KubernetesObject;
}

const specFields = new Set(['podSelector', 'policyTypes', 'ingress', 'egress']);

/** Reads NetworkPolicies, sharing equal selectors, blocks and port sets among them. */
export class PolicyReader {
  readonly #problems: Problems;
  readonly #selectors: SelectorReader;
  readonly #peers: PeerReader;
  readonly #ports: PolicyPortReader;

  constructor(problems: Problems, ports: PortSets) {
    this.#problems = problems;
    this.#selectors = new SelectorReader(problems);
    this.#peers = new PeerReader(problems, this.#selectors);
    this.#ports = new PolicyPortReader(problems, ports);
  }

  /**
   * Reads one policy; faults go to the problems with their path.
   * @param object a `networking.k8s.io/v1` NetworkPolicy as decoded from JSON or YAML.
   */
  read(object: KubernetesObject): CompiledPolicy {
    const namespace = object.metadata.namespace ?? 'default';
    const id = `${namespace}/${object.metadata.name}`;
    this.#problems.about(`NetworkPolicy ${id}`);
    const before = this.#problems.list.length;
    const spec = this.#specOf(object);
    const subject = this.#selectors.read(spec.podSelector, 'spec.podSelector');
    const directions = this.#directions(spec);
    const ingress = this.#rules(spec.ingress, 'ingress');
    const egress = this.#rules(spec.egress, 'egress');
    const faulty = this.#problems.list.length > before;
    const granted = (rules: readonly Rule[]) => (faulty ? [] : rules);
    return {
      id,
      namespace,
      subject: subject ?? everything,
      ingress: directions.has('ingress') ? granted(ingress) : undefined,
      egress: directions.has('egress') ? granted(egress) : undefined,
      faulty,
      object,
    };
  }

  #specOf(object: KubernetesObject): Record<string, unknown> {
    const spec = object.spec ?? {};
    if (typeof spec !== 'object' || Array.isArray(spec)) {
      this.#problems.report('spec', 'spec must be an object', 'Write podSelector, policyTypes, ingress and egress.');
      return {};
    }
    for (const field in spec) {
      if (!specFields.has(field)) {
        this.#problems.report(`spec.${field}`, 'unknown field', `Use one of ${[...specFields].join(', ')}.`);
      }
    }
    return spec as Record<string, unknown>;
  }

  /**
   * `policyTypes` absent or empty means Ingress, and Egress as well where an egress rule exists
   * (API defaulting: `egress: []` alone does not isolate egress). Unreadable types isolate both ways.
   */
  #directions(spec: Record<string, unknown>): Set<Direction> {
    const types = spec.policyTypes ?? [];
    const both = new Set<Direction>(['ingress', 'egress']);
    if (!Array.isArray(types)) {
      this.#problems.report('spec.policyTypes', 'policyTypes must be a list', 'Write [Ingress], [Egress] or both.');
      return both;
    }
    if (types.length === 0) {
      return Array.isArray(spec.egress) && spec.egress.length > 0 ? both : new Set(['ingress']);
    }
    if (types.length > 2) {
      this.#problems.report('spec.policyTypes', 'more than two policy types', 'Name Ingress and Egress once each.');
    }
    const directions = new Set<Direction>();
    types.forEach((type, index) => {
      if (type === 'Ingress') directions.add('ingress');
      else if (type === 'Egress') directions.add('egress');
      else {
        const fault = `unknown policy type ${JSON.stringify(type)}`;
        this.#problems.report(`spec.policyTypes[${index}]`, fault, 'Use Ingress or Egress.');
        both.forEach((direction) => {
          directions.add(direction);
        });
      }
    });
    return directions;
  }

  #rules(raw: unknown, direction: Direction): readonly Rule[] {
    if (raw === undefined || raw === null) return [];
    const path = `spec.${direction}`;
    if (!Array.isArray(raw)) {
      this.#problems.report(path, `${direction} must be a list of rules`, 'Write a list; [] allows nothing.');
      return [];
    }
    return raw.map((rule, index) => this.#rule(rule, direction, `${path}[${index}]`));
  }

  #rule(raw: unknown, direction: Direction, path: string): Rule {
    const peerField = direction === 'ingress' ? 'from' : 'to';
    const nothing: Rule = { path, peers: [], ports: { fixed: noPorts, named: [] } };
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      this.#problems.report(path, 'a rule must be an object', `Write ${peerField} and ports; {} allows everything.`);
      return nothing;
    }
    const rule = raw as Record<string, unknown>;
    for (const field in rule) {
      if (field !== peerField && field !== 'ports' && rule[field] !== undefined && rule[field] !== null) {
        this.#problems.report(`${path}.${field}`, 'unknown field of a rule', `Use ${peerField} and ports.`);
      }
    }
    const peers = this.#peers.read(rule[peerField], `${path}.${peerField}`);
    const ports = this.#ports.read(rule.ports, `${path}.ports`);
    return { path, peers, ports };
  }
}
