import { dirname, join } from 'node:path';
import type { AdministratorApi, Member } from '../member.ts';
import { openAdministratorApi } from './administrator-api.ts';
import { flagsOf } from './manifest.ts';
import { changeFlags, declaredFlag, type KubeadmParts, nextManifest } from './manifests.ts';
import { runningProcess, startComponent, stopComponent } from './processes.ts';

/** A machine of a kubeadm control plane, as the operations on control planes know it. */
export function kubeadmMember(parts: KubeadmParts): Member {
  const { host, machine, layout } = parts;
  const flags: Member['flags'] = async (component) => flagsOf(await nextManifest(parts, component));
  return {
    host,
    machine,
    async files() {
      const server = await flags('kube-apiserver');
      const etcdData = String((await declaredFlag(parts, 'etcd', 'data-dir')) ?? '/var/lib/etcd');
      const named = (flag: string, otherwise: string) => String(server[flag] ?? otherwise);
      return {
        encryptionConfiguration: named('encryption-provider-config', join(layout.folder, 'enc', 'enc.yaml')),
        encryptionKeys: layout.encryptionKeys,
        snapshots: layout.snapshots,
        auditPolicy: named('audit-policy-file', join(layout.folder, 'audit-policy.yaml')),
        auditLog: named('audit-log-path', '/var/log/kubernetes/audit/audit.log'),
        etcdData,
        scratch: join(dirname(etcdData), 'fadun-scratch'),
      };
    },
    flags,
    isRunning: async (component) =>
      (await runningProcess(parts, component, await nextManifest(parts, component))) !== undefined,
    stop: (component) => stopComponent(parts, component),
    start: (component) => startComponent(parts, component),
    async etcdConnection() {
      const given = await flags('etcd');
      const urls = String(given['listen-client-urls'] ?? '').split(',');
      return [
        `--endpoints=${urls.find((url) => url.includes('127.0.0.1')) ?? urls[0]}`,
        `--cacert=${join(layout.pki, 'etcd', 'ca.crt')}`,
        `--cert=${join(layout.pki, 'etcd', 'healthcheck-client.crt')}`,
        `--key=${join(layout.pki, 'etcd', 'healthcheck-client.key')}`,
      ];
    },
    async pointEtcdAt(folder) {
      const { etcdData } = await this.files();
      await changeFlags(parts, 'etcd', { 'data-dir': folder === etcdData ? null : folder });
    },
    openApi: (): Promise<AdministratorApi> => openAdministratorApi(parts),
  };
}
