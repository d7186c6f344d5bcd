import { objectsOf } from '../../policies/inputs/manifests/documents.ts';
import { parseYaml } from '../../policies/inputs/manifests/parse.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import type { Estate } from '../../policies/reachability/estate-facts.ts';
import type { DeclaredIntent } from '../../policies/reachability/intent.ts';
import type { Waiver } from '../../policies/waiver.ts';
import type { Site } from '../../stacks/model/site.ts';
import { FadunError } from '../errors.ts';
import { payloadNames } from './payload.ts';

type Files = ReadonlyMap<string, Buffer>;

const makeAnew = { zh: '请重新制作该发布包。', en: 'Have the bundle made anew.' };

/** The objects of a verified payload. @throws FadunError where a document is no object: nothing is applied from a part */
export function objectsIn(files: Files, network: string): SourcedObject[] {
  return [...files].flatMap(([name, content]) => {
    if (!name.startsWith(payloadNames.objects)) return [];
    const { objects, errors } = objectsOf(name, parseYaml(content.toString('utf8')), network);
    const [first] = errors;
    if (first) throw new FadunError(`bundle: ${name}`, first.fault, makeAnew, 1);
    return [...objects];
  });
}

/** What the far side judges and proves the objects by, as it was declared where the bundle was made. */
export function declarationIn(files: Files): {
  readonly site: Site;
  readonly intent: DeclaredIntent;
  readonly estate: Estate;
  readonly waivers: readonly Waiver[];
  readonly facts: Readonly<Record<string, unknown>>;
} {
  return {
    site: jsonIn<Site>(files, payloadNames.declaration),
    intent: jsonIn<DeclaredIntent>(files, payloadNames.intent),
    estate: jsonIn<Estate>(files, payloadNames.estate),
    waivers: jsonIn<readonly Waiver[]>(files, payloadNames.waivers),
    facts: jsonIn<Readonly<Record<string, unknown>>>(files, payloadNames.facts),
  };
}

/** A JSON file of a verified payload; its type is the word of who signed it. @throws FadunError where it is missing */
export function jsonIn<T>(files: Files, name: string): T {
  const content = files.get(name);
  if (!content) throw new FadunError(`bundle: ${name}`, { zh: '缺失', en: 'it is missing' }, makeAnew, 1);
  return JSON.parse(content.toString('utf8')) as T;
}
