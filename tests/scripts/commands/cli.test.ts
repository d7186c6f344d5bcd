import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { commandTable } from '../../../scripts/commands/table.ts';
import { checkout, fadun, fadunJson } from '../../kit/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Overview {
  site: string;
  networks: { id: string; name: { zh: string }; clusters: unknown[] }[];
  systems: {
    id: string;
    name: { zh: string; en: string };
    kind: string;
    owner: string;
    networks: string[];
    namespaces: string[];
    components: unknown[];
  }[];
  exchanges: { id: string; from: string[]; to: string[]; device: string; direction: string; status: string }[];
  platformExchanges: { id: string }[];
  clocks: unknown[];
  duties: unknown[];
}

describe('fadun', () => {
  it('takes the site as a word or by name, and not two different ones', async () => {
    const shown = async (...words: readonly string[]) =>
      (await fadunJson<Overview>(['site', 'show', ...words], { cwd: folder })).data.site;
    expect([
      await shown('minimal'),
      await shown('--site', 'minimal'),
      await shown('minimal', '--site', 'minimal'),
    ]).toEqual(Array(3).fill('minimal'));
    expect(await fadun(['site', 'show', 'minimal', '--site', 'binhe'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('two sites are named: minimal and --site binhe'),
    });
  });

  it('says so where there is nothing to list, and where the file to verify is not there', async () => {
    expect(await fadun(['duty', 'list', '--site', 'minimal'], { cwd: folder })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/minimal declares no duties/),
    });
    const keyring = join(folder, 'keyring.json');
    writeFileSync(keyring, JSON.stringify({ site: 'minimal', keys: [] }));
    const nowhere = ['runbook', 'verify', join(folder, 'nope.tar'), '--site', 'minimal', '--keyring', keyring];
    expect(await fadun(nowhere, { cwd: folder })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/nope\.tar: there is no such file/),
    });
  });

  it('ends as it would have when whoever reads its output leaves early', async () => {
    const command = `'${process.execPath}' scripts/cli.ts rules --format json; echo "exit $?" >&2`;
    const { stdout, stderr } = await promisify(execFile)('/bin/sh', ['-c', `{ ${command}; } | head -c 1`], {
      cwd: checkout,
    });
    expect(stdout).toBe('[');
    expect(stderr).toBe('exit 0\n');
  });

  it('shows the reference city: 50 systems, 40 exchanges, 11 networks, each with its facts', async () => {
    const { code, data } = await fadunJson<Overview>(['site', 'show', 'binhe']);
    expect(code).toBe(0);
    expect(data.systems).toHaveLength(50);
    expect(data.exchanges).toHaveLength(40);
    expect(data.platformExchanges.map(({ id }) => id)).toEqual(['X41']);
    expect(data.networks).toHaveLength(11);
    for (const system of data.systems) {
      expect(system.name.zh && system.name.en && system.kind && system.owner, system.id).toBeTruthy();
      if (system.kind === 'programme') expect(system.networks, system.id).toEqual([]);
      else expect(Math.min(system.networks.length, system.namespaces.length), system.id).toBeGreaterThan(0);
    }
    const x30 = data.exchanges.find(({ id }) => id === 'X30')!;
    expect(x30).toMatchObject({ status: 'refused', direction: 'none' });
    const x13 = data.exchanges.find(({ id }) => id === 'X13')!;
    expect(x13).toMatchObject({ device: 'diode-in', direction: 'forward', status: 'declared' });
  });

  it('says what a Chinese office would read when the locale or the flag says so', async () => {
    const byLocale = await fadun(['site', 'show', 'minimal'], { env: { LANG: 'zh_CN.UTF-8' } });
    expect(byLocale.stdout).toContain('网络');
    const byFlag = await fadun(['site', 'show', 'minimal', '--lang', 'en'], { env: { LANG: 'zh_CN.UTF-8' } });
    expect(byFlag.stdout).toContain('Networks');
  });

  it('synthesises and renders: stacks by network and family, as many objects as resources', async () => {
    const synth = await fadunJson<{
      stacks: { id: string; network: string; family: string; resources: number; path: string }[];
      objects: number;
      seconds: number;
    }>(['synth', 'minimal', '--out', folder]);
    expect(synth.data.stacks.map(({ family }) => family)).toEqual([
      'cloud',
      'baseline',
      'segments',
      'systems',
      'observability',
    ]);
    for (const { path, resources } of synth.data.stacks) {
      const stack = JSON.parse(readFileSync(path, 'utf8')) as { resource: Record<string, object> };
      const written = Object.values(stack.resource).reduce((sum, byName) => sum + Object.keys(byName).length, 0);
      expect(written).toBe(resources);
    }
    const render = await fadunJson<{ objects: number }>(['render', 'minimal', '--out', folder]);
    expect(render.data.objects).toBe(synth.data.objects);
  });

  it('leaves outputs as they were when a declaration is wrong, and names every problem', async () => {
    await fadun(['render', 'minimal', '--out', folder]);
    const before = readdirSync(join(folder, 'minimal'), { recursive: true }).sort();
    const wrong = join(folder, 'wrong.ts');
    writeFileSync(
      wrong,
      `import site from ${JSON.stringify(`${checkout}/stacks/sites/minimal.ts`)};
       const [id] = Object.keys(site.networks);
       export default { ...site, region: 7, networks: { [id]: { ...site.networks[id], addresses: { ...site.networks[id].addresses, pods: '10.0.0.0/99' } } } };`,
    );
    const run = await fadun(['render', wrong, '--out', folder]);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('region');
    expect(run.stderr).toContain('wrong.ts');
    expect(readdirSync(join(folder, 'minimal'), { recursive: true }).sort()).toEqual(before);
  });

  it.each([
    [['site', 'show', 'atlantis'], 2, 'no such site'],
    [['verify', 'minimal', '--network', 'moon', '--out', folder], 2, 'no such network'],
    [['drift', 'minimal', '--out', join(folder, 'none')], 3, 'does not run'],
    [['verify', 'binhe', '--kubeconfig', '/nowhere', '--out', folder], 2, 'one network'],
    [['up', '--scale', 'many'], 2, 'whole number'],
    [['no-such-command'], 2, 'unknown command'],
    [['site', 'show', '--format', 'xml'], 2, 'Allowed choices'],
  ] as const)('%j exits %i and says why', async (words, code, why) => {
    const run = await fadun(words);
    expect(run.code).toBe(code);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain(why);
  });

  it('starts quickly: help takes no module of any command with it', async () => {
    // Processor time, by the shell that waits for it: other tests run beside this one.
    const script = `TIMEFORMAT='%U %S'; time "$0" "$@" > /dev/null`;
    const words = ['-c', script, process.execPath, `${checkout}/scripts/fadun.mjs`, '--help'];
    const timings: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      const { stderr } = await promisify(execFile)('bash', words);
      timings.push(
        stderr
          .trim()
          .split(' ')
          .reduce((sum, seconds) => sum + Number(seconds) * 1000, 0),
      );
    }
    expect(Math.min(...timings)).toBeLessThan(150);
  });

  it('loads every command that it names', async () => {
    for (const { name, load } of commandTable) expect((await load()).run, name).toBeTypeOf('function');
  });

  it('proves that the small site permits exactly what it declares', async () => {
    const { code, data } = await fadunJson<{
      declared: number;
      permitted: number;
      permittedNotDeclared: unknown[];
      declaredNotPermitted: unknown[];
      invariants: { holds: boolean }[];
    }>(['prove', 'minimal', '--out', folder]);
    expect(code).toBe(0);
    expect(data.permitted).toBe(data.declared);
    expect(data.declared).toBeGreaterThan(20);
    expect(data.invariants.every(({ holds }) => holds)).toBe(true);
  });
});
