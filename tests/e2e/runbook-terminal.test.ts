import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunbookPlan, undoSubject } from '../../runbooks/kit/plan-runbook.ts';
import { accessExpiry } from '../../runbooks/revoke-expired-access.ts';
import { cells } from '../../scripts/commands/text-table.ts';
import { readKubeconfig } from '../../scripts/engines/client/kubeconfig.ts';
import { openTransport, type Transport } from '../../scripts/engines/client/transport.ts';
import { startSandbox } from '../../scripts/sandbox/start.ts';
import { stopSandbox } from '../../scripts/sandbox/stop.ts';
import { checkout, fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable, controlPlaneHookTimeout } from '../kit/control-plane.ts';
import { testStaff, writeStaff } from '../kit/runbook-people.ts';

const missing = (await controlPlaneAvailable()) ?? missingPython();
const network = 'justice-net';
const collection = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';

function missingPython(): string | undefined {
  try {
    execFileSync('python3', ['-c', 'import pty'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no python3 with pty: apt-get install python3';
  }
}

interface Screen {
  readonly screen: string;
  readonly code: number;
  /** Answers that nobody asked for. */
  readonly left: number;
}

describe.skipIf(missing)(
  `a runbook at a real terminal${missing ? ` (skipped: ${missing})` : ''}`,
  { timeout: 180_000 },
  () => {
    const staff = testStaff();
    let folder: string;
    let out: string;
    let admin: Transport;
    let plan: string;
    let approval: string;
    let uids: readonly string[];

    const common = () => ['--site', 'minimal', '--out', out];
    const signing = (name: string) => ['--keyring', join(folder, 'keyring.json'), '--key', join(folder, `${name}.key`)];
    const send = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) =>
      admin.send({ method, path, subject: path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const standing = async () => {
      const list = JSON.parse(await send('GET', collection)) as { items: { metadata: { name: string } }[] };
      return list.items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('vendor-'));
    };

    /** Types answers at prompts of the command line on a pseudo-terminal of the given size. */
    async function at(
      [columns, rows]: readonly [number, number],
      answers: readonly (readonly [string, string])[],
      ...words: readonly string[]
    ): Promise<Screen> {
      const program = [process.execPath, `${checkout}/scripts/cli.ts`, ...words];
      const driver = ['tests/kit/terminal.py', String(columns), String(rows), JSON.stringify(answers), ...program];
      const env = { ...process.env, LANG: 'C.UTF-8', TERM: 'screen', NO_COLOR: '1' };
      const { stdout } = await promisify(execFile)('python3', driver, { cwd: checkout, env });
      return JSON.parse(stdout) as Screen;
    }

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'fadun-terminal-'));
      out = join(folder, 'out');
      const directory = join(out, 'minimal', 'sandbox');
      const status = await startSandbox({ site: 'minimal', networks: [network], directory, controllers: false });
      admin = openTransport(readKubeconfig(status.networks[0]!.kubeconfigs.admin));
      writeStaff(folder, staff, 'minimal');
    }, controlPlaneHookTimeout);

    afterAll(async () => {
      await admin?.close();
      await stopSandbox({ directory: join(out, 'minimal', 'sandbox'), purge: true });
      rmSync(folder, { recursive: true, force: true });
    });

    /** Two grants that have ended, planned for revocation and approved. */
    beforeEach(async () => {
      for (const name of await standing()) await send('DELETE', `${collection}/${name}`);
      const made = [];
      for (const name of ['vendor-1', 'vendor-2']) {
        const binding = {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRoleBinding',
          metadata: { name, annotations: { [accessExpiry]: '2026-01-01T00:00:00Z' } },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
        };
        made.push(JSON.parse(await send('POST', collection, binding)) as { metadata: { uid: string } });
      }
      uids = made.map(({ metadata }) => metadata.uid);
      const planned = await fadunJson<{ file: string }>([
        ...['runbook', 'plan', 'revoke-expired-access', '--network', network],
        ...common(),
        ...signing('onCall'),
      ]);
      plan = planned.data.file;
      approval = join(folder, `approval-${uids[0]}.json`);
      const approved = await fadun([
        'runbook',
        'approve',
        plan,
        '--yes',
        '--save',
        approval,
        ...common(),
        ...signing('system'),
      ]);
      expect(approved.code, approved.stderr).toBe(0);
    });

    const run = (id: string) => [
      'runbook',
      'run',
      plan,
      '--approval',
      approval,
      '--id',
      id,
      ...common(),
      ...signing('onCall'),
    ];

    it('shows run, step, exact requests, blast radius, way back and how to stop, in zh on a narrow screen', async () => {
      const { screen, code, left } = await at([60, 18], [['> ', 'c\n']], ...run('narrow'), '--lang', 'zh');
      expect({ code, left }, screen).toEqual({ code: 0, left: 0 });
      const whole = screen.replaceAll(/\s+/g, '');
      for (const text of ['执行narrow', '第1步，共1步', '影响范围', '回退方式', 'Ctrl-C', 'fadunrunbookresumenarrow']) {
        expect(whole).toContain(text);
      }
      for (const uid of uids) expect(whole).toContain(`"preconditions":{"uid":"${uid}"}`);
      const prompt = screen.slice(0, screen.indexOf('> '));
      const lines = prompt.split(/\r?\n/).slice(1);
      const copied = lines.filter((line) => line.trim().startsWith('fadun '));
      expect(copied.map((line) => line.trim())).toEqual([
        `fadun runbook resume narrow --site minimal --network ${network} --key FILE --out ${out} --keyring ${folder}/keyring.json`,
      ]);
      const rest = lines.filter((line) => !copied.includes(line));
      expect(Math.max(...rest.map(cells))).toBeLessThanOrEqual(60);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: no escape sequence may be there
      expect(screen).not.toMatch(/\u001b\[/);
      expect(await standing()).toEqual([]);
    });

    it('changes nothing where the person stops before the step, and exits 4 with the command that goes on', async () => {
      const { screen, code } = await at(
        [120, 40],
        [
          ['> ', 'x\n'],
          ['> ', 's\n'],
        ],
        ...run('stopped'),
      );
      expect(code, screen).toBe(4);
      expect(screen).toMatch(/stopped by the operator/);
      expect(screen).toMatch(/fadun runbook resume stopped --site minimal --network justice-net/);
      expect(await standing()).toEqual(['vendor-1', 'vendor-2']);
      const printed = /go on: fadun (.*)/.exec(screen)![1]!.trim();
      const resumed = await at(
        [120, 40],
        [['> ', 'c\n']],
        ...printed.replace('--key FILE', `--key ${join(folder, 'onCall.key')}`).split(' '),
      );
      expect(resumed.code, resumed.screen).toBe(0);
      expect(await standing()).toEqual([]);
    });

    it('stops at Ctrl-C with nothing open, and undo takes it back', async () => {
      const { screen, code } = await at([80, 24], [['> ', '\u0003']], ...run('interrupted'));
      expect(code, screen).toBe(4);
      expect(await standing()).toEqual(['vendor-1', 'vendor-2']);
      const trusting = [...common(), '--keyring', join(folder, 'keyring.json')];
      const verified = await fadunJson<{ faults: string[] }>(['runbook', 'verify', 'interrupted', ...trusting]);
      expect(verified.data).toMatchObject({ sound: true, closed: false, faults: [] });
      const said = await fadun(['runbook', 'verify', 'interrupted', ...trusting]);
      expect(said).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/interrupted: open; sound so far, \d+ records/),
      });
      const listed = await fadun(['runbook', 'runs', ...trusting, '--lang', 'zh']);
      expect(listed.stdout).toMatch(/interrupted +已停下 /);
      expect(listed.stdout).toContain(
        `继续: fadun runbook resume interrupted --site minimal --network ${network} --key FILE --out ${out} --keyring ${folder}/keyring.json`,
      );
      const undone = await at([80, 24], [], 'runbook', 'undo', 'interrupted', ...common(), ...signing('onCall'));
      expect(undone.code, undone.screen).toBe(0);
      expect(await standing()).toEqual(['vendor-1', 'vendor-2']);
    });

    it('undoes a finished run only with approval of that undo, and the bindings stand again as they were', async () => {
      const yes = ['--yes', '--network', network];
      expect((await fadun([...run('finished'), ...yes])).code).toBe(0);
      const undo = ['runbook', 'undo', 'finished', ...yes, ...common(), ...signing('onCall')];
      expect(await fadun(undo)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/fadun runbook approve --undo finished/),
      });
      expect(await fadun([...undo, '--approval', approval])).toMatchObject({ code: 1 });
      const consent = join(folder, 'undo.json');
      const words = [
        'runbook',
        'approve',
        '--undo',
        'finished',
        '--yes',
        '--save',
        consent,
        ...common(),
        ...signing('system'),
      ];
      const shown = await at([100, 40], [['): ', 'no\n']], ...words.filter((word) => word !== '--yes'));
      expect(shown.code, shown.screen).toBe(1);
      expect(shown.screen).toMatch(/UNDO of run finished/);
      const { plan: planned } = JSON.parse(readFileSync(plan, 'utf8')) as { plan: RunbookPlan };
      const { sm3 } = undoSubject(planned, 'finished').digest;
      expect(shown.screen).toContain(`type the first 8 of SM3 (${sm3.slice(0, 8)})`);
      expect((await fadun(words)).code).toBe(0);
      const undone = await fadun([...undo, '--approval', consent]);
      expect(undone.code, undone.stderr).toBe(0);
      expect(await standing()).toEqual(['vendor-1', 'vendor-2']);
    });

    it('without a terminal asks nobody and runs only with --yes and approvals that cover it', async () => {
      expect(await fadun(run('unattended'))).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/no terminal to ask at/),
      });
      const unapproved = ['runbook', 'run', plan, '--yes', '--id', 'unattended', ...common(), ...signing('onCall')];
      expect(await fadun(unapproved)).toMatchObject({ code: 1, stderr: expect.stringMatching(/too few/) });
      expect(await standing()).toEqual(['vendor-1', 'vendor-2']);
    });

    it('asks an approver to type what they saw, and signs nothing else', async () => {
      const words = [
        'runbook',
        'approve',
        plan,
        '--save',
        join(folder, 'typed.json'),
        ...common(),
        ...signing('system'),
      ];
      const wrong = await at([100, 40], [['): ', '00000000\n']], ...words);
      expect(wrong.code, wrong.screen).toBe(1);
      expect(existsSync(join(folder, 'typed.json'))).toBe(false);
      const own = await fadun(['runbook', 'approve', plan, '--yes', ...common(), ...signing('audit')]);
      expect(own).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/this needs system-admin or security-admin/),
      });
    });

    it('refuses at once whoever would approve what they put up themselves, and more hours than may be', async () => {
      const words = [
        'runbook',
        'plan',
        'revoke-expired-access',
        '--network',
        network,
        ...common(),
        ...signing('system'),
      ];
      const { file } = (await fadunJson<{ file: string }>([...words, '--save', join(folder, 'own.json')])).data;
      const approving = ['runbook', 'approve', file, '--yes', ...common(), '--save', join(folder, 'own-approval.json')];
      const own = await fadun([...approving, ...signing('system')]);
      expect(own).toMatchObject({ code: 1, stderr: expect.stringMatching(/p-002 put it up for approval/) });
      const long = await fadun([...approving, ...signing('security'), '--hours', '999']);
      expect(long).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/--hours 999: .* holds for \d+ hours at most/),
      });
      expect(existsSync(join(folder, 'own-approval.json'))).toBe(false);
    });

    it('tells a file that is no plan, and an id that is no word, without acting and without a trace of the program', async () => {
      const wrong = join(folder, 'wrong.json');
      const { plan: good } = JSON.parse(readFileSync(plan, 'utf8')) as { plan: RunbookPlan };
      const unattended = ['--yes', ...common(), ...signing('onCall')];
      for (const members of [{ steps: [{}] }, { parameters: undefined }]) {
        writeFileSync(wrong, JSON.stringify({ type: 'fadun/runbook-plan-file/v1', plan: { ...good, ...members } }));
        for (const verb of ['approve', 'run']) {
          const told = await fadun(['runbook', verb, wrong, ...unattended]);
          expect(told).toMatchObject({ code: 2, stderr: expect.stringMatching(/it is no plan of a runbook: /) });
          expect(told.stderr).not.toMatch(/\n +at /);
        }
      }
      const outside = await fadun([...run('../../x'), '--yes']);
      expect(outside).toMatchObject({ code: 2, stderr: expect.stringMatching(/it is no plain word/) });
      expect(outside.stderr).not.toMatch(/\n +at /);
    });

    it('plans with a credential that cannot write, and refuses one that can', async () => {
      const kubeconfig = join(out, 'minimal', 'sandbox', network, 'kubeconfigs', 'applier.yaml');
      const words = [
        'runbook',
        'plan',
        'revoke-expired-access',
        '--network',
        network,
        '--kubeconfig',
        kubeconfig,
        ...common(),
      ];
      expect(await fadun(words)).toMatchObject({ code: 1, stderr: expect.stringMatching(/the credential may write/) });
    });

    it('refuses a credential that may write in one namespace alone', async () => {
      const bindings = '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/rolebindings';
      await send('POST', bindings, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'forgotten' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'fadun:reader' }],
      });
      try {
        const words = ['runbook', 'plan', 'revoke-expired-access', '--network', network, ...common()];
        expect(await fadun(words)).toMatchObject({
          code: 1,
          stderr: expect.stringMatching(/the credential may write \(.* in kube-public\)/),
        });
      } finally {
        await send('DELETE', `${bindings}/forgotten`);
      }
    });

    it('puts no plan up for approval whose prechecks do not hold, and says which', async () => {
      const kept = () => readdirSync(join(out, 'minimal', 'operations', 'plans')).sort();
      const before = kept();
      const given = ['--right=view', '--minutes=10', '--ticket=INC-2026-031', '--reason=INC-2026-031: drill'];
      const where = ['--network', network, ...common()];
      const duty = await fadun(['duty', 'run', 'RB-Q07', ...given, ...where, ...signing('onCall')]);
      expect(duty).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/what it needs does not hold: the namespace fadun-system is there/),
      });
      const planned = await fadun(['runbook', 'plan', 'break-glass', ...given, ...where]);
      expect(planned).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/bring about what does not hold.*\n +the namespace fadun-system is there/),
      });
      expect(planned.stdout).toContain('fadun runbook show break-glass');
      expect(kept()).toEqual(before);
    });

    it('refuses hostile parameters as wrong input, before anything is read', async () => {
      for (const word of ['--namespace=--all', '--namespace=a;reboot', '--nope=1', 'stray', '--namespace']) {
        const refused = await fadun(['runbook', 'plan', 'isolate-namespace', word, '--network', network, ...common()]);
        expect(refused.code, `${word}: ${refused.stderr}`).toBe(2);
      }
    });

    it('keeps plans, journals and evidence for their owner only', () => {
      const root = join(out, 'minimal', 'operations');
      const open = readdirSync(root, { recursive: true, withFileTypes: true })
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => (statSync(path).mode & 0o077) !== 0);
      expect(open).toEqual([]);
      expect(readdirSync(join(root, 'evidence')).length).toBeGreaterThan(2);
    });
  },
);
