import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ruleSettingsName } from '../../policies/rule.ts';
import { networkFactsName } from '../../policies/rules/connectivity/hygiene-rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import { unpackArchive } from '../../runbooks/kit/archive.ts';
import { digestOf } from '../../runbooks/kit/signing/digest.ts';
import { estateFacts } from '../../stacks/estate.ts';
import { declaredIntent, networkFacts } from '../../stacks/intent.ts';
import type { Site } from '../../stacks/model/site.ts';
import { ruleSettings } from '../../stacks/rule-facts.ts';
import { FadunError } from '../errors.ts';
import { type City, objectsOf } from '../pipeline/city.ts';
import { documentsOf } from '../pipeline/documents.ts';
import type { CityJudgement } from '../pipeline/judge-city.ts';
import { version } from '../version.ts';
import { objectsIn } from './contents.ts';
import { type BundleManifest, manifestName, parseManifest } from './manifest.ts';
import { packPayload } from './payload.ts';
import { releasePlan } from './release-plan.ts';
import { billOfMaterials } from './sbom.ts';

export interface CreateRequest {
  /** Built for the one network only. */
  readonly city: City;
  readonly network: string;
  /** The gate is open; the caller has seen to that. */
  readonly judgement: CityJudgement;
  /** @default the base's number and one, or 1 */
  readonly number?: number;
  /** Payload of the bundle that this one follows. */
  readonly base?: Buffer;
  /** Pages of the runbooks, by their name: on the far side nothing else explains an alert. */
  readonly runbookPages: ReadonlyMap<string, string>;
}

/** The payload of one network's next bundle. @throws FadunError for a base of another network or a number not above it */
export function createPayload({ city, network, judgement, number, base, runbookPages }: CreateRequest): Buffer {
  const pages = [...runbookPages].map(([name, text]) => [`runbooks/${name}`, text] as const);
  const { site } = city;
  const earlier = base && readBase(base, site.id, network);
  const next = number ?? (earlier ? earlier.manifest.number + 1 : 1);
  if (earlier && next <= earlier.manifest.number)
    throw new FadunError(
      `--number ${next}`,
      { zh: `前一个包的包号是 ${earlier.manifest.number}`, en: `the base has number ${earlier.manifest.number}` },
      {
        zh: `请给出更大的包号，或省略（即为 ${earlier.manifest.number + 1}）。`,
        en: `Give a number above it, or leave it out for ${earlier.manifest.number + 1}.`,
      },
    );
  const objects = city.objects.get(network) ?? [];
  const declared = site.networks[network]!;
  const plan = releasePlan({
    network,
    base: earlier ? { number: earlier.manifest.number, ...digestOf(base!) } : null,
    before: earlier ? objectsIn(earlier.files, network).map(({ object }) => object) : [],
    after: objectsOf(city, network),
    facts: networkFacts(declared),
  });
  const { result, decision, proof } = judgement;
  return packPayload({
    site: site.id,
    network,
    number: next,
    declaration: networkDeclaration(site, network),
    objects,
    plan,
    intent: declaredIntent({ site, networkId: network, network: declared }),
    estate: estateFacts(site, [network]),
    proof,
    gate: { rules: result.rules, blocking: decision.blocking.length, verdicts: { ...result.verdicts } },
    rules: allRules,
    waivers: waiversOf(site.id).filter(({ scope }) => scope.network === undefined || scope.network === network),
    facts: {
      [networkFactsName]: { [network]: networkFacts(declared) },
      [ruleSettingsName]: { [network]: ruleSettings(declared) },
    },
    documents: new Map([...documentsOf(site, network), ...pages]),
    billOfMaterials: billOfMaterials(readFileSync(lockFile, 'utf8'), version),
  });
}

/** A site that knows one network and nothing of the others: what may travel to a disconnected one. */
function networkDeclaration(site: Site, network: string): Site {
  const posts = Object.entries(site.posts).filter(([, post]) => post.networks.includes(network));
  return {
    ...site,
    networks: { [network]: site.networks[network]! },
    classifiedNetworks: {},
    crossings: [],
    systems: {},
    flows: [],
    channels: {},
    exchanges: {},
    assets: {},
    clocks: {},
    duties: {},
    images: {},
    posts: Object.fromEntries(posts.map(([id, post]) => [id, { ...post, networks: [network] }])),
  };
}

const lockFile = fileURLToPath(new URL('../../package-lock.json', import.meta.url));

function readBase(
  base: Buffer,
  site: string,
  network: string,
): { manifest: BundleManifest; files: ReadonlyMap<string, Buffer> } {
  const files = unpackArchive(base);
  const parsed = parseManifest(files.get(manifestName)?.toString('utf8'));
  if ('fault' in parsed)
    throw new FadunError('--base', parsed.fault, {
      zh: '请给出前一个发布包的目录。',
      en: 'Give the folder of the bundle before this one.',
    });
  const { manifest } = parsed;
  if (manifest.site !== site || manifest.network !== network)
    throw new FadunError(
      '--base',
      { zh: `它属于 ${manifest.site} 的 ${manifest.network}`, en: `it is of ${manifest.network} of ${manifest.site}` },
      { zh: `请给出 ${site} 的 ${network} 最近一个发布包。`, en: `Give the last bundle of ${network} of ${site}.` },
    );
  return { manifest, files };
}
