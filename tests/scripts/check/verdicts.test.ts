import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readManifests } from '../../../policies/inputs/manifests/read.ts';
import { type Judgement, judge } from '../../../policies/judge.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { checkManifests, type Keeping } from '../../../scripts/check/check-manifests.ts';
import { readVerdicts, writeVerdicts } from '../../../scripts/check/verdict-file.ts';
import { benchFiles, benchYaml } from '../../bench/check-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'fadun-verdicts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const request = { language: 'en' } as const;
const key = Buffer.alloc(32, 7);

function keepingIn(
  file: string,
  { surroundings = 'x', by = key }: { surroundings?: string; by?: Buffer } = {},
): Keeping {
  return {
    surroundings,
    read: () => readVerdicts(file, by),
    write: (kept) => writeVerdicts(file, by, kept),
  };
}

let folders = 0;
function folder(files: Readonly<Record<string, string>>): string {
  const path = join(root, `folder-${++folders}`);
  for (const [name, content] of Object.entries(files)) put(path, name, content);
  return path;
}

function put(path: string, name: string, content: string): void {
  mkdirSync(join(path, name, '..'), { recursive: true });
  writeFileSync(join(path, name), content);
}

/** Two systems, some 70 objects, a fault here and there. */
const systems = Object.fromEntries(benchFiles(80).map(({ path, objects }) => [path, benchYaml(objects)]));

const comparable = ({ byRule, findings, ...rest }: Judgement) => ({
  ...rest,
  byRule: [...byRule],
  findings: findings.map((one) => JSON.stringify(one)).sort(),
});

/** What the plain judge says of everything read in one go. */
async function plainly(path: string) {
  const { objects, errors } = await readManifests([path]);
  return { judgement: comparable(judge(objects, { rules: allRules, today: '2026-06-01' })), errors };
}

/** Edits that a person makes: of text in a file, of whole files, of namespaces that others depend on. */
const replacements = [
  ['privileged: false', 'privileged: true'],
  ['privileged: true', 'privileged: false'],
  ['runAsNonRoot: true', 'runAsNonRoot: false'],
  ['app.kubernetes.io/name: api', 'app.kubernetes.io/name: other'],
  ['port: 8080', 'port: 22'],
  ['kind: CronJob', 'kind: CronJob # a note'],
  ['fadun.io/segment: app', 'fadun.io/segment: data'],
  ['fadun.io/mlps-level: ', 'fadun.io/mlps-level: 4 #'],
  ['- Ingress', '- Egress'],
  ['verbs:', 'verbs: ["*"] #'],
  ['kind: Service\n', 'kind: [Service\n'],
  ['metadata:', 'metadata: &m\n  annotations: {a: b}\nmore:'],
  ['---\n', '---\n# moved down\n---\n'],
] as const;

const edit = fc.oneof(
  fc.record({
    kind: fc.constant('replace' as const),
    file: fc.nat(),
    replacement: fc.constantFrom(...replacements),
  }),
  fc.record({
    kind: fc.constantFrom('remove' as const, 'copy' as const, 'swap' as const),
    file: fc.nat(),
    to: fc.nat(),
  }),
);

function apply(path: string, one: typeof edit extends fc.Arbitrary<infer T> ? T : never): void {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  if (files.length === 0) return;
  const file = join(path, files[one.file % files.length]!);
  if (one.kind === 'replace') {
    const [from, to] = one.replacement;
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  } else if (one.kind === 'remove') rmSync(file);
  else if (one.kind === 'copy') copyFileSync(file, join(path, `copy-${one.to % 3}.yaml`));
  else {
    const other = join(path, files[one.to % files.length]!);
    const [mine, theirs] = [readFileSync(file), readFileSync(other)];
    writeFileSync(file, theirs);
    writeFileSync(other, mine);
  }
}

describe('a check that keeps its verdicts', () => {
  it('says after any edits what a check without says, and what the plain judge says', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 }),
        async (rounds) => {
          const path = folder(systems);
          const keeping = keepingIn(join(root, `kept-${folders}`));
          for (const edits of [[], ...rounds]) {
            for (const one of edits) apply(path, one);
            const kept = await checkManifests([path], { request, keeping, threads: 1 });
            const fresh = await checkManifests([path], { request, threads: 1 });
            expect(kept.judgement).toEqual(fresh.judgement);
            expect(kept.errors).toEqual(fresh.errors);
            const plain = await plainly(path);
            expect(comparable(kept.judgement)).toEqual(plain.judgement);
            expect(kept.errors).toEqual(plain.errors);
            if (kept.parsed < fresh.parsed) taken++;
          }
          rmSync(path, { recursive: true });
        },
      ),
      { numRuns: 25 },
    );
    expect(taken).toBeGreaterThan(25);
  }, 180_000);

  it('parses nothing when nothing has changed, and one file when one has', async () => {
    const path = folder(systems);
    const keeping = keepingIn(join(root, 'unchanged'));
    const check = () => checkManifests([path], { request, keeping });
    expect((await check()).parsed).toBe(Object.keys(systems).length);
    expect((await check()).parsed).toBe(0);
    const [first] = Object.keys(systems);
    writeFileSync(join(path, first!), `# a note\n${systems[first!]}`);
    expect((await check()).parsed).toBe(1);
  });

  it('judges objects again when the namespace they live in changes in another file', async () => {
    const namespace = (segment: string) =>
      benchYaml([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n', labels: { 'fadun.io/segment': segment } } },
      ]);
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: n}\nspec: {type: NodePort}\n';
    const path = folder({ 'a.yaml': namespace('app'), 'b.yaml': service });
    const keeping = keepingIn(join(root, 'namespace'));
    await checkManifests([path], { request, keeping });
    put(path, 'a.yaml', namespace('web'));
    const { judgement, parsed } = await checkManifests([path], { request, keeping });
    expect(parsed).toBe(1);
    expect(judgement).toEqual((await checkManifests([path], { request })).judgement);
  });

  it('says of kept files as of fresh ones which kinds no rule looks at', async () => {
    const rollout = (name: string) => `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: ${name}}\n`;
    const template = 'apiVersion: v1\nkind: PodTemplate\nmetadata: {name: t}\n';
    const path = folder({
      'a.yaml': rollout('a'),
      'b.yaml': `${rollout('b')}---\n${template}`,
      'c.yaml': rollout('c'),
    });
    const keeping = keepingIn(join(root, 'unjudged'));
    const expected = (rollouts: number) => [
      { apiVersion: 'v1', kind: 'PodTemplate', objects: 1 },
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', objects: rollouts },
    ];
    expect((await checkManifests([path], { request, keeping })).judgement.unjudged).toEqual(expected(3));
    put(path, 'c.yaml', `${rollout('c')}---\n${rollout('d')}`);
    const { judgement, parsed } = await checkManifests([path], { request, keeping });
    expect([parsed, judgement.unjudged]).toEqual([1, expected(4)]);
    expect((await checkManifests([path], { request, threads: 1 })).judgement.unjudged).toEqual(expected(4));
  });

  it('says the same on two threads as on one', async () => {
    const files = Object.fromEntries(benchFiles(1_500).map(({ path, objects }) => [path, benchYaml(objects)]));
    const path = folder({ ...files, 'faulty.yaml': 'a: [' });
    const one = await checkManifests([path], { request, threads: 1 });
    const two = await checkManifests([path], { request, threads: 2 });
    expect(two).toEqual(one);
    expect(one.judgement.objects).toBe(1_500);
    expect(one.errors).toHaveLength(1);
  });

  it('cuts one large file into units without losing a document or a line', async () => {
    const large = benchYaml(benchFiles(1_200).flatMap(({ objects }) => objects));
    const path = folder({ 'all.yaml': large });
    const keeping = keepingIn(join(root, 'large'));
    const first = await checkManifests([path], { request, keeping });
    const plain = await plainly(path);
    expect(comparable(first.judgement)).toEqual(plain.judgement);
    expect(first.parsed).toBeGreaterThan(5);
    put(path, 'all.yaml', large.replace('privileged: false', 'privileged: true '));
    const second = await checkManifests([path], { request, keeping });
    expect(second.parsed).toBe(1);
    expect(comparable(second.judgement)).toEqual((await plainly(path)).judgement);
  });
});

describe('kept verdicts', () => {
  const path = folder({
    ...systems,
    'bad.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostNetwork: true}\n',
  });
  const file = join(root, 'kept');

  async function parsedAfter(change: (file: string) => void, keeping: { surroundings?: string; by?: Buffer } = {}) {
    await checkManifests([path], { request, keeping: keepingIn(file) });
    change(file);
    const { parsed, judgement } = await checkManifests([path], { request, keeping: keepingIn(file, keeping) });
    expect(judgement).toEqual((await checkManifests([path], { request })).judgement);
    rmSync(file, { force: true });
    return parsed;
  }
  const all = Object.keys(systems).length + 1;

  it.each<[string, (bytes: Buffer) => Buffer | string]>([
    ['cut short', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['cut to nothing', () => ''],
    [
      'with one digit of a count changed',
      (bytes) => bytes.toString('latin1').replace(/"counts":\[(\d)/, '"counts":[9$1'),
    ],
    [
      'with a finding taken out',
      (bytes) => bytes.toString('latin1').replace(/"findings":\[\{.*?\}\]/, '"findings":[]'),
    ],
    ['signed with nothing', (bytes) => bytes.toString('latin1').replace(/^(fadun-verdicts-\d+) \S+/, '$1 ')],
    ['of another layout', (bytes) => bytes.toString('latin1').replace(/^fadun-verdicts-\d+/, 'fadun-verdicts-0')],
    ['that are somebody’s text', () => 'all is well\n'],
  ])('%s count for nothing, and are written anew', async (_, change) => {
    expect(await parsedAfter((name) => writeFileSync(name, change(readFileSync(name)), 'latin1'))).toBe(all);
  });

  it('of another user count for nothing', async () => {
    expect(await parsedAfter(() => {}, { by: Buffer.alloc(32, 8) })).toBe(all);
  });

  it('of other rules name parts, but no verdict of theirs is used', async () => {
    const honest = await checkManifests([path], { request, keeping: keepingIn(file) });
    const kept = readVerdicts(file, key);
    const cleared = new Map(
      [...kept.parts].map(([id, one]) => [id, { ...one, verdicts: { counts: [], findings: [], unjudged: [] } }]),
    );
    writeVerdicts(file, key, { parts: cleared, estate: kept.estate });
    const other = await checkManifests([path], { request, keeping: keepingIn(file, { surroundings: 'y' }) });
    expect(other.judgement).toEqual(honest.judgement);
    rmSync(file);
  });
});
