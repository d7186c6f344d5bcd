import { createHash } from 'node:crypto';
import { type ManifestUnit, readObjects } from '../../policies/inputs/manifests/units.ts';
import { ObjectJudge, type ObjectVerdicts } from '../../policies/judge.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { byKind, type Part, partOf } from '../../policies/parts.ts';
import { chooseRules } from '../pipeline/choose-rules.ts';

/** What every thread of a check must know to judge alike. */
export interface PortionRequest {
  /** Packs whose rules judge @default every rule */
  readonly packs?: readonly string[];
  readonly language: 'zh' | 'en';
}

/** Names a unit by its place and content. */
export function unitKey({ file, from, line }: ManifestUnit, bytes: Uint8Array): string {
  return createHash('sha256').update(`${file}\n${from}\n${line}\n`).update(bytes).digest('base64url');
}

/** One thread's share of a check: it parses units, and judges what it parsed once the namespaces of all are known. */
export class Portion {
  readonly #request: PortionRequest;
  readonly #objects = new Map<number, readonly SourcedObject[]>();
  #namespaces: readonly SourcedObject[] = [];
  #judge: ObjectJudge | undefined;

  constructor(request: PortionRequest) {
    this.#request = request;
  }

  /** @param index by which the unit is judged later */
  parse(index: number, unit: ManifestUnit): Part {
    const { objects, errors, bytes } = readObjects(unit);
    const kinds = byKind(objects);
    this.#objects.set(index, [...kinds.values()].flat());
    return partOf(unitKey(unit, bytes), { objects: kinds, errors });
  }

  /** Namespaces of every part, before anything is judged. */
  know(namespaces: readonly SourcedObject[]): void {
    this.#namespaces = namespaces;
  }

  judgeParsed(index: number): ObjectVerdicts {
    return this.judge(this.#objects.get(index)!);
  }

  judge(objects: readonly SourcedObject[]): ObjectVerdicts {
    this.#judge ??= this.#newJudge();
    return this.#judge.judge(objects);
  }

  #newJudge(): ObjectJudge {
    const { packs, language } = this.#request;
    // Foreign manifests have no waivers, so that no day matters.
    const judge = new ObjectJudge({ rules: chooseRules(packs), language, today: '1970-01-01' });
    judge.know(this.#namespaces);
    return judge;
  }
}
