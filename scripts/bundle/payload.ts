import { renderObjects } from '../../policies/inputs/manifests/write.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import type { Estate } from '../../policies/reachability/estate-facts.ts';
import type { DeclaredIntent } from '../../policies/reachability/intent.ts';
import type { ProofReport } from '../../policies/reachability/report.ts';
import type { Rule } from '../../policies/rule.ts';
import type { Waiver } from '../../policies/waiver.ts';
import { packArchive } from '../../runbooks/kit/archive.ts';
import { canonicalJson } from '../../runbooks/kit/signing/canonical-json.ts';
import { digestOf, digestOfJson } from '../../runbooks/kit/signing/digest.ts';
import type { Site } from '../../stacks/model/site.ts';
import { FadunError } from '../errors.ts';
import { ruleSummary } from '../report/rule-summary.ts';
import { version } from '../version.ts';
import { imagesOf } from './images.ts';
import { type BundleManifest, manifestName } from './manifest.ts';
import type { ReleasePlan } from './release-plan.ts';

/** What goes into the bundle of one network: nothing of any other network is in here but its neighbours' device addresses. */
export interface BundleContent {
  readonly site: string;
  readonly network: string;
  readonly number: number;
  /** The declaration, as far as it is this network's own. */
  readonly declaration: Site;
  readonly objects: readonly SourcedObject[];
  readonly plan: ReleasePlan;
  /** What the proof is held against on the far side. */
  readonly intent: DeclaredIntent;
  readonly estate: Estate;
  readonly proof: ProofReport;
  readonly gate: {
    readonly rules: number;
    readonly blocking: number;
    readonly verdicts: Readonly<Record<string, number>>;
  };
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  /** Facts that estate rules read, of this network only. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Device sheets, neighbour files and runbook pages: relative path to text. */
  readonly documents: ReadonlyMap<string, string>;
  readonly billOfMaterials: string;
}

/** Names of the payload's files that are read again on the far side. */
export const payloadNames = {
  objects: 'objects/',
  declaration: 'site.json',
  intent: 'proof/intent.json',
  estate: 'proof/estate.json',
  proof: 'proof/report.json',
  gate: 'policies/gate.json',
  rules: 'policies/rules.json',
  waivers: 'policies/waivers.json',
  facts: 'policies/facts.json',
  plan: 'plan.json',
  images: 'images.json',
  billOfMaterials: 'sbom.cdx.json',
} as const;

/**
 * The payload: a deterministic archive whose manifest lists every other file with its digests. The same content gives the
 * same bytes.
 * @throws FadunError where an object holds a value that is known only after apply
 */
export function packPayload(content: BundleContent): Buffer {
  const files = new Map<string, Buffer>();
  const add = (name: string, text: string) => void files.set(name, Buffer.from(text));
  const addJson = (name: string, value: unknown) => add(name, `${canonicalJson(value)}\n`);
  for (const { path, text } of renderedFiles(content)) add(`${payloadNames.objects}${path}`, text);
  addJson(payloadNames.plan, content.plan);
  addJson(payloadNames.declaration, plainJson(content.declaration));
  addJson(payloadNames.intent, content.intent);
  addJson(payloadNames.estate, content.estate);
  const { seconds: _, ...proof } = content.proof;
  addJson(payloadNames.proof, plainJson(proof));
  addJson(payloadNames.gate, content.gate);
  addJson(payloadNames.rules, content.rules.map(describeRule));
  addJson(payloadNames.waivers, content.waivers);
  addJson(payloadNames.facts, content.facts);
  addJson(payloadNames.images, imagesOf(content.objects.map(({ object }) => object)));
  add(payloadNames.billOfMaterials, content.billOfMaterials);
  for (const [path, text] of content.documents) add(path, text);
  const listed = [...files].map(([name, bytes]) => [name, { bytes: bytes.length, ...digestOf(bytes) }] as const);
  const manifest: BundleManifest = {
    type: 'fadun/bundle/v1',
    site: content.site,
    network: content.network,
    number: content.number,
    base: content.plan.base && { ...content.plan.base },
    fadun: version,
    class: content.plan.class,
    files: Object.fromEntries(listed),
  };
  return packArchive(new Map([...files, [manifestName, Buffer.from(`${canonicalJson(manifest)}\n`)]]));
}

function renderedFiles({ objects }: BundleContent) {
  const { files, errors } = renderObjects(objects.map(({ object, source }) => ({ object, source })));
  const [first] = errors;
  if (first)
    throw new FadunError(
      `${first.source.file}: ${first.source.address ?? ''}: ${first.path}`,
      first.fault,
      first.remedy,
    );
  return files;
}

/** What a rule is, and a digest of all that it judges by, so that two sides can tell whether they hold the same rules. */
function describeRule(rule: Rule) {
  const { examples: _, ...judging } = rule;
  return { ...ruleSummary(rule), digest: digestOfJson(plainJson(judging)) };
}

/** Functions and undefined members have no JSON; what they stand for is code of the version that is named. */
function plainJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
