import type { Problems } from './problem.ts';

/** One requirement on a label; `In` with one value stands for an entry of `matchLabels`. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A label selector whose requirements must all hold. Equal `id` means equal selector. */
export interface Selector {
  readonly id: string;
  readonly requirements: readonly Requirement[];
}

export type Labels = Readonly<Record<string, string>>;

/** `{}`: selects everything. */
export const everything: Selector = { id: '', requirements: [] };

/** Whether labels meet a selector; `NotIn` and `DoesNotExist` hold where the key is absent (LabelSelector, meta/v1). */
export function selects(selector: Selector, labels: Labels): boolean {
  for (const requirement of selector.requirements) if (!meets(requirement, labels)) return false;
  return true;
}

function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return operator satisfies never;
  }
}

const qualifiedName = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Reads label selectors, each distinct one once, and reports faults where they stand. */
export class SelectorReader {
  readonly #problems: Problems;
  readonly #known = new Map<string, Selector>();
  readonly #goodKeys = new Set<string>();
  readonly #goodValues = new Set<string>();

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** The selector at `path`, or undefined when it is at fault (reported). Absent and `{}` both select everything. */
  read(raw: unknown, path: string): Selector | undefined {
    if (raw === undefined || raw === null) return everything;
    if (typeof raw !== 'object' || Array.isArray(raw)) {
      return this.#fault(path, 'a label selector must be an object', 'Write matchLabels or matchExpressions.');
    }
    const requirements: Requirement[] = [];
    let good = true;
    for (const field in raw) {
      const value = (raw as Record<string, unknown>)[field];
      if (value === undefined || value === null) continue;
      if (field === 'matchLabels') good = this.#readLabels(value, `${path}.matchLabels`, requirements) && good;
      else if (field === 'matchExpressions') good = this.#readExpressions(value, path, requirements) && good;
      else {
        good = false;
        this.#fault(`${path}.${field}`, 'unknown field of a label selector', 'Use matchLabels or matchExpressions.');
      }
    }
    if (!good) return undefined;
    return requirements.length === 0 ? everything : this.#interned(requirements);
  }

  #interned(requirements: Requirement[]): Selector {
    const parts = requirements.map(({ key, operator, values }) => `${key} ${operator} ${values.join(',')}`);
    const id = parts.length === 1 ? parts[0]! : parts.sort().join(';');
    let selector = this.#known.get(id);
    if (!selector) {
      selector = { id, requirements };
      this.#known.set(id, selector);
    }
    return selector;
  }

  #readLabels(raw: unknown, path: string, into: Requirement[]): boolean {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      this.#fault(path, 'matchLabels must map keys to values', 'Write key: value.');
      return false;
    }
    let good = true;
    for (const key in raw) {
      const value = (raw as Record<string, unknown>)[key];
      if (this.#goodKey(key, path) && this.#goodValue(value, `${path}.${key}`)) {
        into.push({ key, operator: 'In', values: [value as string] });
      } else good = false;
    }
    return good;
  }

  #readExpressions(raw: unknown, path: string, into: Requirement[]): boolean {
    if (!Array.isArray(raw)) {
      this.#fault(`${path}.matchExpressions`, 'matchExpressions must be a list', 'Write a list of requirements.');
      return false;
    }
    let good = true;
    raw.forEach((item, index) => {
      const requirement = this.#readExpression(item, `${path}.matchExpressions[${index}]`);
      if (requirement) into.push(requirement);
      else good = false;
    });
    return good;
  }

  #readExpression(raw: unknown, path: string): Requirement | undefined {
    const { key, operator, values, ...rest } = (raw ?? {}) as Record<string, unknown>;
    const unknown = Object.keys(rest).find((field) => rest[field] !== undefined && rest[field] !== null);
    if (unknown) return this.#fault(`${path}.${unknown}`, 'unknown field', 'Use key, operator and values.');
    if (!this.#goodKey(key, `${path}.key`)) return undefined;
    const list = values ?? [];
    if (!Array.isArray(list)) return this.#fault(`${path}.values`, 'values must be a list', 'Write a list of strings.');
    if (operator === 'In' || operator === 'NotIn') {
      if (list.length === 0) {
        return this.#fault(`${path}.values`, `operator ${operator} needs values`, 'Name at least one value.');
      }
      if (!list.every((value, i) => this.#goodValue(value, `${path}.values[${i}]`))) return undefined;
      return { key: key as string, operator, values: [...new Set(list as string[])].sort() };
    }
    if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (list.length > 0) {
        return this.#fault(
          `${path}.values`,
          `operator ${operator} takes no values`,
          'Remove values, or use In or NotIn.',
        );
      }
      return { key: key as string, operator, values: [] };
    }
    return this.#fault(
      `${path}.operator`,
      `unknown operator ${JSON.stringify(operator)}`,
      'Use In, NotIn, Exists or DoesNotExist.',
    );
  }

  #goodKey(key: unknown, path: string): boolean {
    if (this.#goodKeys.has(key as string)) return true;
    if (typeof key === 'string' && qualifiedName.test(key)) {
      this.#goodKeys.add(key);
      return true;
    }
    this.#fault(path, `${JSON.stringify(key)} is not a label key`, 'Use [prefix/]name of at most 63 characters.');
    return false;
  }

  #goodValue(value: unknown, path: string): boolean {
    if (this.#goodValues.has(value as string)) return true;
    if (typeof value === 'string' && labelValue.test(value)) {
      this.#goodValues.add(value);
      return true;
    }
    this.#fault(
      path,
      `${JSON.stringify(value)} is not a label value`,
      'Use a string of at most 63 letters, digits, "-", "_" or "."; quote numbers and booleans.',
    );
    return false;
  }

  #fault(path: string, fault: string, remedy: string): undefined {
    this.#problems.report(path, fault, remedy);
    return undefined;
  }
}
