import { storageClassName } from '../cloud/storage-classes.ts';
import { commonLabels, type NetworkContext } from '../context.ts';
import type { ChannelSide, ExchangeChannel } from '../model/exchange.ts';
import { channelNamespace, deviceAnnotations, labelPrefix, labels } from '../model/names.ts';
import { devicePort } from '../platform.ts';
import { bandwidthAnnotations } from '../systems/bandwidth.ts';
import { imageReference } from '../systems/images.ts';
import type { PodFacts } from '../systems/pod-template.ts';
import { userIdOf } from '../systems/user-ids.ts';
import { scheduledWorkload, standingWorkload } from '../systems/workload-resources.ts';
import { ConfigMapV1, PersistentVolumeClaimV1, ServiceV1, type TerraformStack } from '../terraform.ts';
import type { Workload } from '../workloads.ts';
import { channelContract } from './channel-contract.ts';

/** Capacity of the spool in which envelopes wait while the device is away. */
const spoolGi = 20;

/** Images of the exchange, by repository. */
export const exchangeImages = {
  frontEnd: 'secure-data-exchange/front-end',
  reconciliation: 'secure-data-exchange/reconciliation',
} as const;

/**
 * One side of an exchange channel as it stands in its network's cluster: the front-end with its spool, the device's
 * way in, the hourly reconciliation, and what the side believes about its neighbour. Its policies are generated with
 * all others from the site's permissions; the device sheet and neighbour file are documents (see `documents.ts`).
 */
export function exchangeChannelSide(
  stack: TerraformStack,
  context: NetworkContext,
  id: string,
  workloads: ReadonlyMap<string, Workload>,
): void {
  const channel = context.site.channels[id]!;
  const workload = workloads.get(`channel:${id}`)!;
  const reconciliation = workloads.get(`reconcile:${id}`)!;
  const namespace = channelNamespace(id);
  const objectLabels = {
    ...commonLabels(context, 'segments'),
    'app.kubernetes.io/name': 'secure-data-exchange',
    [labels.channel]: id,
    [labels.side]: sideOf(context, channel),
    [labels.dataClass]: channel.maxDataClass,
  };
  new PersistentVolumeClaimV1(stack, `spool-${id}`, {
    metadata: { name: 'spool', namespace, labels: objectLabels },
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: storageClassName(channel.maxDataClass),
      volumeMode: 'Filesystem',
      resources: { requests: { storage: `${spoolGi}Gi` } },
    },
    waitUntilBound: false,
    lifecycle: { preventDestroy: true },
  });
  new ConfigMapV1(stack, `contract-${id}`, {
    metadata: {
      name: 'channel-contract',
      namespace,
      labels: objectLabels,
      annotations: devicesOf(context, channel),
    },
    data: { 'contract.json': JSON.stringify(channelContract(id, channel), null, 2) },
  });
  standingWorkload(stack, context, {
    workload,
    objectLabels: { ...objectLabels, 'app.kubernetes.io/component': 'front-end' },
    facts: frontEndFacts(context, workload),
    replicas: 2,
    maxReplicas: null,
    claim: null,
    annotations: { ...bandwidthAnnotations, [`${labelPrefix}/channel-expires`]: channel.expires },
  });
  if (receives(context, channel)) deviceEntrance(stack, context, channel, workload, objectLabels);
  scheduledWorkload(stack, context, {
    workload: reconciliation,
    objectLabels: { ...objectLabels, 'app.kubernetes.io/component': reconciliation.name },
    facts: reconciliationFacts(context, reconciliation),
    schedule: '7 * * * *',
    annotations: bandwidthAnnotations,
  });
}

/** sender, receiver, or both where the device ferries both ways. */
export function sideOf({ networkId }: NetworkContext, channel: ExchangeChannel): 'sender' | 'receiver' | 'both' {
  if (channel.direction === 'both') return 'both';
  return channel.from.network === networkId ? 'sender' : 'receiver';
}

function ownSide({ networkId }: NetworkContext, channel: ExchangeChannel): ChannelSide {
  return channel.to.network === networkId ? channel.to : channel.from;
}

/** Which device this side speaks to, and the spare where one is declared: what a failover is allowed to change. */
function devicesOf(context: NetworkContext, channel: ExchangeChannel): Record<string, string> {
  const { deviceAddress, spareDeviceAddress } = ownSide(context, channel);
  return {
    [deviceAnnotations.active]: deviceAddress,
    ...(spareDeviceAddress && { [deviceAnnotations.spare]: spareDeviceAddress }),
  };
}

function receives(context: NetworkContext, channel: ExchangeChannel): boolean {
  return sideOf(context, channel) !== 'sender';
}

/**
 * The device enters by a LoadBalancer on a non-public address; `externalTrafficPolicy: Local` and source ranges equal to
 * the device, or source address translation would defeat the policy's ipBlock.
 */
function deviceEntrance(
  stack: TerraformStack,
  context: NetworkContext,
  channel: ExchangeChannel,
  workload: Workload,
  objectLabels: Readonly<Record<string, string>>,
): void {
  const side = ownSide(context, channel);
  new ServiceV1(stack, `device-entrance-${workload.namespace}`, {
    metadata: {
      name: 'device-entrance',
      namespace: workload.namespace,
      labels: { ...objectLabels },
      annotations: { [`${labelPrefix}/tls-profile`]: 'tlcp' },
    },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      allocateLoadBalancerNodePorts: false,
      loadBalancerSourceRanges: [`${side.deviceAddress}/32`],
      sessionAffinity: 'None',
      selector: { ...workload.podLabels },
      port: [{ name: devicePort.name, port: channel.port, targetPort: devicePort.name, protocol: devicePort.protocol }],
    },
    waitForLoadBalancer: false,
  });
}

function frontEndFacts(context: NetworkContext, workload: Workload): PodFacts {
  return {
    container: 'front-end',
    image: imageReference(context, exchangeImages.frontEnd),
    serviceAccount: workload.name,
    segment: 'exchange',
    ports: workload.ports,
    selector: workload.podLabels,
    priority: 'fadun-exchange',
    userId: userIdOf(workload.namespace, workload.name),
    cpuMillicores: 100,
    memoryMi: 256,
    writable: [
      { name: 'scratch', path: '/tmp', source: { kind: 'scratch', sizeMi: 256 } },
      { name: 'spool', path: '/var/spool/exchange', source: { kind: 'claim', claim: 'spool' } },
    ],
    configuration: [{ name: 'contract', path: '/etc/exchange', configMap: 'channel-contract' }],
  };
}

function reconciliationFacts(context: NetworkContext, workload: Workload): PodFacts {
  return {
    container: workload.name,
    image: imageReference(context, exchangeImages.reconciliation),
    serviceAccount: workload.name,
    segment: 'exchange',
    ports: [],
    selector: workload.podLabels,
    priority: 'fadun-exchange',
    userId: userIdOf(workload.namespace, workload.name),
    cpuMillicores: 50,
    memoryMi: 128,
    writable: [{ name: 'scratch', path: '/tmp', source: { kind: 'scratch', sizeMi: 64 } }],
    configuration: [{ name: 'contract', path: '/etc/exchange', configMap: 'channel-contract' }],
    job: true,
  };
}
