import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { controlsByPack } from '../../../policies/controls/index.ts';
import { packs } from '../../../policies/pack.ts';
import { severities } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { verdictKinds } from '../../../policies/verdict.ts';
import { fadun, fadunJson } from '../../kit/command-line.ts';

const root = mkdtempSync(join(tmpdir(), 'fadun-check-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bad = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: apps}
spec:
  containers: [{name: web, image: "nginx:latest"}]
`;
const manifests = join(root, 'manifests');
mkdirSync(manifests);
writeFileSync(join(manifests, 'bad.yaml'), bad);
writeFileSync(join(manifests, 'namespace.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: {name: apps}\n');

const run = (words: readonly string[]) => fadun(words, { cwd: root });

describe('fadun check', () => {
  it('as JSON is of the shape that scripts rely on', async () => {
    const { code, data } = await fadunJson<Record<string, never>>(['check', manifests], { cwd: root });
    expect(code).toBe(1);
    const counts = Object.fromEntries(verdictKinds.map((kind) => [kind, expect.any(Number)]));
    expect(data).toMatchObject({
      objects: 2,
      rules: allRules.length,
      verdicts: counts,
      findings: expect.any(Array),
      controls: expect.any(Array),
      seconds: expect.any(Number),
    });
    expect(Object.keys(data.verdicts!).sort()).toEqual([...verdictKinds].sort());
    const finding = (data.findings as unknown as { rule: string }[]).find(({ rule }) => rule === 'images-by-digest');
    expect(finding).toMatchObject({
      rule: 'images-by-digest',
      severity: expect.toBeOneOf([...severities]),
      verdict: 'fail',
      object: {
        network: null,
        kind: 'Pod',
        namespace: 'apps',
        name: 'web',
        source: expect.stringContaining('bad.yaml'),
      },
      path: 'spec.containers[0].image',
      message: expect.stringContaining('nginx:latest'),
      remedy: expect.any(String),
      controls: expect.arrayContaining([expect.stringMatching(/^[a-z0-9-]+:/)]),
      waiver: null,
    });
    for (const control of data.controls as unknown as { judgedBy: string[] }[]) {
      expect(control).toMatchObject({ pack: expect.any(String), clause: expect.any(String), verdicts: counts });
      expect(control.judgedBy.length).toBeGreaterThan(0);
    }
  });

  it('narrows to packs and to a severity', async () => {
    const { data } = await fadunJson<{ rules: number; findings: { severity: string }[] }>(
      ['check', manifests, '--pack', 'pss-baseline'],
      { cwd: root },
    );
    expect(data.rules).toBeGreaterThan(5);
    expect(data.rules).toBeLessThan(allRules.length);
    const passing = await run(['check', manifests, '--pack', 'pss-baseline']);
    expect(passing.code).toBe(0);
    const failing = await run(['check', manifests, '--pack', 'pss-restricted', '--fail-on', 'critical']);
    expect(failing.code).toBe(0);
    expect(await run(['check', manifests, '--pack', 'none'])).toMatchObject({ code: 2, stderr: /Choose from|none/ });
  });

  it.each(['sarif', 'junit'])('prints %s', async (format) => {
    const { code, stdout } = await run(['check', manifests, '--format', format]);
    expect(code).toBe(1);
    expect(stdout).toContain('images-by-digest');
    expect(stdout).toMatch(format === 'sarif' ? /"version": "2\.1\.0"/ : /<testsuites /);
  });

  it('refuses a path that is not there, and says how a site is judged', async () => {
    const missing = await run(['check', 'nowhere']);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('nowhere: there is no such file or folder');
    const site = await run(['check', 'minimal']);
    expect(site.code).toBe(2);
    expect(site.stderr).toContain('fadun check --site minimal');
  });

  it('refuses to pass where there is nothing to judge', async () => {
    const empty = join(root, 'empty');
    mkdirSync(empty);
    writeFileSync(join(empty, 'notes.txt'), 'x');
    writeFileSync(join(empty, 'comment.yaml'), '# nothing\n');
    const { code, stdout, stderr } = await run(['check', empty]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('there is nothing to judge');
  });

  it('says what it could not read, judges the rest, and exits 2', async () => {
    const mixed = join(root, 'mixed');
    mkdirSync(mixed);
    writeFileSync(join(mixed, 'a.yaml'), 'kind: [');
    writeFileSync(join(mixed, 'b.yaml'), bad);
    const { code, data } = await fadunJson<{ objects: number; inputErrors: string[]; findings: unknown[] }>(
      ['check', mixed],
      { cwd: root },
    );
    expect(code).toBe(2);
    expect(data.objects).toBe(1);
    expect(data.findings.length).toBeGreaterThan(0);
    expect(data.inputErrors).toHaveLength(1);
    expect(data.inputErrors[0]).toContain('a.yaml');
  });

  it('judges what a list holds though the list has a name', async () => {
    const named = join(root, 'named.yaml');
    const item = bad.replaceAll('\n', '\n    ').replace('apiVersion', '  - apiVersion');
    writeFileSync(named, `apiVersion: v1\nkind: List\nmetadata: {name: named}\nitems:\n${item}`);
    const { code, data } = await fadunJson<{ findings: { object: { name: string } }[] }>(['check', named], {
      cwd: root,
    });
    expect(code).toBe(1);
    expect(data.findings.map(({ object }) => object.name)).toContain('web');
  });

  it('takes for a plan only what Terraform prints, and waits for no pipe in a folder', async () => {
    const folder = join(root, 'misnamed');
    mkdirSync(folder);
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      data: { planned_values: '"planned_values"' },
    };
    writeFileSync(join(folder, 'c.json'), JSON.stringify({ ...object, planned_values: {}, format_version: '1.2' }));
    symlinkSync('/dev/zero', join(folder, 'zero.json'));
    const { data } = await fadunJson<{ objects: number }>(['check', join(folder, 'c.json')], { cwd: root });
    expect(data.objects).toBe(1);
    const whole = await fadunJson<{ objects: number; inputErrors: string[] }>(['check', folder], { cwd: root });
    expect(whole.data.objects).toBe(1);
    expect(whole.data.inputErrors).toEqual([expect.stringContaining('zero.json: it is neither a file nor a folder')]);
    const named = await run(['check', join(folder, 'zero.json')]);
    expect(named).toMatchObject({ code: 2, stdout: expect.stringContaining('it has more than') });
  });

  it('judges hidden manifests, and says what it has not read', async () => {
    const folder = join(root, 'hidden');
    mkdirSync(join(folder, '.git'), { recursive: true });
    writeFileSync(join(folder, '.hidden.yaml'), bad);
    writeFileSync(join(folder, '.git/config.yaml'), bad);
    writeFileSync(join(folder, 'notes.txt'), 'x');
    const { code, data } = await fadunJson<{ objects: number; skipped: string[] }>(['check', folder], { cwd: root });
    expect([code, data.objects, data.skipped]).toEqual([1, 1, [join(folder, '.git'), join(folder, 'notes.txt')]]);
    const { stdout } = await run(['check', folder]);
    expect(stdout).toMatch(/^2 not read \(no YAML or JSON by the name, or a hidden folder\): .*notes\.txt$/m);
  });

  it('names the kinds that no rule looks at, also where only some of the rules judge', async () => {
    const folder = join(root, 'unjudged');
    mkdirSync(folder);
    const spec = 'spec: {template: {spec: {hostNetwork: true}}}';
    const rollout = `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r, namespace: apps}\n${spec}\n`;
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: apps}\nspec: {podSelector: {}}\n';
    writeFileSync(join(folder, 'rollout.yaml'), rollout);
    writeFileSync(join(folder, 'policy.yaml'), policy);
    const check = (...more: string[]) => fadunJson<{ unjudged: object[] }>(['check', folder, ...more], { cwd: root });
    const [rollouts, policies] = [
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', objects: 1 },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', objects: 1 },
    ];
    expect((await check()).data.unjudged).toEqual([rollouts]);
    expect((await check('--pack', 'pss-baseline')).data.unjudged).toEqual([policies, rollouts]);
    const { stdout } = await run(['check', folder]);
    expect(stdout).toContain(
      '1 objects not judged, since no rule is for their kind: 1 × Rollout (argoproj.io/v1alpha1)',
    );
    const sarif = await run(['check', folder, '--format', 'sarif']);
    expect(sarif.stdout).toContain('no rule is for Rollout (argoproj.io/v1alpha1): 1 objects not judged');
  });

  it('judges manifests that lie beside synthesised stacks', async () => {
    const folder = join(root, 'synthesised');
    mkdirSync(join(folder, 'stacks/one'), { recursive: true });
    const stacks = { one: { name: 'one', synthesizedStackPath: 'stacks/one/cdk.tf.json' } };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: '0.21.0', stacks }));
    writeFileSync(join(folder, 'stacks/one/cdk.tf.json'), JSON.stringify({ resource: {} }));
    writeFileSync(join(folder, 'beside.yaml'), bad);
    writeFileSync(join(folder, 'stacks/one/inside.yaml'), bad.replace('name: web, ', 'name: inside, '));
    const { data } = await fadunJson<{ objects: number; inputErrors: string[] }>(['check', folder], { cwd: root });
    expect([data.objects, data.inputErrors]).toEqual([2, []]);
  });

  it.each(['sarif', 'junit'])('as %s tells what it could not read', async (format) => {
    const folder = join(root, `unreadable-${format}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'twice.yaml'), 'apiVersion: v1\nkind: Pod\nkind: Pod\n');
    const { code, stdout } = await run(['check', folder, '--format', format]);
    expect(code).toBe(2);
    expect(stdout).toMatch(format === 'sarif' ? /"executionSuccessful": false/ : /<testsuites .* errors="1"/);
    expect(stdout).toContain('a key stands twice');
    expect(stdout).toContain('twice.yaml');
  });

  it.each([
    ['--live'],
    ['--would-deny'],
    ['--site', 'binhe'],
    ['--network', 'court-net'],
    ['--kubeconfig', 'k'],
    ['--scale', '2'],
    ['--date', '2026-06-30'],
  ])('refuses %s beside a path, of which it says nothing', async (...option) => {
    const { code, stdout, stderr } = await run(['check', manifests, ...option]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${option[0]}: it is for a site`);
  });

  it.each([['check'], ['waiver']])('%s refuses a day that the calendar has not', async (command) => {
    for (const day of ['2026-13-40', '2026-02-30', 'tomorrow']) {
      const { code, stderr } = await run([command, '--date', day]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining(`--date ${day}: there is no such day`),
      });
    }
  });

  it('keeps verdicts under the output folder, unless told not to', async () => {
    const here = join(root, 'here');
    mkdirSync(here);
    await fadun(['check', manifests, '--no-cache'], { cwd: here });
    expect(existsSync(join(here, 'fadun.out'))).toBe(false);
    const cache = { XDG_CACHE_HOME: join(root, 'cache') };
    const first = await fadunJson<{ findings: unknown[] }>(['check', manifests], { cwd: here, env: cache });
    expect(readdirSync(join(here, 'fadun.out/verdicts'))).toHaveLength(1);
    const second = await fadunJson<{ findings: unknown[] }>(['check', manifests], { cwd: here, env: cache });
    expect(second.data.findings).toEqual(first.data.findings);
    expect(second.code).toBe(first.code);
  });
});

describe('fadun rules', () => {
  it('as JSON is of the shape that scripts rely on, every rule once', async () => {
    const { code, data } = await fadunJson<{ id: string; packs: string[]; targets: string[] }[]>(['rules']);
    expect(code).toBe(0);
    expect(data.map(({ id }) => id)).toEqual(allRules.map(({ id }) => id));
    for (const rule of data) {
      expect(rule).toMatchObject({
        id: expect.any(String),
        title: { zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.any(String) },
        severity: expect.toBeOneOf([...severities]),
        controls: expect.any(Array),
        packs: expect.any(Array),
        targets: expect.any(Array),
        admission: expect.any(Boolean),
        examples: { compliant: expect.any(Number), violating: expect.any(Number) },
      });
      expect(rule.targets.length).toBeGreaterThan(0);
      for (const pack of rule.packs) expect(packs.map(({ id }) => id)).toContain(pack);
    }
  });
});

describe('fadun controls', () => {
  it.each(packs.map(({ id }) => id))('--pack %s as JSON is of the shape that scripts rely on', async (pack) => {
    const { code, data } = await fadunJson<{ clause: string; status: string; rules: string[] }[]>([
      'controls',
      '--pack',
      pack,
    ]);
    expect(code).toBe(0);
    expect(data.map(({ clause }) => clause)).toEqual(controlsByPack[pack]!.map(({ clause }) => clause));
    for (const control of data) {
      expect(control).toMatchObject({
        clause: expect.any(String),
        title: expect.objectContaining({ zh: expect.any(String) }),
        how: expect.any(Array),
        certainty: expect.any(String),
        rules: expect.any(Array),
        duties: expect.any(Array),
        status: expect.toBeOneOf(['rule', 'evidence', 'gap']),
      });
      expect(control.rules.length > 0).toBe(control.status === 'rule');
    }
  });
});

describe('fadun waiver', () => {
  it('lists the waivers of a site, the reference city having none', async () => {
    const { code, data } = await fadunJson<unknown[]>(['waiver'], { cwd: root });
    expect([code, data]).toEqual([0, []]);
  });

  it('drafts none where there is no finding', async () => {
    const words = 'waiver draft --rule images-by-digest --network court-net --object Pod/a/b --reason r --owner p-001';
    const { code, stderr } = await run([...words.split(' '), '--ticket', 'T-1', '--until', '2099-01-01']);
    expect(code).toBe(2);
    expect(stderr).toContain('images-by-digest finds nothing wrong with it');
  });
});
