import { join } from 'node:path';
import type { Member } from '../../control-plane/member.ts';
import { connect } from '../api.ts';
import { effectiveFlags, isRunning } from '../run.ts';
import type { ControlPlaneParts } from './parts.ts';
import { changeOverrides } from './processes.ts';

/** The machine of a sandboxed control plane, as the operations on control planes know it. */
export function sandboxMember(parts: ControlPlaneParts): Member {
  const { host, layout, ports, network, machine } = parts;
  const { encryptionConfiguration, encryptionKeys, snapshots, auditPolicy, auditLog, etcdData } = layout;
  const scratch = join(layout.root, 'scratch');
  return {
    host: network,
    machine,
    files: async () => ({
      encryptionConfiguration,
      encryptionKeys,
      snapshots,
      auditPolicy,
      auditLog,
      etcdData,
      scratch,
    }),
    flags: (component) => effectiveFlags(parts, component),
    isRunning: (component) => isRunning(layout, component),
    async stop(component) {
      await host.stop(component);
    },
    start: (component) => host.start(component),
    etcdConnection: async () => host.etcdConnection,
    pointEtcdAt: (path) => changeOverrides(parts, 'etcd', { 'data-dir': path === layout.etcdData ? null : path }),
    openApi: () => connect(ports.apiServer, layout.clusterTrust, layout.keyPair('admin')),
  };
}
