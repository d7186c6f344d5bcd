import { Enums, Models, Serialize, SPDX, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';

/** What of npm's lock file (version 3) the inventory reads. */
interface LockFile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const inModules = 'node_modules/';

/**
 * Software bill of materials of Fadun itself, CycloneDX 1.6 (ECMA-424) as JSON: what the lock file installs to run it, with
 * the digests that npm checks. No serial number and no time: the same lock file gives the same bytes.
 * @throws Error where the text is no lock file of version 3
 */
export function billOfMaterials(lockFile: string, version: string): string {
  const { lockfileVersion, packages } = JSON.parse(lockFile) as LockFile;
  if (lockfileVersion !== 3 || packages === undefined)
    throw new Error('package-lock.json: not of version 3. Write it anew with npm 9 or later.');
  const bom = new Models.Bom();
  bom.metadata.component = new Models.Component(Enums.ComponentType.Application, 'fadun', {
    version,
    bomRef: `fadun@${version}`,
    licenses: licenses(packages['']?.license),
  });
  const byPath = new Map([['', bom.metadata.component]]);
  for (const [path, locked] of Object.entries(packages)) {
    if (!path.includes(inModules) || locked.dev === true || locked.version === undefined) continue;
    const one = component(path, { ...locked, version: locked.version });
    byPath.set(path, one);
    bom.components.add(one);
  }
  for (const [path, one] of byPath) {
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const installed = byPath.get(resolvedPath(path, name, byPath) ?? '-');
      if (installed) one.dependencies.add(installed.bomRef);
    }
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function component(path: string, locked: LockedPackage & { readonly version: string }): Models.Component {
  const full = locked.name ?? path.slice(path.lastIndexOf(inModules) + inModules.length);
  const [group, name] = full.startsWith('@') ? (full.split('/', 2) as [string, string]) : [undefined, full];
  const purl = new PackageURL('npm', group ?? null, name, locked.version, null, null).toString();
  return new Models.Component(Enums.ComponentType.Library, name, {
    ...(group !== undefined && { group }),
    version: locked.version,
    // A package may be installed twice at one version; its place tells the two apart.
    bomRef: path,
    purl,
    scope: locked.optional ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required,
    licenses: licenses(locked.license),
    hashes: hashes(locked.integrity),
  });
}

/** Where Node finds a package from another one: in its own folder, then in each one around it. */
function resolvedPath(from: string, name: string, installed: ReadonlyMap<string, unknown>): string | undefined {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf(inModules) - 1))) {
    const candidate = `${place === '' ? '' : `${place}/`}${inModules}${name}`;
    if (installed.has(candidate)) return candidate;
    if (place === '') return undefined;
  }
}

/** As written by the package: an SPDX id or expression, or a name that is neither. */
function licenses(text: string | undefined): Models.LicenseRepository {
  if (text === undefined) return new Models.LicenseRepository();
  if (/ (?:AND|OR|WITH) /.test(text)) return new Models.LicenseRepository([new Models.LicenseExpression(text)]);
  const isListed = SPDX.isSupportedSpdxId(text);
  return new Models.LicenseRepository([isListed ? new Models.SpdxLicense(text) : new Models.NamedLicense(text)]);
}

/** Subresource Integrity (`sha512-…`, base64) as CycloneDX writes digests: by algorithm, hexadecimal. */
function hashes(integrity: string | undefined): Models.HashDictionary {
  const found = /^sha512-([A-Za-z0-9+/=]+)$/.exec(integrity ?? '');
  const hex = found && Buffer.from(found[1]!, 'base64').toString('hex');
  return new Models.HashDictionary(hex ? [[Enums.HashAlgorithm['SHA-512'], hex]] : []);
}
