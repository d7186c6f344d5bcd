import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlPlaneHost } from '../../../runbooks/kit/control-plane-host.ts';
import { kubeadmControlPlane } from '../../../scripts/control-plane/kubeadm/control-plane.ts';
import { kubeadmLayout } from '../../../scripts/control-plane/kubeadm/layout.ts';
import { localMachine } from '../../../scripts/control-plane/machine/local.ts';
import { type LaidOut, layOutKubeadm, versions } from '../../kit/kubeadm-cluster.ts';

const lacking = existsSync('/usr/bin/openssl') ? undefined : 'there is no openssl here';

describe.skipIf(lacking !== undefined)(
  lacking === undefined
    ? 'the files of a kubeadm control plane'
    : `the files of a kubeadm control plane (skipped: ${lacking})`,
  () => {
    let laid: LaidOut;
    let host: ControlPlaneHost;
    const at = (name: string) => join(laid.folder, name);
    const openssl = (...words: string[]) => execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' });
    const certificate = async (name: string) => (await host.certificates()).find((each) => each.name === name)!;
    const renew = async (...names: string[]) => {
      const due = (await host.certificates()).filter(({ name }) => names.includes(name));
      return host.renewCertificates(
        names,
        due.map(({ sha256 }) => sha256),
      );
    };

    beforeEach(async () => {
      laid = await layOutKubeadm({});
      const machine = localMachine({ name: laid.node, programs: { crictl: join(laid.tools, 'crictl') } });
      host = kubeadmControlPlane([{ host: laid.node, machine, layout: kubeadmLayout(laid.folder) }]);
    });

    afterEach(() => rmSync(laid.root, { recursive: true, force: true }));

    it('renews every leaf with a new key, and what it says stays', async () => {
      const before = await host.certificates();
      const leaves = before.filter(({ authority }) => !authority).map(({ name }) => name);
      expect(leaves).toHaveLength(10);
      const extensions = (file: string) =>
        openssl(
          'x509',
          '-in',
          at(`pki/${file}.crt`),
          '-noout',
          '-ext',
          'subjectAltName,extendedKeyUsage,basicConstraints',
        );
      const said = extensions('apiserver');
      const after = await renew(...leaves);
      for (const each of before.filter(({ authority }) => !authority)) {
        const next = after.find(({ name }) => name === each.name)!;
        expect(next).toMatchObject({ subject: each.subject, issuer: each.issuer });
        expect([next.sha256 === each.sha256, next.serial === each.serial]).toEqual([false, false]);
      }
      expect(extensions('apiserver')).toBe(said);
      for (const [file, authority] of [
        ['apiserver', 'ca'],
        ['etcd/server', 'etcd/ca'],
        ['front-proxy-client', 'front-proxy-ca'],
      ]) {
        expect(openssl('verify', '-x509_strict', '-CAfile', at(`pki/${authority}.crt`), at(`pki/${file}.crt`))).toMatch(
          /OK/,
        );
        const ofKey = openssl('pkey', '-in', at(`pki/${file}.key`), '-pubout');
        expect(openssl('x509', '-in', at(`pki/${file}.crt`), '-noout', '-pubkey')).toBe(ofKey);
        expect(statSync(at(`pki/${file}.key`)).mode & 0o777).toBe(0o600);
      }
      const admin = load(readFileSync(at('admin.conf'), 'utf8')) as { users: { user: Record<string, string> }[] };
      writeFileSync(at('admin.key'), Buffer.from(admin.users[0]!.user['client-key-data']!, 'base64'));
      writeFileSync(at('admin.crt'), Buffer.from(admin.users[0]!.user['client-certificate-data']!, 'base64'));
      expect(openssl('x509', '-in', at('admin.crt'), '-noout', '-pubkey')).toBe(
        openssl('pkey', '-in', at('admin.key'), '-pubout'),
      );
      // No draft of a key is left.
      expect(readdirSync(at('fadun'))).not.toContain('drafts');
    }, 60_000);

    it('trusts two authorities of etcd while one follows the other, and refuses that of the cluster', async () => {
      const former = await certificate('etcd-ca');
      await expect(renew('ca', 'etcd-ca')).rejects.toThrow(/authority ca: is not replaced from here: kubelets/);
      expect(await certificate('etcd-ca')).toEqual(former);
      await renew('etcd-ca');
      const [present, kept] = [await certificate('etcd-ca'), await certificate('etcd-ca-former')];
      expect(kept.sha256).toBe(former.sha256);
      expect(present.subject).toBe(former.subject);
      expect((await certificate('etcd-server')).issuer).toBe(former.sha256);
      await renew('etcd-server');
      expect((await certificate('etcd-server')).issuer).toBe(present.sha256);
      await host.dropFormerAuthority();
      expect(await certificate('etcd-ca-former')).toBeUndefined();
      expect((await certificate('etcd-peer')).issuer).toBe('');
      expect((await certificate('etcd-server')).issuer).toBe(present.sha256);
    }, 60_000);

    it('goes on with the authority that an interrupted renewal had drawn', async () => {
      const former = await certificate('etcd-ca');
      const pki = at('pki/etcd');
      const was = readFileSync(join(pki, 'ca.crt'), 'utf8');
      await renew('etcd-ca');
      const drawn = await certificate('etcd-ca');
      // As it was left by a death between key and certificate: the key in place, the drawn certificate beside.
      const bundle = readFileSync(join(pki, 'ca.crt'), 'utf8');
      const layout = kubeadmLayout(laid.folder);
      const [next] = bundle.split('-----END CERTIFICATE-----');
      execFileSync('mkdir', ['-p', layout.drafts]);
      writeFileSync(join(layout.drafts, 'etcd-ca-next.crt'), `${next}-----END CERTIFICATE-----\n`);
      writeFileSync(join(pki, 'ca.crt'), was);
      await host.renewCertificates(['etcd-ca'], [former.sha256]);
      expect((await certificate('etcd-ca')).sha256).toBe(drawn.sha256);
      expect((await certificate('etcd-ca-former')).sha256).toBe(former.sha256);
    }, 60_000);

    it('signs nothing where the key of the authority is kept elsewhere', async () => {
      unlinkSync(at('pki/ca.key'));
      const before = await host.certificates();
      await expect(renew('apiserver')).rejects.toThrow(/this authority is kept elsewhere/);
      await expect(renew('admin.conf')).rejects.toThrow(/this authority is kept elsewhere/);
      expect(await host.certificates()).toEqual(before);
    });

    it('changes a manifest beside, which the kubelet does not see before the next start', async () => {
      const active = at('manifests/kube-apiserver.yaml');
      const before = readFileSync(active, 'utf8');
      const declared = await host.flags('kube-apiserver');
      await host.setFlags('kube-apiserver', { 'audit-log-maxage': '30', 'audit-policy-file': false });
      await host.setVersion('kube-apiserver', versions.staged);
      expect(readFileSync(active, 'utf8')).toBe(before);
      expect(readdirSync(at('manifests')).filter((name) => !name.endsWith('.yaml'))).toEqual([]);
      expect(await host.changedFlags('kube-apiserver')).toEqual(['audit-log-maxage', 'audit-policy-file']);
      const flags = await host.flags('kube-apiserver');
      expect(flags).toMatchObject({ 'audit-log-maxage': ['30'] });
      expect(flags['audit-policy-file']).toBeUndefined();
      expect((await host.members()).find(({ component }) => component === 'kube-apiserver')).toMatchObject({
        version: versions.staged,
        running: false,
      });
      await host.setFlags('kube-apiserver', { 'audit-log-maxage': null, 'audit-policy-file': null });
      expect(await host.flags('kube-apiserver')).toEqual(declared);
      expect(await host.changedFlags('kube-apiserver')).toEqual([]);
    }, 30_000);

    it('does not count as its own what kubeadm has written anew since', async () => {
      await host.setFlags('kube-scheduler', { v: '4' });
      const pending = at('fadun/pending/kube-scheduler.yaml');
      unlinkSync(pending);
      expect(await host.changedFlags('kube-scheduler')).toEqual([]);
      await host.setFlags('kube-scheduler', { v: null });
      expect((await host.flags('kube-scheduler')).v).toBeUndefined();
    });

    it('says what is no static pod of a component', async () => {
      for (const text of ['', '{', 'kind: Pod', 'spec: { containers: [{ image: x, command: [sh] }] }']) {
        writeFileSync(at('manifests/etcd.yaml'), text);
        await expect(host.flags('etcd')).rejects.toThrow(/manifests\/etcd\.yaml: is no static pod/);
      }
      unlinkSync(at('manifests/etcd.yaml'));
      await expect(host.flags('etcd')).rejects.toThrow(/master-1: etcd: has no static pod/);
    });

    it('refuses values that would be more than one argument', async () => {
      for (const value of ['a\nb', 'a\0b', 'a\rb'])
        await expect(host.setFlags('kube-scheduler', { v: value })).rejects.toThrow(/control character/);
      expect(existsSync(at('fadun/pending/kube-scheduler.yaml'))).toBe(false);
    });
  },
);
