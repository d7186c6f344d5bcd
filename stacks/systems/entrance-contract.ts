import { commonLabels, type NetworkContext } from '../context.ts';
import { labels } from '../model/names.ts';
import type { ComponentKind } from '../model/system.ts';
import type { PlacedComponent } from '../namespaces.ts';
import { ConfigMapV1, type TerraformStack } from '../terraform.ts';
import type { Workload } from '../workloads.ts';

/** Where a gateway reads its contract. */
export const entranceContractPath = '/etc/entrance';

export function entranceContractName({ name }: Pick<Workload, 'name'>): string {
  return `${name}-entrance`;
}

/** Methods of each protocol that an entrance speaks; everything else is refused. */
const methods: Partial<Record<ComponentKind, readonly string[]>> = {
  telephony: ['INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'REGISTER'],
  media: ['GET', 'POST', 'OPTIONS'],
  bastion: ['GET', 'POST'],
};
const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * What the gateway behind an entrance enforces: hosts, routes and methods, body size, firewall and sensor, suites and
 * the fields of the access log (GB/T 22239 8.1.3.2 e, 8.1.3.5 b, 8.1.4.4 d; GB/T 39786 8.2). The gateway's image reads it.
 */
function entranceContract({ network }: NetworkContext, { systemId, component, entrance }: PlacedComponent) {
  const host = `${systemId}.${network.domain}`;
  return {
    exposure: entrance,
    hosts: [host],
    unknownHosts: 'reject',
    maxBodyBytes: component.kind === 'media' ? 104_857_600 : 10_485_760,
    routes: [{ host, path: '/', methods: methods[component.kind] ?? httpMethods }],
    waf: { mode: 'block', ruleSetMaxAgeDays: 7 },
    sensor: { kind: 'ids', ruleSetMaxAgeDays: 7 },
    validation: 'enforce',
    tls: {
      minimum: '1.2',
      suites: ['ECDHE_SM4_GCM_SM3', 'ECC_SM4_GCM_SM3', 'TLS_SM4_GCM_SM3'],
      certificates: 'sm2-dual',
    },
    accessLog: {
      stream: component.kind === 'bastion' ? 'remote-operations' : 'boundary-access',
      fields: ['time', 'user', 'source', 'method', 'path', 'status', 'bytes', 'request-id'],
    },
  };
}

/** The contract as the ConfigMap that the gateway mounts. */
export function entranceContractMap(
  stack: TerraformStack,
  context: NetworkContext,
  placed: PlacedComponent,
  workload: Workload,
): void {
  new ConfigMapV1(stack, `entrance-contract-${workload.namespace}-${workload.name}`, {
    metadata: {
      name: entranceContractName(workload),
      namespace: workload.namespace,
      labels: { ...commonLabels(context, 'systems'), ...workload.podLabels, [labels.contract]: 'entrance' },
    },
    data: { 'entrance.json': JSON.stringify(entranceContract(context, placed), null, 2) },
  });
}
