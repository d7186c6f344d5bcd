import { unpackArchive } from '../../runbooks/kit/archive.ts';
import { FadunError } from '../errors.ts';
import { jsonIn } from './contents.ts';
import { type BundleManifest, manifestName, parseManifest } from './manifest.ts';
import { payloadNames } from './payload.ts';
import type { ReleasePlan } from './release-plan.ts';

/** What a bundle holds, in numbers. */
export interface BundleContents {
  readonly files: number;
  readonly bytes: number;
  readonly images: number;
  readonly rules: number;
  readonly documents: number;
  readonly runbooks: number;
  readonly plan: ReleasePlan;
}

/** Reads a payload for showing it. @throws FadunError where it is damaged; that says nothing yet of who signed it */
export function contentsOf(payload: Buffer): { readonly manifest: BundleManifest; readonly contents: BundleContents } {
  const files = unpackArchive(payload);
  const parsed = parseManifest(files.get(manifestName)?.toString('utf8'));
  if ('fault' in parsed)
    throw new FadunError('bundle', parsed.fault, { zh: '请重新制作该发布包。', en: 'Have the bundle made anew.' }, 1);
  const under = (folder: string) => [...files.keys()].filter((name) => name.startsWith(folder)).length;
  return {
    manifest: parsed.manifest,
    contents: {
      files: files.size,
      bytes: payload.length,
      images: jsonIn<unknown[]>(files, payloadNames.images).length,
      rules: jsonIn<unknown[]>(files, payloadNames.rules).length,
      documents: under('device-sheets/') + under('neighbours/'),
      runbooks: under('runbooks/'),
      plan: jsonIn<ReleasePlan>(files, payloadNames.plan),
    },
  };
}
