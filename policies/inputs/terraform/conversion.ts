import type { ObjectSource, SourcedObject } from '../../kubernetes.ts';
import type { InputError } from '../errors.ts';
import type { UnknownValue } from '../unknown.ts';
import { type ConvertedResource, convertManifest, convertResource } from './convert.ts';
import { convertibleResources, manifestResource, unconvertibleResources } from './resources.ts';
import type { Json, ResolveText } from './walk.ts';

/** A resource of another provider: nothing here can judge it, and it is listed rather than lost. */
export interface ForeignResource {
  readonly source: ObjectSource;
  readonly type: string;
}

/**
 * What an input yielded. Every resource is accounted for exactly once: as an object, as a subject of `errors`, as an
 * entry of `unknowns` that is `withheld`, or as `foreign`.
 */
export interface ConversionResult {
  readonly objects: readonly SourcedObject[];
  readonly errors: readonly InputError[];
  readonly unknowns: readonly UnknownValue[];
  readonly foreign: readonly ForeignResource[];
  readonly counts: ResourceCounts;
}

/** Resources by what became of them; `resources` is the sum of the others. */
interface ResourceCounts {
  readonly resources: number;
  readonly objects: number;
  readonly failed: number;
  readonly withheld: number;
  readonly foreign: number;
}

/** Gathers the outcome of one resource after another. */
export class Conversion {
  readonly #objects: SourcedObject[] = [];
  readonly #errors: InputError[] = [];
  readonly #unknowns: UnknownValue[] = [];
  readonly #foreign: ForeignResource[] = [];
  readonly #network: string | undefined;
  #failed = 0;
  #withheld = 0;

  constructor(network?: string) {
    this.#network = network;
  }

  /** An error of the input itself, beside its resources. */
  fail(error: InputError): void {
    this.#errors.push(error);
  }

  /** A resource that is there, but not in a form that can be read. */
  failResource(error: InputError): void {
    this.#errors.push(error);
    this.#failed += 1;
  }

  /** A resource of which not even the number of instances is known. */
  withhold(source: ObjectSource, path: string, reference: string): void {
    this.#unknowns.push({ source, path, reference, withheld: true });
    this.#withheld += 1;
  }

  /** Converts one resource and records what became of it. */
  add(type: string, attributes: Json, source: ObjectSource, resolveText: ResolveText): void {
    const kind = convertibleResources.get(type);
    const refusal = unconvertibleResources.get(type);
    if (kind) this.#record(convertResource(kind, attributes, source, resolveText), source);
    else if (type === manifestResource) this.#record(convertManifest(attributes, source, resolveText), source);
    else if (refusal) this.failResource({ source, path: '', ...refusal });
    else if (type.startsWith('kubernetes_')) this.failResource({ source, path: '', ...unheardOf(type) });
    else this.#foreign.push({ source, type });
  }

  #record({ object, faults, unknowns }: ConvertedResource, source: ObjectSource): void {
    this.#errors.push(...faults);
    this.#unknowns.push(...unknowns);
    if (object) this.#objects.push({ object, source, ...(this.#network ? { network: this.#network } : {}) });
    else if (faults.length > 0) this.#failed += 1;
    else this.#withheld += 1;
  }

  result(): ConversionResult {
    const objects = this.#objects.length;
    const foreign = this.#foreign.length;
    const [failed, withheld] = [this.#failed, this.#withheld];
    return {
      objects: this.#objects,
      errors: this.#errors,
      unknowns: this.#unknowns,
      foreign: this.#foreign,
      counts: { resources: objects + failed + withheld + foreign, objects, failed, withheld, foreign },
    };
  }
}

function unheardOf(type: string): { fault: string; remedy: string } {
  return {
    fault: `${type} is not a resource type of provider 2.38`,
    remedy: 'Correct the type, or teach the converter the newer provider.',
  };
}
