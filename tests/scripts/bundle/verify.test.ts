import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrolledKey, Keyring } from '../../../runbooks/kit/keyring.ts';
import { canonicalJson } from '../../../runbooks/kit/signing/canonical-json.ts';
import { digestOf } from '../../../runbooks/kit/signing/digest.ts';
import { generateKeys } from '../../../runbooks/kit/signing/keys.ts';
import { sign } from '../../../runbooks/kit/signing/signature.ts';
import type { SealedBundle } from '../../../scripts/bundle/bundle-folder.ts';
import { manifestName } from '../../../scripts/bundle/manifest.ts';
import { verifyBundle } from '../../../scripts/bundle/verify.ts';
import { testPerson } from '../../kit/runbook-people.ts';
import { type BundleScene, bundleScene } from './fixture.ts';
import { entriesOf, flipped, type RawEntry, rawArchive } from './tampered.ts';

let scene: BundleScene;
beforeAll(async () => {
  scene = await bundleScene();
});
afterAll(() => scene.remove());

const faultsOf = (bundle: SealedBundle, options = scene.options): readonly string[] => {
  const verdict = verifyBundle(bundle, options);
  return verdict.sound ? [] : verdict.faults;
};

/** The payload rebuilt from altered entries, under the signatures of the original. */
const rebuilt = (alter: (entries: RawEntry[]) => RawEntry[]): SealedBundle => ({
  ...scene.released(),
  payload: rawArchive(alter(entriesOf(scene.payload))),
});

/** The same, released anew: what two dishonest signers or a broken builder could send. */
const resigned = (alter: (entries: RawEntry[]) => RawEntry[]): SealedBundle => {
  const payload = rawArchive(alter(entriesOf(scene.payload)));
  return scene.released(payload);
};

const manifestWith =
  (fields: Readonly<Record<string, unknown>>) =>
  (entries: RawEntry[]): RawEntry[] =>
    entries.map((entry) => {
      if (entry.name !== manifestName) return entry;
      const manifest = { ...JSON.parse(entry.content!.toString()), ...fields };
      return { ...entry, content: Buffer.from(`${canonicalJson(manifest)}\n`) };
    });

const withOneDigestWrong = (entries: RawEntry[]): RawEntry[] => {
  const manifest = entries.find(({ name }) => name === manifestName)!;
  const { files } = JSON.parse(manifest.content!.toString()) as { files: Record<string, object> };
  return manifestWith({ files: { ...files, 'plan.json': { ...files['plan.json'], sm3: '0'.repeat(64) } } })(entries);
};

const sorted = (entries: RawEntry[]) => [...entries].sort((left, right) => (left.name < right.name ? -1 : 1));
const withEntry = (entry: RawEntry) => (entries: RawEntry[]) => sorted([...entries, entry]);
const firstObject = (entries: RawEntry[]) => entries.findIndex(({ name }) => name.startsWith('objects/'));
const changeAt = (entries: RawEntry[], at: number, change: Partial<RawEntry>) =>
  entries.map((entry, index) => (index === at ? { ...entry, ...change } : entry));

describe('a released bundle', () => {
  it('is sound, and names who released it', () => {
    const verdict = verifyBundle(scene.released(), scene.options);
    expect(verdict).toMatchObject({
      sound: true,
      manifest: { site: 'minimal', network: scene.network, number: 1, base: null },
      payload: digestOf(scene.payload),
      signers: [{ person: 'p-002' }, { person: 'p-004' }],
    });
  });

  it('is written by the helper of these tests as it is by the product, so that what follows alters nothing else', () => {
    expect(rawArchive(entriesOf(scene.payload)).equals(scene.payload)).toBe(true);
  });
});

describe('an altered payload under the original signatures', () => {
  const cases: Readonly<Record<string, (entries: RawEntry[]) => RawEntry[]>> = {
    'a file added': withEntry({ name: 'objects/_cluster/extra.yaml', content: Buffer.from('kind: ClusterRole\n') }),
    'a file removed': (entries) => entries.filter((_, index) => index !== firstObject(entries)),
    'a file renamed': (entries) =>
      sorted(changeAt(entries, firstObject(entries), { name: 'objects/_cluster/renamed.yaml' })),
    'two files exchanged': (entries) => {
      const at = firstObject(entries);
      return changeAt(changeAt(entries, at, { content: entries[at + 1]!.content }), at + 1, {
        content: entries[at]!.content,
      });
    },
    'a file emptied': (entries) => changeAt(entries, firstObject(entries), { content: Buffer.alloc(0) }),
    'a file twice': (entries) => sorted([...entries, entries[firstObject(entries)]!]),
    'another order': (entries) => [...entries].reverse(),
    'a symbolic link': withEntry({ name: 'objects/link.yaml', type: '2', link: '/etc/passwd' }),
    'a hard link': withEntry({ name: 'objects/link.yaml', type: '1', link: 'plan.json' }),
    'a folder': withEntry({ name: 'objects/new', type: '5' }),
    'a device': withEntry({ name: 'objects/tty', type: '3' }),
    'a pipe': withEntry({ name: 'objects/pipe', type: '6' }),
    'a pax header': withEntry({ name: 'objects/pax', type: 'x', content: Buffer.from('20 path=../../x.yaml\n') }),
    'a GNU long name': withEntry({ name: 'objects/long', type: 'L', content: Buffer.from('../'.repeat(60)) }),
    'a path that goes up': withEntry({ name: '../evil.yaml', content: Buffer.from('x') }),
    'a path that goes up inside': withEntry({ name: 'objects/../../evil.yaml', content: Buffer.from('x') }),
    'an absolute path': withEntry({ name: '/etc/cron.d/evil', content: Buffer.from('x') }),
    'a path with backslashes': withEntry({ name: 'objects\\evil.yaml', content: Buffer.from('x') }),
    'a hidden name': withEntry({ name: 'objects/.evil.yaml', content: Buffer.from('x') }),
    'a name with a line end': withEntry({ name: 'objects/ev\nil.yaml', content: Buffer.from('x') }),
    'a look-alike name': withEntry({ name: 'objects/рlan.yaml', content: Buffer.from('x') }),
    'another mode': (entries) => changeAt(entries, firstObject(entries), { mode: '0004755' }),
    'another owner': (entries) => changeAt(entries, firstObject(entries), { owner: '0001750' }),
    'another time': (entries) => changeAt(entries, firstObject(entries), { time: '14712345670' }),
    'a size beyond the end': (entries) => changeAt(entries, entries.length - 1, { size: 1 << 30 }),
    'a higher number': manifestWith({ number: 99 }),
    'another network': manifestWith({ network: 'court-net' }),
    'another class': manifestWith({ class: 'additive' }),
    'no manifest': (entries) => entries.filter(({ name }) => name !== manifestName),
    'nothing at all': () => [],
  };

  it.each(Object.entries(cases))('is refused: %s', (_, alter) => {
    const bundle = rebuilt(alter);
    expect(bundle.payload.equals(scene.payload)).toBe(false);
    expect(faultsOf(bundle)).not.toEqual([]);
  });

  it('is refused: cut at any block, or lengthened', () => {
    const { payload } = scene;
    const last = payload.length / 512 - 1;
    for (const blocks of [0, 1, 2, 7, last >> 1, last - 2, last - 1, last])
      expect(
        faultsOf({ ...scene.released(), payload: payload.subarray(0, blocks * 512) }),
        `${blocks} blocks`,
      ).not.toEqual([]);
    for (const more of [Buffer.alloc(1), Buffer.alloc(512), Buffer.from('x')])
      expect(faultsOf({ ...scene.released(), payload: Buffer.concat([payload, more]) })).not.toEqual([]);
  });

  it('is refused: any bit flipped', () => {
    const bundle = scene.released();
    fc.assert(
      fc.property(fc.nat({ max: scene.payload.length * 8 - 1 }), (bit) => {
        expect(faultsOf({ ...bundle, payload: flipped(scene.payload, bit) })).not.toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('an altered payload that was signed again', () => {
  const cases: Readonly<Record<string, [(entries: RawEntry[]) => RawEntry[], RegExp]>> = {
    'a file that the manifest does not list': [
      withEntry({ name: 'objects/_cluster/extra.yaml', content: Buffer.from('x') }),
      /not in the manifest/,
    ],
    'a listed file missing': [(entries) => entries.filter((_, index) => index !== firstObject(entries)), /is missing/],
    'a file other than listed': [
      (entries) => changeAt(entries, firstObject(entries), { content: Buffer.from('kind: Pod\n') }),
      /differs from its digest/,
    ],
    'one of two digests right': [withOneDigestWrong, /differs from its digest/],
    'a field that nobody knows': [manifestWith({ hook: 'rm -rf /' }), /hook/],
    'another type': [manifestWith({ type: 'fadun/bundle/v9' }), /type/],
    'a number below one': [manifestWith({ number: 0 }), /number/],
    'another site': [manifestWith({ site: 'binhe' }), /of site binhe/],
  };

  it.each(Object.entries(cases))('is refused: %s', (_, [alter, fault]) => {
    expect(faultsOf(resigned(alter)).join('\n')).toMatch(fault);
  });

  it('is refused where another network is expected', () => {
    expect(faultsOf(scene.released(), { ...scene.options, network: 'court-net' } as never).join()).toMatch(
      /not court-net/,
    );
  });
});

describe('who released it', () => {
  const signedBy = (...people: readonly { readonly pair: Parameters<typeof sign>[1] }[]): SealedBundle => ({
    payload: scene.payload,
    signatures: people.map(({ pair }) => sign(scene.payload, pair)),
  });
  const keyringWith = (
    change: (keys: EnrolledKey[]) => EnrolledKey[],
  ): { keyring: Keyring; now: Date; site: string } => ({
    ...scene.options,
    keyring: { site: 'minimal', keys: change([...scene.keyring.keys]) },
  });
  const ofSecurity = (change: Partial<EnrolledKey>) =>
    keyringWith((keys) => keys.map((key) => (key.owner === 'p-004' ? { ...key, ...change } : key)));

  it('is refused without signatures, by one person, and without a security administrator', () => {
    const { system, system2, security } = scene.staff;
    expect(faultsOf(signedBy()).join()).toMatch(/0 of the 2 persons/);
    expect(faultsOf(signedBy(security)).join()).toMatch(/1 of the 2 persons/);
    expect(faultsOf(signedBy(security, security)).join()).toMatch(/1 of the 2 persons/);
    expect(faultsOf(signedBy(system, system2)).join()).toMatch(/no security-admin/);
  });

  it('is refused where one person signs with two keys', () => {
    const second = testPerson('p-004', ['security-admin']);
    const options = keyringWith((keys) => [...keys, second.key]);
    expect(faultsOf(signedBy(scene.staff.security, second), options).join()).toMatch(/1 of the 2 persons|keyring/);
  });

  it('is refused for a key that is unknown, revoked, expired or not yet valid', () => {
    const { system, security } = scene.staff;
    const bundle = signedBy(system, security);
    const revoked = { at: '2026-02-01T00:00:00Z', reason: 'lost', by: 'p-900' } as const;
    expect(faultsOf(signedBy(system, security, { pair: generateKeys('ed25519') })).join()).toMatch(/unknown-key/);
    expect(faultsOf(bundle, ofSecurity({ revoked })).join()).toMatch(/key-revoked/);
    expect(faultsOf(bundle, ofSecurity({ validUntil: '2026-03-01T00:00:00Z' })).join()).toMatch(/key-expired/);
    expect(faultsOf(bundle, ofSecurity({ validFrom: '2026-04-01T00:00:00Z' })).join()).toMatch(/key-not-yet-valid/);
  });

  it('is refused by a keyring of another site', () => {
    const options = { ...scene.options, keyring: { ...scene.keyring, site: 'binhe' } };
    expect(faultsOf(scene.released(), options).join()).toMatch(/keyring is of site binhe/);
  });

  it('is refused for a signature over other bytes, under another key, algorithm or encoding', () => {
    const [system, security] = scene.released().signatures as [never, never] & SealedBundle['signatures'];
    const foreign = sign(Buffer.from('other'), scene.staff.security.pair);
    for (const bad of [
      foreign,
      { ...(security as object), key: scene.staff.system.pair.id },
      { ...(security as object), algorithm: 'ed25519' },
      { ...(security as object), value: `${(security as { value: string }).value} ` },
      { ...(security as object), value: '' },
    ])
      expect(faultsOf({ payload: scene.payload, signatures: [system, bad as never] })).not.toEqual([]);
  });

  it('is refused with one bad signature beside two good ones', () => {
    const foreign = sign(Buffer.from('other'), scene.staff.system2.pair);
    const { signatures } = scene.released();
    expect(faultsOf({ payload: scene.payload, signatures: [...signatures, foreign] }).join()).toMatch(
      /does not verify/,
    );
  });
});
