import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectKey } from '../../../policies/kubernetes.ts';
import { packArchive, unpackArchive } from '../../../runbooks/kit/archive.ts';
import { keyPairFromPem } from '../../../runbooks/kit/signing/keys.ts';
import { verify } from '../../../runbooks/kit/signing/signature.ts';
import { declarationIn, objectsIn } from '../../../scripts/bundle/contents.ts';
import { contentsOf } from '../../../scripts/bundle/show.ts';
import type { City } from '../../../scripts/pipeline/city.ts';
import { checkout } from '../../kit/command-line.ts';
import { type BundleScene, bundleScene } from './fixture.ts';

let scene: BundleScene;
beforeAll(async () => {
  scene = await bundleScene();
});
afterAll(() => scene.remove());

/** The city with one kind of object taken out. */
function without(kind: string): City {
  const kept = scene.city.objects.get(scene.network)!.filter(({ object }) => object.kind !== kind);
  return { ...scene.city, objects: new Map([[scene.network, kept]]) };
}

/** The city with its first NetworkPolicy letting everything in. */
function opened(): City {
  let done = false;
  const objects = scene.city.objects.get(scene.network)!.map((sourced) => {
    const { object } = sourced;
    if (done || object.kind !== 'NetworkPolicy' || object.metadata.name === 'default-deny') return sourced;
    done = true;
    return { ...sourced, object: { ...object, spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] } } };
  });
  return { ...scene.city, objects: new Map([[scene.network, objects]]) };
}

describe('the payload of a bundle', () => {
  it('is the same to the byte when it is made again', () => {
    expect(scene.payloadOf().equals(scene.payload)).toBe(true);
    const shuffled = [...scene.city.objects.get(scene.network)!].reverse();
    const other = scene.payloadOf({ ...scene.city, objects: new Map([[scene.network, shuffled]]) });
    expect(other.equals(scene.payload)).toBe(true);
  });

  it('gives back exactly the objects that were rendered', () => {
    const rendered = scene.city.objects.get(scene.network)!.map(({ object }) => object);
    const read = objectsIn(unpackArchive(scene.payload), scene.network).map(({ object }) => object);
    const byKey = (objects: typeof rendered) => new Map(objects.map((object) => [objectKey(object), object]));
    expect(read).toHaveLength(rendered.length);
    expect(byKey(read)).toEqual(byKey(JSON.parse(JSON.stringify(rendered))));
  });

  it('carries what the far side judges and proves by, and of other networks nothing', async () => {
    const files = unpackArchive(scene.payload);
    const { intent, estate } = declarationIn(files);
    expect(intent.flows.length).toBeGreaterThan(0);
    expect(estate.networks.map(({ id }) => id)).toEqual([scene.network]);
    const { contents } = contentsOf(scene.payload);
    expect(contents.images).toBeGreaterThan(0);
    expect(contents.rules).toBeGreaterThan(80);
    expect(files.get('runbooks/isolate-namespace.zh.md')?.toString()).toContain('隔离');
    expect(contents.runbooks).toBeGreaterThan(50);
  });

  it('names every image with its digest and its users', () => {
    const images = JSON.parse(unpackArchive(scene.payload).get('images.json')!.toString()) as {
      image: string;
      digest: string;
      usedBy: string[];
    }[];
    const running = JSON.stringify(scene.city.objects.get(scene.network)!.map(({ object }) => object)).match(
      /[^"]+@sha256:[0-9a-f]{64}/g,
    );
    expect(new Set(images.map(({ image }) => image))).toEqual(new Set(running));
    for (const { image, digest, usedBy } of images) {
      expect(image.endsWith(digest)).toBe(true);
      expect(usedBy.length).toBeGreaterThan(0);
    }
  });

  it('is read by an ordinary tar', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fadun-tar-'));
    writeFileSync(join(folder, 'payload.tar'), scene.payload);
    const listed = spawnSync('tar', ['tf', join(folder, 'payload.tar')])
      .stdout.toString()
      .trim()
      .split('\n');
    rmSync(folder, { recursive: true });
    expect(listed).toEqual([...unpackArchive(scene.payload).keys()]);
  });
});

describe('the plan of a release', () => {
  it('counts everything as new in a first bundle', () => {
    const { manifest, contents } = contentsOf(scene.payload);
    expect(manifest.base).toBeNull();
    expect(contents.plan.changes.every(({ action }) => action === 'add')).toBe(true);
  });

  it('is empty and additive where nothing changes, and follows the number of its base', () => {
    const { manifest, contents } = contentsOf(scene.payloadOf(scene.city, { base: scene.payload }));
    expect(manifest).toMatchObject({ number: 2, base: { number: 1 }, class: 'additive' });
    expect(contents.plan.changes).toEqual([]);
  });

  it('is destructive where objects go', () => {
    const { manifest, contents } = contentsOf(scene.payloadOf(without('PodDisruptionBudget'), { base: scene.payload }));
    expect(manifest.class).toBe('destructive');
    expect(
      contents.plan.changes.some(
        ({ action, object }) => action === 'remove' && object.startsWith('PodDisruptionBudget'),
      ),
    ).toBe(true);
  });

  it('is widening where a connection opens, with the field and the connection named', () => {
    const { manifest, contents } = contentsOf(scene.payloadOf(opened(), { base: scene.payload }));
    expect(manifest.class).toBe('widening');
    expect(contents.plan.reasons.some(({ kind }) => kind === 'reachability')).toBe(true);
    expect(contents.plan.changes[0]).toMatchObject({
      action: 'change',
      object: expect.stringMatching(/^NetworkPolicy/),
    });
  });

  it('refuses a number that is not above its base, and a base of another site', () => {
    expect(() => scene.payloadOf(scene.city, { base: scene.payload, number: 1 })).toThrow(/--number 1/);
    const files = new Map(unpackArchive(scene.payload));
    const manifest = JSON.parse(files.get('manifest.json')!.toString());
    files.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, site: 'elsewhere' })));
    expect(() => scene.payloadOf(scene.city, { base: packArchive(files) })).toThrow(/of elsewhere/);
  });
});

describe('the bill of materials', () => {
  interface Component {
    readonly 'bom-ref': string;
    readonly version: string;
    readonly purl: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
    readonly licenses?: readonly unknown[];
  }
  const read = () =>
    JSON.parse(unpackArchive(scene.payload).get('sbom.cdx.json')!.toString()) as {
      components: Component[];
      dependencies: { ref: string; dependsOn?: string[] }[];
    };

  it('lists what the lock file installs to run Fadun, each with its digest, and no more', () => {
    const { packages } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; version?: string; integrity?: string }>;
    };
    const installed = Object.entries(packages).filter(([path, { dev, version }]) => path !== '' && !dev && version);
    const { components } = read();
    expect(components.map((one) => `${one['bom-ref']}@${one.version}`).sort()).toEqual(
      installed.map(([path, { version }]) => `${path}@${version}`).sort(),
    );
    for (const one of components) {
      const integrity = packages[one['bom-ref']]?.integrity;
      if (!integrity?.startsWith('sha512-')) continue;
      const hex = Buffer.from(integrity.slice(7), 'base64').toString('hex');
      expect(one.hashes).toEqual([{ alg: 'SHA-512', content: hex }]);
    }
  });

  it('says what depends on what, by references that all exist', () => {
    const { components, dependencies } = read();
    const known = new Set(components.map((one) => one['bom-ref']));
    const cited = dependencies.flatMap(({ dependsOn = [] }) => dependsOn);
    expect(cited.length).toBeGreaterThan(components.length / 2);
    for (const reference of cited) expect(known).toContain(reference);
  });
});

const sm2Known = spawnSync('openssl', ['ecparam', '-name', 'SM2', '-noout']).status === 0;

describe.skipIf(!sm2Known)('with openssl 3 (skipped where openssl lacks SM2: install openssl ≥ 3.0)', () => {
  const distid = '1234567812345678';

  it('the SM2 signature of a bundle verifies with openssl, and openssl’s with us', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fadun-bundle-openssl-'));
    const at = (name: string) => join(folder, name);
    const openssl = (...words: string[]) => spawnSync('openssl', words, { cwd: folder });
    try {
      const { payload, signatures } = scene.released();
      const ours = signatures.find(({ algorithm }) => algorithm === 'sm2-sm3')!;
      writeFileSync(at('payload.tar'), payload);
      writeFileSync(at('ours.sig'), Buffer.from(ours.value, 'base64'));
      writeFileSync(at('security.pub'), scene.staff.security.pair.pem);
      const checked = ['-rawin', '-in', 'payload.tar', '-pkeyopt', `distid:${distid}`];
      const verified = openssl(
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        'security.pub',
        '-digest',
        'sm3',
        '-sigfile',
        'ours.sig',
        ...checked,
      );
      expect(verified.stdout.toString() + verified.stderr.toString()).toMatch(/Verified Successfully/);

      openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2', '-out', 'theirs.pem');
      openssl('pkeyutl', '-sign', '-inkey', 'theirs.pem', '-digest', 'sm3', '-out', 'theirs.sig', ...checked);
      const pair = keyPairFromPem(readFileSync(at('theirs.pem'), 'utf8'));
      const value = readFileSync(at('theirs.sig')).toString('base64');
      expect(verify(payload, { algorithm: 'sm2-sm3', key: pair.id, value }, pair)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
