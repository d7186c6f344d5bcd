import { unpackArchive } from '../../runbooks/kit/archive.ts';
import { type Keyring, lookUpKey } from '../../runbooks/kit/keyring.ts';
import { keyringProblems } from '../../runbooks/kit/keyring-problems.ts';
import { type Digest, digestOf, sameDigest } from '../../runbooks/kit/signing/digest.ts';
import { type Signature, verify } from '../../runbooks/kit/signing/signature.ts';
import type { Role } from '../../stacks/model/person.ts';
import type { SealedBundle } from './bundle-folder.ts';
import { type BundleManifest, manifestName, parseManifest } from './manifest.ts';

/** Who released a bundle. */
export interface Signer {
  readonly person: string;
  readonly roles: readonly Role[];
}

/** A bundle that may be relied on, or every reason why not. */
export type BundleVerdict =
  | {
      readonly sound: true;
      readonly manifest: BundleManifest;
      /** Of the payload's bytes: what approvals and later bundles name it by. */
      readonly payload: Digest;
      readonly files: ReadonlyMap<string, Buffer>;
      readonly signers: readonly Signer[];
    }
  | { readonly sound: false; readonly faults: readonly string[] };

export interface VerifyOptions {
  /** The far side's own: keys never come from the bundle. */
  readonly keyring: Keyring;
  readonly now: Date;
  /** Whose bundle is expected. */
  readonly site?: string;
  readonly network?: string;
}

/** A release needs two persons, the security administrator among them (GB/T 22239 8.1.9.4 f, 8.1.7.3 b). */
export const releaseRequirement = { persons: 2, including: 'security-admin' } as const;

/** Checks a bundle: its form, every digest, whose it is and who released it. Never throws; reads nothing but its inputs. */
export function verifyBundle({ payload, signatures }: SealedBundle, options: VerifyOptions): BundleVerdict {
  let files: ReadonlyMap<string, Buffer>;
  try {
    files = unpackArchive(payload);
  } catch (error) {
    return { sound: false, faults: [(error as Error).message] };
  }
  const parsed = parseManifest(files.get(manifestName)?.toString('utf8'));
  if ('fault' in parsed) return { sound: false, faults: [parsed.fault.en] };
  const { manifest } = parsed;
  const signers = signersOf(payload, signatures, options);
  const faults = [
    ...fileFaults(files, manifest),
    ...ownerFaults(manifest, options),
    ...signers.faults,
    ...releaseFaults(signers.signers),
  ];
  if (faults.length > 0) return { sound: false, faults };
  return { sound: true, manifest, payload: digestOf(payload), files, signers: signers.signers };
}

function fileFaults(files: ReadonlyMap<string, Buffer>, manifest: BundleManifest): string[] {
  const listed = Object.entries(manifest.files).flatMap(([name, expected]) => {
    const content = files.get(name);
    if (!content) return [`${name} is missing`];
    return content.length === expected.bytes && sameDigest(digestOf(content), expected)
      ? []
      : [`${name} differs from its digest`];
  });
  const extra = [...files.keys()].filter((name) => name !== manifestName && !Object.hasOwn(manifest.files, name));
  return [...listed, ...extra.map((name) => `${name} is not in the manifest`)];
}

function ownerFaults(manifest: BundleManifest, { site, network, keyring }: VerifyOptions): string[] {
  const faults: string[] = [];
  if (site !== undefined && manifest.site !== site) faults.push(`it is of site ${manifest.site}, not ${site}`);
  if (network !== undefined && manifest.network !== network)
    faults.push(`it is of network ${manifest.network}, not ${network}`);
  if (keyring.site !== manifest.site)
    faults.push(`the keyring is of site ${keyring.site}, the bundle of ${manifest.site}`);
  const [problem] = keyringProblems(keyring);
  if (problem) faults.push(`keyring: ${problem.path}: ${problem.fault}`);
  return faults;
}

/** One bad signature among good ones refuses the whole: nobody adds one by mistake. */
function signersOf(payload: Buffer, signatures: readonly Signature[], { keyring, now }: VerifyOptions) {
  const signers: Signer[] = [];
  const faults: string[] = [];
  for (const signature of signatures) {
    const found = lookUpKey(keyring, signature.key, now);
    const about = `signature of key ${signature.key.slice(0, 16)}`;
    if (!found.usable) faults.push(`${about}: ${found.fault}`);
    else if (!verify(payload, signature, found.key)) faults.push(`${about}: it does not verify over this payload`);
    else signers.push({ person: found.key.owner, roles: found.key.roles });
  }
  return { signers, faults };
}

function releaseFaults(signers: readonly Signer[]): string[] {
  const { persons, including } = releaseRequirement;
  const people = new Set(signers.map(({ person }) => person));
  const faults =
    people.size < persons ? [`signed by ${people.size} of the ${persons} persons that a release needs`] : [];
  if (!signers.some(({ roles }) => roles.includes(including))) faults.push(`no ${including} signed it`);
  return faults;
}
