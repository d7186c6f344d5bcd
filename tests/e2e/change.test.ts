import { chmodSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { propose, type SignedApproval } from '../../runbooks/kit/approvals/approval.ts';
import { usedApprovalsIn } from '../../runbooks/kit/approvals/used-approvals.ts';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import { verifyJournal } from '../../runbooks/kit/journal/verify-journal.ts';
import type { EnrolledKey } from '../../runbooks/kit/keyring.ts';
import { lockRun, runFolder } from '../../runbooks/kit/run/run-folder.ts';
import { digestOfJson } from '../../runbooks/kit/signing/digest.ts';
import type { AppliedPlan } from '../../scripts/change/apply-plan.ts';
import { changeRunId } from '../../scripts/change/change-run.ts';
import { planSubject } from '../../scripts/change/make-plan.ts';
import type { ChangePlan, PlanEntry, PlanFile } from '../../scripts/change/plan.ts';
import { type ClusterClient, openClient } from '../../scripts/engines/client/client.ts';
import { networkGuard } from '../../scripts/engines/client/guard.ts';
import { applySetOf, inventoryNamespace, membershipLabels } from '../../scripts/engines/direct/inventory.ts';
import { approvalFile, changeScene, consentOf, invoke, type Outcome, planFile } from '../kit/change-scene.ts';
import { auditEnd, traceOf, writesSince } from '../kit/cluster-trace.ts';
import { fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable } from '../kit/control-plane.ts';

const unavailable = await controlPlaneAvailable();
const network = 'justice-net';
const scene = changeScene();
const { folder, people } = scene;
const out = folder;
const approver = people.security;

/** The standing site, and the same with one image moved to another digest: an everyday, additive change. */
const declared = scene.site('declared.ts', '');
const patched = scene.site(
  'patched.ts',
  `images: { ...site.images, [Object.keys(site.images).find((name) => name.startsWith('smart-justice/api'))!]: 'sha256:${'a'.repeat(64)}' }`,
);
const loosened = scene.site(
  'loosened.ts',
  `networks: { 'justice-net': { ...site.networks['justice-net'], admission: 'audit' } }`,
);
const guarded = scene.site(
  'guarded.ts',
  `${'images: { ...site.images, [Object.keys(site.images).find((name) => name.startsWith("smart-justice/api"))!]: "sha256:'.replace(/"/g, "'")}${'b'.repeat(64)}' },
  guardPeriods: [{ id: 'two-sessions', name: { zh: '两会', en: 'Two Sessions' }, from: '2020-01-01', to: '2099-12-31' }]`,
);

const planCommand = (site: string, options: Record<string, unknown> = {}) =>
  invoke(import('../../scripts/commands/change/plan.ts'), [site], { out, keyring: scene.keyring, ...options });

/** Plans a site in a person's name and reads the saved entry back. */
async function plannedBy(person: typeof approver, site: string, name: string, options: Record<string, unknown> = {}) {
  const save = join(folder, name);
  const outcome = await planCommand(site, { ...person.signs, save, ...options });
  expect(outcome.message).toBe('');
  const file = JSON.parse(readFileSync(save, 'utf8')) as PlanFile;
  return { path: save, entry: file.plans[0]! };
}

const applyCommand = (
  plan: string,
  approvals: readonly string[],
  options: Record<string, unknown> = {},
  site?: string,
) =>
  invoke(import('../../scripts/commands/change/apply.ts'), site ? [site] : [], {
    out,
    keyring: scene.keyring,
    plan,
    approval: approvals,
    ...options,
  });

describe.skipIf(unavailable)(
  `plan, approve, apply, verify${unavailable ? ` (skipped: ${unavailable})` : ''}`,
  { timeout: 180_000 },
  () => {
    let applier: ClusterClient;
    let breakGlass: ClusterClient;
    let auditLog = '';
    /** The additive change that nobody has applied yet, by the on-call engineer. */
    let pending: { path: string; entry: PlanEntry };

    beforeAll(async () => {
      await fadun(['sandbox', 'up', 'minimal', '--out', out]);
      const kubeconfig = async (identity: string) =>
        (
          await fadunJson<{ kubeconfig: string }>([
            'sandbox',
            'kubeconfig',
            network,
            'minimal',
            '--identity',
            identity,
            '--out',
            out,
          ])
        ).data.kubeconfig;
      const guard = networkGuard({ sandbox: true });
      applier = openClient({ network, kubeconfig: await kubeconfig('applier'), guard });
      breakGlass = openClient({ network, kubeconfig: await kubeconfig('admin'), guard });
      auditLog = join(out, 'minimal', 'sandbox', network, 'audit', 'audit.log');
    }, 600_000);

    afterAll(async () => {
      await applier?.close();
      await breakGlass?.close();
      await fadun(['sandbox', 'down', 'minimal', '--purge', '--out', out]);
      scene.remove();
    }, 120_000);

    it('takes a site from nothing to a verified cluster without drift, by the command line alone', async () => {
      const sign = (person: typeof approver) => [
        '--as',
        person.signs.as,
        '--key',
        person.signs.key,
        '--keyring',
        scene.keyring,
      ];
      const plan = join(folder, 'first.json');
      const planned = await fadun(['plan', declared, '--out', out, '--save', plan, ...sign(people.onCall)]);
      expect(planned.code, planned.stderr).toBe(0);
      expect(statSync(plan).mode & 0o777).toBe(0o600);
      const approved = await fadun(['approve', plan, '--site', declared, ...sign(approver)]);
      expect(approved.code, approved.stderr).toBe(0);
      expect(approved.stdout, 'what is signed is shown').toContain('widening; ');
      const approval = `${plan}.p-004.approval.json`;
      expect(statSync(approval).mode & 0o777).toBe(0o600);
      const words = ['apply', declared, '--plan', plan, '--approval', approval, '--out', out, ...sign(people.onCall)];
      const applied = await fadunJson<{ networks: AppliedPlan[] }>(words);
      expect(applied.code, applied.stderr).toBe(0);
      const [result] = applied.data.networks;
      expect(result).toMatchObject({ approvers: ['p-004'], verified: result!.objects, proofHolds: true, pruned: [] });
      expect(result!.objects).toBeGreaterThan(100);
      const drift = await fadunJson<{ drifted: unknown[]; proof: { holds: boolean } }>([
        'drift',
        declared,
        '--out',
        out,
      ]);
      expect(drift.data).toMatchObject({ drifted: [], proof: { holds: true } });

      const verdict = verifyJournal(readFileSync(result!.journal), {
        journal: result!.run,
        keyring: scene.ring,
        anchor: anchorsIn(join(out, 'minimal', 'changes', 'anchors')).read(result!.run)!,
      });
      expect(verdict).toMatchObject({ sound: true, closed: true, faults: [] });
      expect(verdict.signers[0]).toMatchObject({ person: 'p-001' });

      // Another account or machine knows nothing of it; the cluster does, also after an apply that had no plan.
      const bare = await fadun(['apply', declared, '--out', out]);
      expect(bare.code, bare.stderr).toBe(0);
      const [state, elsewhere] = [join(out, 'minimal', 'changes'), join(out, 'minimal', 'changes-elsewhere')];
      renameSync(state, elsewhere);
      try {
        const replayed = await fadun(words);
        expect(replayed).toMatchObject({ code: 1, stderr: expect.stringContaining('it was used by') });
      } finally {
        rmSync(state, { recursive: true, force: true });
        renameSync(elsewhere, state);
      }
    });

    it('plans nothing right after, and says so in Markdown too', async () => {
      const { data } = await planCommand(declared);
      const [{ plan }] = (data as { plans: [PlanEntry] }).plans;
      expect(plan).toMatchObject({ class: 'additive', changes: [], reasons: [], held: [], kept: [] });
      const markdown = await fadun(['plan', declared, '--out', out, '--format', 'markdown']);
      expect(markdown.stdout).toMatch(
        /^## Plan\n[\s\S]*\| justice-net \| additive \| 0 \| 0 \| 0 \| 0 \| 0 \| `[0-9a-f]{16}` \|$/m,
      );
    });

    it('calls an image of the same repository additive, and names the field', async () => {
      pending = await plannedBy(people.onCall, patched, 'pending.json');
      const { plan } = pending.entry;
      expect(plan).toMatchObject({ class: 'additive', author: 'p-001', engine: 'direct', guardPeriod: null });
      expect(plan.changes).toHaveLength(1);
      expect(plan.changes[0]).toMatchObject({ action: 'change', object: 'Deployment.apps smart-justice-app/api' });
      expect(plan.changes[0]!.fields![0]!.field).toMatch(/containers\[name="[^"]+"\]\.image$/);
    });

    describe('refuses, and leaves no trace in the cluster', () => {
      /** One way of going about it wrongly; gives what the command said. */
      type Attempt = () => Promise<Outcome>;
      const withApprovals = (...approvals: readonly unknown[]) =>
        applyCommand(pending.path, [scene.file('tried.json', approvalFile(...approvals))], {}, patched);
      const withPlan = async (plan: PlanEntry, ...approvals: readonly unknown[]) =>
        applyCommand(
          scene.file('tried-plan.json', planFile(plan)),
          [scene.file('tried.json', approvalFile(...approvals))],
          {},
          patched,
        );
      const withKeyring = (keys: readonly EnrolledKey[], by = approver, site = 'minimal') =>
        applyCommand(
          pending.path,
          [scene.file('tried.json', approvalFile(consentOf(pending.entry, by)))],
          { keyring: scene.file('tried-keyring.json', { site, keys }) },
          patched,
        );
      const rekeyed = (person: typeof approver, members: Partial<EnrolledKey>) =>
        scene.ring.keys.map((key) => (key.owner === person.id ? { ...key, ...members } : key));
      const revoked = { at: new Date(Date.now() - 1000).toISOString(), reason: 'lost', by: 'p-900' } as const;
      /** The pending plan with members changed, signed anew by its author: as a careful forger would do it. */
      const forged = (members: Partial<ChangePlan>, author = people.onCall): PlanEntry => {
        const plan = { ...pending.entry.plan, ...members };
        return {
          plan,
          digest: digestOfJson(plan),
          proposal: propose(planSubject(plan), author.id, new Date(Date.now() - 1000), author.pair),
        };
      };
      const good = () => consentOf(pending.entry, approver);
      const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
      const garbled = ({ approval, signature }: SignedApproval) => ({
        approval: { ...approval, reason: 'added later' },
        signature,
      });
      const raw = (name: string, content: string, mode = 0o600) => {
        const path = join(folder, name);
        writeFileSync(path, content, { mode });
        chmodSync(path, mode);
        return path;
      };
      const planText = () => readFileSync(pending.path, 'utf8');

      const attempts: readonly (readonly [what: string, code: number, said: RegExp, attempt: Attempt])[] = [
        ['without any approval', 1, /too few good approvals: 0\/1/, () => withApprovals()],
        [
          'approved by its own author',
          1,
          /nobody approves their own plan/,
          () => withApprovals(consentOf(pending.entry, people.onCall, { role: 'system-admin' })),
        ],
        [
          'approved by an author who is an administrator',
          1,
          /nobody approves their own plan/,
          () => {
            const entry = forged({ author: 'p-002' }, people.system);
            return withPlan(entry, consentOf(entry, people.system));
          },
        ],
        [
          'by an approval that has expired',
          1,
          /it expired at/,
          () => withApprovals(consentOf(pending.entry, approver, { notBefore: hours(-3), expires: hours(-1) })),
        ],
        [
          'by an approval that is not valid yet',
          1,
          /holds only from/,
          () => withApprovals(consentOf(pending.entry, approver, { notBefore: hours(1), expires: hours(2) })),
        ],
        [
          'by an approval for too long',
          1,
          /for more than 168 hours/,
          () => withApprovals(consentOf(pending.entry, approver, { expires: hours(400) })),
        ],
        [
          'by an approval that ends before it begins',
          1,
          /ends before it begins/,
          () => withApprovals(consentOf(pending.entry, approver, { notBefore: hours(2), expires: hours(1) })),
        ],
        [
          'approved by the audit administrator',
          1,
          /audit-admin does not approve/,
          () => withApprovals(consentOf(pending.entry, people.audit)),
        ],
        [
          'approved in a role that the key does not hold',
          1,
          /does not hold the role security-admin/,
          () => withApprovals(consentOf(pending.entry, people.leader, { role: 'security-admin' })),
        ],
        [
          'approved in somebody else’s name',
          1,
          /not the owner of the key/,
          () => withApprovals(consentOf(pending.entry, people.system, { approver: 'p-004' })),
        ],
        ['by an approval changed after signing', 1, /the signature is not valid/, () => withApprovals(garbled(good()))],
        [
          'by a key that nobody enrolled',
          1,
          /not usable \(unknown-key\)/,
          () => withApprovals(consentOf(pending.entry, people.gone)),
        ],
        [
          'by a key that is revoked',
          1,
          /not usable \(key-revoked\)/,
          () => withKeyring(rekeyed(approver, { revoked })),
        ],
        [
          'by a key that has expired',
          1,
          /not usable \(key-expired\)/,
          () => withKeyring(rekeyed(approver, { validUntil: hours(-1) })),
        ],
        [
          'by a key that is not valid yet',
          1,
          /not usable \(key-not-yet-valid\)/,
          () => withKeyring(rekeyed(approver, { validFrom: hours(1) })),
        ],
        [
          'by a post of another network',
          1,
          /does not act in network justice-net/,
          () => withKeyring(rekeyed(approver, { networks: ['prison-net'] })),
        ],
        [
          'by an approval of another plan',
          1,
          /the digest differs/,
          () => withApprovals(consentOf(forged({ created: '2026-01-01T00:00:00.000Z' }), approver)),
        ],
        [
          'by an approval of another class',
          1,
          /approves a change of class destructive/,
          () =>
            withApprovals(
              consentOf(pending.entry, approver, {
                subject: { ...planSubject(pending.entry.plan), class: 'destructive' },
              }),
            ),
        ],
        [
          'by an approval of another site',
          1,
          /it is for site binhe/,
          () =>
            withApprovals(
              consentOf(pending.entry, approver, { subject: { ...planSubject(pending.entry.plan), site: 'binhe' } }),
            ),
        ],
        [
          'by an approval of another network',
          1,
          /it is for network prison-net/,
          () =>
            withApprovals(
              consentOf(pending.entry, approver, {
                subject: { ...planSubject(pending.entry.plan), network: 'prison-net' },
              }),
            ),
        ],
        [
          'by an approval of a runbook',
          1,
          /it approves a runbook/,
          () =>
            withApprovals(
              consentOf(pending.entry, approver, { subject: { ...planSubject(pending.entry.plan), kind: 'runbook' } }),
            ),
        ],
        [
          'by the emergency path on a quiet day',
          1,
          /demands the normal path/,
          () => withApprovals(consentOf(pending.entry, approver, { path: 'emergency', reason: 'haste' })),
        ],
        [
          'by an approval that another change used',
          1,
          /it was used by change-other/,
          async () => {
            const used = good();
            usedApprovalsIn(join(out, 'minimal', 'changes', 'used-approvals')).claim(
              [used.approval.nonce],
              'change-other',
              new Date(),
            );
            return withApprovals(used);
          },
        ],
        [
          'with an unknown member in the approval',
          2,
          /no member "note"/,
          () => withApprovals({ ...good(), note: 'fine' }),
        ],
        [
          'prepared by nobody',
          1,
          /nobody prepared it in their name/,
          () => withPlan({ ...pending.entry, proposal: null }, good()),
        ],
        [
          'prepared with a revoked key',
          1,
          /preparer's key is not usable \(key-revoked\)/,
          () => withKeyring(rekeyed(people.onCall, { revoked })),
        ],
        [
          'prepared with an unknown key',
          1,
          /preparer's key is not usable \(unknown-key\)/,
          () => withKeyring(scene.ring.keys.filter(({ owner }) => owner !== 'p-001')),
        ],
        [
          'with a proposal changed after signing',
          1,
          /preparer's signature is not valid/,
          () => {
            const { proposal } = pending.entry;
            return withPlan(
              {
                ...pending.entry,
                proposal: { ...proposal!, proposal: { ...proposal!.proposal, preparedAt: hours(-2) } },
              },
              good(),
            );
          },
        ],
        [
          'prepared by a clock that is ahead',
          1,
          /which is yet to come/,
          () =>
            withPlan(
              {
                ...pending.entry,
                proposal: propose(planSubject(pending.entry.plan), 'p-001', new Date(hours(1)), people.onCall.pair),
              },
              good(),
            ),
        ],
        [
          'signed by another than its author',
          1,
          /its author is p-001, and p-003 signed it/,
          () =>
            withPlan(
              {
                ...pending.entry,
                proposal: propose(planSubject(pending.entry.plan), 'p-003', new Date(), people.system2.pair),
              },
              good(),
            ),
        ],
        [
          'with the keyring of another site',
          1,
          /the keyring is that of site binhe/,
          () => withKeyring(scene.ring.keys, approver, 'binhe'),
        ],
        [
          'with a keyring in which one person is two administrators',
          2,
          /holds system-admin and security-admin/,
          () => withKeyring(rekeyed(approver, { roles: ['security-admin', 'system-admin'] })),
        ],
        [
          'without a keyring',
          2,
          /there is no keyring/,
          () => applyCommand(pending.path, [], { keyring: join(folder, 'none.json') }, patched),
        ],
        [
          'from a plan that was altered',
          1,
          /its digest is not its own/,
          () => withPlan({ ...pending.entry, plan: { ...pending.entry.plan, objects: 1 } }, good()),
        ],
        [
          'from a plan that is cut off',
          2,
          /no JSON, or was cut off/,
          () => applyCommand(raw('cut.json', planText().slice(0, 900)), [], {}, patched),
        ],
        [
          'from a plan with a member nobody reads',
          2,
          /Unrecognized key: "approved"/,
          () =>
            applyCommand(
              raw('member.json', JSON.stringify({ ...JSON.parse(planText()), approved: true })),
              [],
              {},
              patched,
            ),
        ],
        [
          'from a plan without a member',
          2,
          /it is no plan file: plans\.0\.plan\.touched/,
          () => {
            const { touched: _, ...plan } = pending.entry.plan;
            return withPlan({ ...pending.entry, plan: plan as ChangePlan }, good());
          },
        ],
        [
          'from a plan behind a link',
          2,
          /symbolic link/,
          () => {
            const link = join(folder, 'link.json');
            symlinkSync(pending.path, link);
            return applyCommand(link, [], {}, patched);
          },
        ],
        [
          'from a plan that others may write',
          2,
          /mode 666 lets others change it/,
          () => applyCommand(raw('open.json', planText(), 0o666), [], {}, patched),
        ],
        [
          'from a plan that is not there',
          2,
          /cannot be read \(ENOENT\)/,
          () => applyCommand(join(folder, 'missing.json'), [], {}, patched),
        ],
        [
          'from a file with two plans of one network',
          1,
          /two plans of justice-net/,
          () => applyCommand(scene.file('twice.json', planFile(pending.entry, pending.entry)), [], {}, patched),
        ],
        [
          'from an approval file that is none',
          2,
          /it is no approval file/,
          () => applyCommand(pending.path, [pending.path], {}, patched),
        ],
        [
          'from an approval behind a link',
          2,
          /symbolic link/,
          () => {
            const link = join(folder, 'approval-link.json');
            symlinkSync(scene.file('approval.json', approvalFile(good())), link);
            return applyCommand(pending.path, [link], {}, patched);
          },
        ],
        [
          'for a network of which it has no plan',
          1,
          /it holds no plan of prison-net/,
          () => applyCommand(pending.path, [], { network: ['prison-net'] }, patched),
        ],
        [
          'for another site',
          1,
          /it is of site minimal, not of binhe/,
          () => applyCommand(pending.path, [], {}, 'binhe'),
        ],
        [
          'for a declaration that has changed since',
          1,
          /the declaration renders other objects/,
          () => applyCommand(pending.path, [scene.file('tried.json', approvalFile(good()))], {}, declared),
        ],
        [
          'for another engine',
          1,
          /engine/,
          () => {
            const entry = forged({ engine: 'terraform' });
            return withPlan(entry, consentOf(entry, approver));
          },
        ],
        [
          'for another cluster',
          1,
          /planned against another cluster/,
          () => {
            const entry = forged({ cluster: '00000000-0000-4000-8000-000000000000' });
            return withPlan(entry, consentOf(entry, approver));
          },
        ],
        [
          'for more objects than the change touches',
          1,
          /ConfigMap court\/more: to add it is not needed any more/,
          () => {
            const entry = forged({
              changes: [...pending.entry.plan.changes, { action: 'add', object: 'ConfigMap court/more' }],
            });
            return withPlan(entry, consentOf(entry, approver));
          },
        ],
        [
          'with an object left out of the plan',
          1,
          /to change it is not part of the plan/,
          () => {
            const entry = forged({ changes: [], counts: { ...pending.entry.plan.counts, change: 0 } });
            return withPlan(entry, consentOf(entry, approver));
          },
        ],
        [
          'with a field told otherwise',
          1,
          /its fields or reasons are not those of the change/,
          () => {
            const [change] = pending.entry.plan.changes;
            const entry = forged({ changes: [{ ...change!, fields: [{ field: '.spec.replicas', from: 2, to: 3 }] }] });
            return withPlan(entry, consentOf(entry, approver));
          },
        ],
        [
          'with a namespace that may be pruned and does not go',
          2,
          /declared no more/,
          () => {
            const entry = forged({ prune: ['Namespace smart-justice-data'] });
            return withPlan(entry, consentOf(entry, approver));
          },
        ],
        [
          'on a real cluster without a plan',
          1,
          /changed by an approved plan only/,
          () =>
            invoke(import('../../scripts/commands/change/apply.ts'), [declared], {
              out,
              kubeconfig: '/nowhere',
              network: [network],
            }),
        ],
        [
          'on a real cluster by `up`',
          1,
          /changed by an approved plan only/,
          () =>
            invoke(import('../../scripts/commands/change/up.ts'), [declared], {
              out,
              kubeconfig: '/nowhere',
              network: [network],
            }),
        ],
        [
          'while another process works on the same change',
          1,
          /process \d+ is working on it/,
          async () => {
            const runs = join(out, 'minimal', 'changes', 'runs');
            const unlock = lockRun(runFolder(runs, changeRunId(pending.entry.digest)));
            try {
              return await withApprovals(good());
            } finally {
              unlock();
            }
          },
        ],
      ];

      it('in more than forty ways', () => expect(attempts.length).toBeGreaterThanOrEqual(45));

      it.each(attempts)('%s', async (_what, code, said, attempt) => {
        const [before, place] = [await traceOf(breakGlass), auditEnd(auditLog)];
        const outcome = await attempt();
        expect(outcome.message).toMatch(said);
        expect(outcome.code).toBe(code);
        expect(writesSince(auditLog, place, 'fadun:applier'), 'writes in the audit log').toEqual([]);
        expect(await traceOf(breakGlass)).toEqual(before);
      });

      it('where approve would sign what apply refuses', async () => {
        const approveAs = (person: typeof approver, options: Record<string, unknown> = {}, plan = pending.path) =>
          invoke(import('../../scripts/commands/change/approve.ts'), [plan], {
            keyring: scene.keyring,
            site: patched,
            ...person.signs,
            ...options,
          });
        const altered = scene.file(
          'altered.json',
          planFile({ ...pending.entry, plan: { ...pending.entry.plan, objects: 2 } }),
        );
        const closed = scene.file('closed.json', planFile(forged({ gate: { open: false, rules: 1, blocking: 3 } })));
        const unsigned = scene.file('unsigned.json', planFile({ ...pending.entry, proposal: null }));
        const said = [
          await approveAs(people.onCall),
          await approveAs(people.audit),
          await approveAs(people.gone),
          await approveAs({ ...approver, signs: { as: 'p-004', key: people.system.signs.key } }),
          await approveAs(approver, { path: 'emergency', reason: 'haste' }),
          await approveAs(approver, { hours: '400' }),
          await approveAs(approver, { network: ['prison-net'] }),
          await approveAs(approver, {}, altered),
          await approveAs(approver, {}, closed),
          await approveAs(approver, {}, unsigned),
        ];
        expect(said.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1, 1, 2, 1, 1, 1]);
        expect(said.map(({ message }) => message.replaceAll('\n', ' '))).toEqual([
          expect.stringContaining('nobody approves their own plan'),
          expect.stringContaining('audit-admin does not approve'),
          expect.stringContaining('unknown-key'),
          expect.stringContaining('enrolled for p-002'),
          expect.stringContaining('normal path'),
          expect.stringContaining('more than 168 hours'),
          expect.stringContaining('holds no plan of it'),
          expect.stringContaining('its digest is not its own'),
          expect.stringContaining('closed by 3 findings'),
          expect.stringContaining('nobody prepared it'),
        ]);
      });
    });

    it('asks the security administrator about what widens, and two about what destroys', async () => {
      const wide = await plannedBy(people.onCall, loosened, 'wide.json');
      expect(wide.entry.plan.class).toBe('widening');
      const approvals = (...signed: SignedApproval[]) => scene.file('more.json', approvalFile(...signed));
      const widening = await applyCommand(wide.path, [approvals(consentOf(wide.entry, people.system))], {}, loosened);
      expect(widening).toMatchObject({ code: 1, message: expect.stringContaining('system-admin does not approve') });

      const stray: KubernetesObject = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'old', namespace: 'smart-justice-app', labels: membershipLabels(applySetOf(network)) },
        data: { a: 'b' },
      };
      const namespaces = await applier.resourceFor('v1', 'Namespace');
      const model = (await applier.get(namespaces, 'smart-justice-app'))!;
      const old: KubernetesObject = {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: 'court-old',
          labels: { ...model.metadata.labels, 'kubernetes.io/metadata.name': 'court-old' },
        },
      };
      await applier.apply(await applier.resourceFor('v1', 'ConfigMap'), stray, { fieldManager: 'fadun' });
      const made = await breakGlass.apply(namespaces, old, { fieldManager: 'fadun' });

      const gone = await plannedBy(people.onCall, declared, 'gone.json');
      expect(gone.entry.plan).toMatchObject({
        class: 'destructive',
        changes: [{ action: 'remove', object: 'ConfigMap smart-justice-app/old' }],
        kept: [{ object: 'Namespace court-old' }],
      });
      const tries = await Promise.all(
        [
          [consentOf(gone.entry, people.security)],
          [consentOf(gone.entry, people.security), consentOf(gone.entry, people.security)],
          [consentOf(gone.entry, people.system), consentOf(gone.entry, people.system2)],
        ].map((signed, at) =>
          applyCommand(gone.path, [scene.file(`few-${at}.json`, approvalFile(...signed))], {}, declared),
        ),
      );
      expect(tries.map(({ code }) => code)).toEqual([1, 1, 1]);
      expect(tries[0]!.message).toContain('too few good approvals: 1/2');
      expect(tries[1]!.message).toContain('one person counts once');
      expect(tries[2]!.message).toContain('no approval by a security-admin');

      const both = approvals(consentOf(gone.entry, people.security), consentOf(gone.entry, people.system));
      const applied = await applyCommand(gone.path, [both], {}, declared);
      expect(applied.message).toBe('');
      expect(applied.data).toMatchObject({ networks: [{ pruned: ['ConfigMap smart-justice-app/old'] }] });
      expect((await applier.get(namespaces, 'court-old'))?.metadata.uid, 'unnamed, so it stands').toBe(
        made.metadata.uid,
      );

      const unnamed = await planCommand(declared, { prune: ['Namespace smart-justice-data'] });
      expect(unnamed).toMatchObject({
        code: 2,
        message: expect.stringContaining('no member of this network that is declared no more'),
      });
      const named = await plannedBy(people.onCall, declared, 'named.json', { prune: ['Namespace court-old'] });
      const consent = approvals(consentOf(named.entry, people.security), consentOf(named.entry, people.system));
      const pruned = await applyCommand(named.path, [consent], {}, declared);
      expect(pruned.data).toMatchObject({ networks: [{ pruned: ['Namespace court-old'] }] });
    });

    it('demands the emergency path of two in a guard period, with a reason', async () => {
      const plan = await plannedBy(people.onCall, guarded, 'guarded.json');
      // A period is in the alerts' routes as well, and a change of those widens: on the emergency path every class asks the same.
      expect(plan.entry.plan).toMatchObject({ guardPeriod: 'two-sessions' });
      const emergency = { path: 'emergency', reason: 'INC-2026-031: filing is down' } as const;
      const attempt = (...signed: SignedApproval[]) =>
        applyCommand(plan.path, [scene.file('guard.json', approvalFile(...signed))], {}, guarded);
      const [normal, alone, silent] = [
        await attempt(consentOf(plan.entry, people.security), consentOf(plan.entry, people.system)),
        await attempt(consentOf(plan.entry, people.security, emergency)),
        await attempt(
          consentOf(plan.entry, people.security, { path: 'emergency' }),
          consentOf(plan.entry, people.leader, { path: 'emergency' }),
        ),
      ];
      expect(normal.message).toContain('demands the emergency path');
      expect(alone.message).toContain('too few good approvals: 1/2');
      expect(silent.message).toContain('states no reason');
      const two = await attempt(
        consentOf(plan.entry, people.security, emergency),
        consentOf(plan.entry, people.leader, emergency),
      );
      expect(two.message).toBe('');
      expect(two.data).toMatchObject({ networks: [{ verified: expect.any(Number), reviewDue: expect.any(String) }] });
      const again = await attempt(
        consentOf(plan.entry, people.security, emergency),
        consentOf(plan.entry, people.leader, emergency),
      );
      expect(again.message, 'a finished change is not done twice, whoever approves it anew').toContain(
        'it was used by',
      );
    });

    it('stands back from what changed since, from held fields, and from a held lock', async () => {
      const deployments = await breakGlass.resourceFor('apps/v1', 'Deployment');
      const plan = await plannedBy(people.onCall, patched, 'late.json');
      const attempt = () =>
        applyCommand(
          plan.path,
          [scene.file('late-approval.json', approvalFile(consentOf(plan.entry, approver)))],
          {},
          patched,
        );
      const standing = (await breakGlass.get(deployments, 'api', 'smart-justice-app'))!;
      const containers = (standing.spec as { template: { spec: { containers: { name: string; image: string }[] } } })
        .template.spec.containers;
      const shared = (image?: string): KubernetesObject => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'api', namespace: 'smart-justice-app' },
        ...(image && { spec: { template: { spec: { containers: [{ name: containers[0]!.name, image }] } } } }),
      });
      await applier.apply(deployments, shared(containers[0]!.image), { fieldManager: 'a-hand' });
      const shown = await traceOf(breakGlass);
      expect(await attempt()).toMatchObject({ code: 1, message: expect.stringContaining('is held by "a-hand"') });
      expect(await traceOf(breakGlass)).toEqual(shown);
      const heldPlan = await plannedBy(people.onCall, patched, 'held.json');
      expect(heldPlan.entry.plan.held).toEqual([expect.objectContaining({ manager: 'a-hand' })]);
      await applier.apply(deployments, shared(), { fieldManager: 'a-hand' });

      const lease: KubernetesObject = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: applySetOf(network).name, namespace: inventoryNamespace },
        spec: {
          holderIdentity: 'ops-7/4242/abcd',
          leaseDurationSeconds: 3600,
          renewTime: '2026-01-01T00:00:00.000000Z',
        },
      };
      const leases = await breakGlass.resourceFor('coordination.k8s.io/v1', 'Lease');
      const free = (await breakGlass.get(leases, lease.metadata.name, inventoryNamespace))!;
      await breakGlass.replace(leases, {
        ...lease,
        metadata: { ...lease.metadata, resourceVersion: free.metadata.resourceVersion },
      });
      const before = await traceOf(breakGlass);
      const locked = await attempt();
      expect(locked).toMatchObject({ code: 1, message: expect.stringContaining('"ops-7/4242/abcd" holds the lock') });
      expect(await traceOf(breakGlass)).toEqual(before);

      const held = (await breakGlass.get(leases, lease.metadata.name, inventoryNamespace))!;
      await breakGlass.replace(leases, {
        ...lease,
        metadata: { ...lease.metadata, resourceVersion: held.metadata.resourceVersion },
        spec: { ...(lease.spec as object), leaseDurationSeconds: 1 },
      });
      const applied = await attempt();
      expect(applied.message, 'the lock of a holder that fell silent is free after its time').toBe('');
    });
  },
);
