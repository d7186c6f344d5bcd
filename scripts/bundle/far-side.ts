import type { KubernetesObject, SourcedObject } from '../../policies/kubernetes.ts';
import { proveEstate } from '../../policies/reachability/report.ts';
import type { Waiver } from '../../policies/waiver.ts';
import type { Site } from '../../stacks/model/site.ts';
import { FadunError } from '../errors.ts';
import { type CityJudgement, differencesOf } from '../pipeline/judge-city.ts';
import { judgeObjects } from '../pipeline/judge-objects.ts';
import { sandboxNodes, trustedSubjects } from '../pipeline/prove-city.ts';
import { readBundle } from './bundle-folder.ts';
import { declarationIn, objectsIn } from './contents.ts';
import { type BundleVerdict, type VerifyOptions, verifyBundle } from './verify.ts';

type SoundBundle = Extract<BundleVerdict, { sound: true }>;

/** A release as it stands in the network that it is for, with nothing but the bundle and this installation of Fadun. */
export interface FarSide {
  readonly bundle: SoundBundle;
  /** The declaration, as far as it is this network's own. */
  readonly site: Site;
  readonly network: string;
  readonly objects: readonly SourcedObject[];
  readonly waivers: readonly Waiver[];
  /** Judges and proves the objects here: the word of who made the bundle is not taken for it. */
  judge(today: string): CityJudgement;
  /** What the proof finds wrong with live objects; empty where it holds. */
  provenWrong(live: readonly KubernetesObject[], options: { readonly isSandbox: boolean }): readonly string[];
}

/** Opens a bundle on its far side. @throws FadunError (exit 1) with every reason for which it is refused */
export async function openFarSide(folder: string, options: VerifyOptions): Promise<FarSide> {
  const verdict = verifyBundle(await readBundle(folder), options);
  if (!verdict.sound) {
    const faults = verdict.faults.slice(0, 20).join('\n  ');
    throw new FadunError(
      folder,
      { zh: `拒绝：\n  ${faults}`, en: `refused:\n  ${faults}` },
      {
        zh: '请重新送达该发布包，或由发布人签名；本包内容一概不得下发。',
        en: 'Have the bundle sent again, or signed by those who release; apply nothing of this one.',
      },
      1,
    );
  }
  const { network } = verdict.manifest;
  const { site, intent, estate, waivers, facts } = declarationIn(verdict.files);
  const objects = objectsIn(verdict.files, network);
  const prove = (subjects: readonly KubernetesObject[], trusted = trustedSubjects) =>
    proveEstate([{ network, objects: subjects, intent, trust: { trusted } }], estate).report;
  return {
    bundle: verdict,
    site,
    network,
    objects,
    waivers,
    judge: (today) => {
      const report = prove(objects.map(({ object }) => object));
      const proof = { holds: report.holds, differences: differencesOf(report) };
      return { ...judgeObjects({ objects, waivers, facts, proof, today }), proof: report };
    },
    provenWrong: (live, { isSandbox }) => {
      const report = prove(live, isSandbox ? [...trustedSubjects, sandboxNodes] : trustedSubjects);
      return report.holds ? [] : differencesOf(report);
    },
  };
}
