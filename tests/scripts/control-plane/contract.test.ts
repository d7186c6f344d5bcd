import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlaneHost, controlPlaneComponents } from '../../../runbooks/kit/control-plane-host.ts';
import { planRunbook } from '../../../runbooks/kit/plan-runbook.ts';
import { renewCertificates } from '../../../runbooks/renew-certificates.ts';
import { openAccess } from '../../../scripts/operations/access.ts';
import { readAccess } from '../../../scripts/operations/reads.ts';
import { workspaceOf } from '../../../scripts/pipeline/workspace.ts';
import { loadSite } from '../../../stacks/model/load.ts';
import { controlPlaneAvailable, controlPlaneHookTimeout } from '../../kit/control-plane.ts';
import { smallSite } from '../../kit/small-site.ts';
import { sshdLacking } from '../../kit/sshd.ts';
import { openKubeadmPlane, openSandboxPlane, type Plane } from './planes.ts';

const binaries = await controlPlaneAvailable();
const sandbox = 'the sandbox';
const kinds = [
  { kind: sandbox, open: openSandboxPlane, lacking: binaries },
  { kind: 'kubeadm static pods over SSH', open: openKubeadmPlane, lacking: binaries ?? sshdLacking },
];

/** Names that would reach another file, be taken for an option, or mean something to a shell. */
const hostileNames = [
  '../x',
  '/etc/passwd',
  '-rf',
  '--all',
  '',
  '.',
  '..',
  'a b',
  'a;b',
  '$(id)',
  'a\nb',
  'a/b',
  "a'b",
  'x'.repeat(500),
  '快照',
];

/** Every file below a folder with what would show a change. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { mtimeMs, ino, size } = statSync(join(folder, name));
      return `${name} ${mtimeMs} ${ino} ${size}`;
    });
}

describe.each(kinds)('the control plane of $kind', ({ kind, open, lacking }) => {
  describe.skipIf(lacking !== undefined)(lacking === undefined ? 'keeps the contract' : `(skipped: ${lacking})`, () => {
    let plane: Plane;
    let host: ControlPlaneHost;
    const secrets = '/api/v1/namespaces/default/secrets';
    const store = (name: string, value: string) =>
      plane.api.send('POST', secrets, { metadata: { name }, stringData: { value } });
    const stored = (name: string) => plane.api.get(`${secrets}/${name}`);
    /** Members that do not serve, or with something else than lies there. */
    const amiss = async () =>
      (await host.members()).filter(({ healthy, current }) => !healthy || !current).map(({ component }) => component);
    const member = async (component: string) => (await host.members()).find((each) => each.component === component)!;

    beforeAll(async () => {
      plane = await open();
      host = plane.host;
      await store('first', 'before everything');
    }, controlPlaneHookTimeout);

    afterAll(async () => {
      await plane?.close();
    }, 60_000);

    it('shows four members that serve with what lies on the host', async () => {
      const members = await host.members();
      expect(members.map(({ component }) => component).sort()).toEqual([...controlPlaneComponents].sort());
      for (const each of members) expect(each).toMatchObject({ running: true, healthy: true, current: true });
      expect(members.every(({ version }) => /\d+\.\d+/.test(version))).toBe(true);
    }, 60_000);

    if (kind !== sandbox)
      it('is planned on through its declaration, and the plan changes nothing on it', async () => {
        const out = mkdtempSync(join(tmpdir(), 'fadun-contract-'));
        const workspace = workspaceOf(smallSite.id, out);
        const target = { site: smallSite.id, network: 'court-net' };
        const access = await openAccess({ ...target, workspace, out, identity: 'reader', ...plane.declared });
        const before = filesBelow(plane.declared!.controlPlane.folder!);
        try {
          const read = await readAccess(access, loadSite(smallSite, 'small'), out);
          const plan = (scope: string) => planRunbook(renewCertificates, { scope }, target, read, () => new Date());
          const leaves = await plan('leaves');
          expect(leaves.steps.flatMap(({ checks }) => checks.filter(({ holds }) => !holds))).toEqual([]);
          const acts = leaves.steps.flatMap(({ actions }) => actions);
          expect(acts[0]).toMatchObject({ kind: 'host', operation: 'renewCertificates' });
          expect(JSON.stringify(acts[0])).toContain('"apiserver-kubelet-client"');
          // The cluster's own authority is held by every kubelet: that is refused before anything is planned.
          const whole = await plan('authorities');
          const refused = whole.steps.flatMap(({ checks }) => checks.filter(({ holds }) => !holds));
          expect(refused.map(({ seen }) => seen)).toEqual([expect.stringMatching(/^ca: kubelets/)]);
          expect(filesBelow(plane.declared!.controlPlane.folder!)).toEqual(before);
        } finally {
          await access.transport.close();
          rmSync(out, { recursive: true, force: true });
        }
      }, 60_000);

    it('stops a component and starts it', async () => {
      await host.stop('kube-scheduler');
      expect(await member('kube-scheduler')).toMatchObject({ running: false, healthy: false, current: false });
      await host.stop('kube-scheduler');
      await host.start('kube-scheduler');
      expect(await member('kube-scheduler')).toMatchObject({ running: true, healthy: true, current: true });
    }, 120_000);

    it('sets flags for the next start, tells which deviate, and returns them to what is declared', async () => {
      const before = await host.flags('kube-scheduler');
      await host.setFlags('kube-scheduler', { v: '1', 'bind-address': false });
      await host.setFlags('kube-scheduler', { 'bind-address': '127.0.0.1', v: '2' });
      expect(await host.changedFlags('kube-scheduler')).toContain('v');
      expect((await host.flags('kube-scheduler')).v).toEqual(['2']);
      expect(await member('kube-scheduler')).toMatchObject({ running: true, current: false });
      await host.restart('kube-scheduler');
      expect(await member('kube-scheduler')).toMatchObject({ healthy: true, current: true });
      await host.setFlags('kube-scheduler', { v: null, 'bind-address': null });
      expect(await host.flags('kube-scheduler')).toEqual(before);
      expect(await host.changedFlags('kube-scheduler')).toEqual([]);
      await host.restart('kube-scheduler');
      for (const name of ['', '-x', 'A', 'a b', 'a=b', 'a\nb'])
        await expect(host.setFlags('kube-scheduler', { [name]: 'x' })).rejects.toThrow(/is no flag name/);
    }, 180_000);

    it('leaves admission plugins out and puts them back', async () => {
      await host.disableAdmissionPlugins(['ValidatingAdmissionWebhook', 'ValidatingAdmissionPolicy']);
      const flags = await host.flags('kube-apiserver');
      expect(flags['disable-admission-plugins']).toEqual(['ValidatingAdmissionWebhook,ValidatingAdmissionPolicy']);
      await host.disableAdmissionPlugins([]);
      expect((await host.flags('kube-apiserver'))['disable-admission-plugins']).toBeUndefined();
      expect(await host.changedFlags('kube-apiserver')).toEqual([]);
    }, 60_000);

    it('changes to a version that is staged, and to no other', async () => {
      const { version } = await member('kube-scheduler');
      const staged = await host.stagedVersions('kube-scheduler');
      expect(staged).toContain(version);
      await expect(host.setVersion('kube-scheduler', 'v0.0.1')).rejects.toThrow(/is not staged/);
      for (const name of hostileNames) await expect(host.setVersion('kube-scheduler', name)).rejects.toThrow();
      await expect(host.setVersion('kube-scheduler', version, 'nobody')).rejects.toThrow(/is no member/);
      await expect(host.restart('kube-scheduler', 'nobody')).rejects.toThrow(/is no member/);
      const other = plane.otherVersion;
      expect(staged).toContain(other);
      await host.setVersion('kube-scheduler', other, (await member('kube-scheduler')).host);
      await host.restart('kube-scheduler');
      expect(await member('kube-scheduler')).toMatchObject({ version: other, healthy: true, current: true });
      await host.setVersion('kube-scheduler', version);
      await host.restart('kube-scheduler');
      expect(await member('kube-scheduler')).toMatchObject({ version, healthy: true, current: true });
    }, 240_000);

    it('takes a snapshot, checks it by a restore beside, and tells one that was altered', async () => {
      for (const name of hostileNames) {
        await expect(host.snapshotEtcd(name)).rejects.toThrow();
        await expect(host.checkSnapshot(name)).rejects.toThrow();
        await expect(host.removeSnapshot(name)).rejects.toThrow();
      }
      const taken = await host.snapshotEtcd('contract');
      expect(taken).toMatchObject({ name: 'contract', encryptionKeys: ['key-1'] });
      expect(taken.revision).toBeGreaterThan(1);
      expect(await host.snapshots()).toMatchObject([{ name: 'contract', sha256: taken.sha256, intact: true }]);
      const check = await host.checkSnapshot('contract');
      expect(check.keys).toBeGreaterThan(50);
      expect(check).toMatchObject({ liveKeys: check.keys, liveSha256: check.sha256 });
      const file = join(plane.snapshots, 'contract.db');
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])]));
      expect(await host.snapshots()).toMatchObject([{ name: 'contract', intact: false }]);
      await expect(host.checkSnapshot('contract')).rejects.toThrow(/is not the file that was recorded/);
      writeFileSync(file, bytes);
      expect(await host.snapshots()).toMatchObject([{ name: 'contract', intact: true, check }]);
      await expect(host.checkSnapshot('absent')).rejects.toThrow(/is not there/);
    }, 180_000);

    it('lists what was written since a revision', async () => {
      const { revision, healthy, members } = await host.etcdStatus();
      expect({ healthy, members }).toEqual({ healthy: true, members: 1 });
      await store('kept', 'x');
      await store('removed', 'x');
      await plane.api.send('DELETE', `${secrets}/removed`);
      const { writes, complete } = await host.writesSince(revision);
      const ours = writes.filter(({ key }) => key.startsWith('/registry/secrets/default/'));
      expect(complete).toBe(true);
      expect(ours.map(({ key, change }) => `${change} ${key.split('/').at(-1)}`)).toEqual([
        'put kept',
        'delete removed',
      ]);
    }, 60_000);

    it('goes back to a snapshot in a new folder and forth again, only with its writers stopped', async () => {
      const { sha256 } = await host.snapshotEtcd('back');
      await store('after', 'the snapshot');
      const { folder } = await host.etcdStatus();
      await expect(host.restoreEtcd('back', sha256, 1_000_000, 'etcd-1-contract')).rejects.toThrow(/runs while etcd/);
      await expect(host.restoreEtcd('back', '0'.repeat(64), 1, 'etcd-1-contract')).rejects.toThrow(/is another/);
      const writers = ['kube-scheduler', 'kube-controller-manager', 'kube-apiserver'] as const;
      for (const writer of writers) await host.stop(writer);
      for (const name of hostileNames) {
        await expect(host.restoreEtcd('back', sha256, 1, name)).rejects.toThrow();
        await expect(host.useEtcdData(name)).rejects.toThrow();
      }
      const restored = await host.restoreEtcd('back', sha256, 1_000_000, 'etcd-1-contract');
      expect(restored).toMatchObject({ healthy: true, folder: 'etcd-1-contract', kept: [folder] });
      expect(restored.revision).toBeGreaterThanOrEqual(1_000_000);
      await host.start('kube-apiserver');
      expect(await stored('first')).toBeDefined();
      expect(await stored('after')).toBeUndefined();
      await host.stop('kube-apiserver');
      expect(await host.useEtcdData(folder)).toMatchObject({ healthy: true, folder, kept: ['etcd-1-contract'] });
      for (const writer of writers.toReversed()) await host.start(writer);
      expect(await stored('after')).toBeDefined();
      expect(await amiss()).toEqual([]);
      for (const name of ['contract', 'back']) await host.removeSnapshot(name);
      await host.removeSnapshot('back');
      expect(await host.snapshots()).toEqual([]);
    }, 400_000);

    it('turns to a new encryption key and writes everything anew, and never gives a key away', async () => {
      for (const name of hostileNames) {
        await expect(host.createEncryptionKey(name)).rejects.toThrow();
        await expect(host.rewriteStored(name)).rejects.toThrow();
      }
      const said: unknown[] = [];
      await host.createEncryptionKey('key-2');
      await host.createEncryptionKey('key-2');
      said.push(await host.encryptionKeys(), await host.encryption());
      expect(await host.encryptionKeys()).toEqual(['key-1', 'key-2']);
      expect(await host.rawValuePrefix('/registry/secrets/default/first')).toMatch(/:key-1:$/);
      const [rule] = await host.encryption();
      const kind = rule!.providers[0]!.kind;
      const rules = [{ resources: ['secrets'], providers: [{ kind, keys: ['key-2', 'key-1'] }] }];
      await host.writeEncryption(rules);
      expect(await member('kube-apiserver')).toMatchObject({ running: true, current: false });
      await host.restart('kube-apiserver');
      expect(await host.encryption()).toEqual(rules);
      expect(await host.rewriteStored('secrets')).toBeGreaterThan(0);
      expect(Object.keys(await host.storedAs('secrets'))).toEqual([`k8s:enc:${kind}:v1:key-2:`]);
      await host.writeEncryption([{ resources: ['secrets'], providers: [{ kind, keys: ['key-2'] }] }]);
      await host.restart('kube-apiserver');
      expect(await stored('first')).toBeDefined();
      expect(await host.encryptionKeys()).toEqual(['key-1', 'key-2']);
      await expect(
        host.writeEncryption([{ resources: ['secrets'], providers: [{ kind, keys: ['absent'] }] }]),
      ).rejects.toThrow(/encryption key absent: is not on this host/);
      const drawn = /secret: (\S+)/.exec(readFileSync(plane.encryptionConfiguration, 'utf8'))![1]!;
      expect(Buffer.from(drawn, 'base64')).toHaveLength(32);
      said.push(await host.encryption(), await host.snapshots(), await host.members());
      expect(JSON.stringify(said)).not.toContain(drawn);
    }, 300_000);

    it('knows the state of the audit log, mends its policy and its sink, and finds events', async () => {
      await store('looked-for', 'x');
      const sound = await host.auditStatus();
      expect(sound).toMatchObject({ policySha256: sound.declaredSha256, sinks: [plane.auditLog] });
      expect(sound.sinkFault).toBeUndefined();
      expect(new Date(sound.lastEvent!).getTime()).toBeGreaterThan(Date.now() - 300_000);
      expect(await host.auditHolds('looked-for')).toBe(true);
      expect(await host.auditHolds('never-was')).toBe(false);
      const excerpt = await host.auditExcerpt!('default', new Date(Date.now() - 600_000));
      expect(excerpt.events).toContain('looked-for');
      expect(excerpt.events).not.toMatch(/"requestObject":\{[^}]*"kind":"Secret"/);

      writeFileSync(plane.auditPolicy, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: None }]\n');
      expect((await host.auditStatus()).policySha256).not.toBe(sound.declaredSha256);
      await host.restoreAuditPolicy();
      expect(await host.auditStatus()).toMatchObject({ policySha256: sound.declaredSha256 });

      renameSync(plane.auditLog, `${plane.auditLog}.kept`);
      mkdirSync(plane.auditLog);
      expect((await host.auditStatus()).sinkFault).toMatch(/no regular file/);
      await host.repairAuditSink();
      expect((await host.auditStatus()).sinkFault).toBeUndefined();
      await host.restart('kube-apiserver');
      await store('after-repair', 'x');
      expect(await host.auditHolds('after-repair')).toBe(true);
    }, 180_000);

    it('renews a certificate once, and shows the new one in a handshake', async () => {
      const before = await host.certificates();
      const former = before.find(({ name }) => name === plane.names.serving)!;
      expect(before.filter(({ authority, issuer }) => !authority && issuer === '')).toEqual([]);
      const renewed = await host.renewCertificates([former.name], [former.sha256]);
      const next = renewed.find(({ name }) => name === former.name)!;
      expect(next.sha256).not.toBe(former.sha256);
      expect(next).toMatchObject({ subject: former.subject, issuer: former.issuer });
      // Everything else stayed, and so does this one when it is asked for again.
      expect(renewed.filter(({ name }) => name !== former.name)).toEqual(
        before.filter(({ name }) => name !== former.name),
      );
      expect(await host.renewCertificates([former.name], [former.sha256])).toEqual(renewed);
      await host.restart('kube-apiserver');
      const served = (await host.servedCertificates()).filter(({ component }) => component === 'kube-apiserver');
      expect(served).toMatchObject([{ serial: next.serial, trusted: true }]);
      expect(await stored('first')).toBeDefined();
      for (const name of hostileNames)
        await expect(host.renewCertificates([name], [])).rejects.toThrow(/are not of th/);
    }, 180_000);

    it('replaces the authority of etcd while the former stays trusted, then drops it', async () => {
      const before = await host.certificates();
      const authority = before.find(({ name }) => name === 'etcd-ca')!;
      const both = await host.renewCertificates(['etcd-ca'], [authority.sha256]);
      const present = both.find(({ name }) => name === 'etcd-ca')!;
      expect(present.sha256).not.toBe(authority.sha256);
      expect(both.find(({ name }) => name === 'etcd-ca-former')).toMatchObject({ sha256: authority.sha256 });
      for (const component of ['etcd', 'kube-apiserver'] as const) await host.restart(component);
      const leaves = both.filter(({ issuer, authority: isOne }) => !isOne && issuer === authority.sha256);
      expect(leaves.map(({ name }) => name).sort()).toEqual([...plane.names.ofEtcd].sort());
      const renewed = await host.renewCertificates(
        leaves.map(({ name }) => name),
        leaves.map(({ sha256 }) => sha256),
      );
      for (const { name } of leaves)
        expect(renewed.find((each) => each.name === name)).toMatchObject({ issuer: present.sha256 });
      for (const component of ['etcd', 'kube-apiserver'] as const) await host.restart(component);
      expect((await host.etcdStatus()).healthy).toBe(true);
      await host.dropFormerAuthority();
      expect((await host.certificates()).filter(({ name }) => name === 'etcd-ca-former')).toEqual([]);
      // Controllers that lost their API server are started anew, as the runbook does.
      for (const component of controlPlaneComponents) await host.restart(component);
      const served = (await host.servedCertificates()).filter(({ component }) => component === 'etcd');
      expect(served).toMatchObject([{ trusted: true }]);
      expect(await stored('first')).toBeDefined();
      expect(await amiss()).toEqual([]);
    }, 400_000);
  });
});
