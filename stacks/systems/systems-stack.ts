import type { PriorityClassName } from '../cloud/priority-classes.ts';
import { commonLabels, type NetworkContext } from '../context.ts';
import { labels } from '../model/names.ts';
import { componentProfiles, replicaRange } from '../model/profiles.ts';
import { type PlacedComponent, placedComponents, plannedNamespaces } from '../namespaces.ts';
import type { TerraformStack } from '../terraform.ts';
import { networkWorkloads, type Workload } from '../workloads.ts';
import { bandwidthAnnotations } from './bandwidth.ts';
import { entranceService } from './entrance.ts';
import { entranceContractMap, entranceContractName, entranceContractPath } from './entrance-contract.ts';
import { imageReference } from './images.ts';
import type { PodFacts, WritableMount } from './pod-template.ts';
import { componentClaimSize } from './storage.ts';
import { userIdOf } from './user-ids.ts';
import { scheduledWorkload, standingWorkload } from './workload-resources.ts';

/** The political-legal systems of one network: every component with its service, budget, scaling and entrance. */
export function systemsFamily(stack: TerraformStack, context: NetworkContext): void {
  const workloads = new Map(networkWorkloads(context).map((workload) => [workload.end, workload]));
  const gateways = new Set(plannedNamespaces(context).flatMap(({ name, role }) => (role === 'gateway' ? [name] : [])));
  for (const placed of placedComponents(context)) {
    const workload = workloads.get(`${placed.systemId}/${placed.name}`)!;
    componentWorkload(stack, context, placed, workload, gateways);
    if (!placed.entrance) continue;
    entranceContractMap(stack, context, placed, workload);
    entranceService(stack, context, placed, workload);
  }
}

function componentWorkload(
  stack: TerraformStack,
  context: NetworkContext,
  placed: PlacedComponent,
  workload: Workload,
  gatewayNamespaces: ReadonlySet<string>,
): void {
  const { component, systemId, name } = placed;
  const facts = podFacts(context, placed, workload);
  const bandwidth = gatewayNamespaces.has(workload.namespace) ? { annotations: bandwidthAnnotations } : {};
  const objectLabels = {
    ...commonLabels(context, 'systems'),
    'app.kubernetes.io/name': systemId,
    'app.kubernetes.io/component': name,
    ...workload.podLabels,
    [labels.owner]: placed.system.owner,
    [labels.mlpsLevel]: String(placed.system.mlpsLevel),
    [labels.dataClass]: placed.system.dataClass,
  };
  if (component.schedule) {
    scheduledWorkload(stack, context, { workload, objectLabels, facts, schedule: component.schedule, ...bandwidth });
    return;
  }
  const range = replicaRange(component);
  standingWorkload(stack, context, {
    workload,
    objectLabels,
    facts,
    replicas: range.min,
    maxReplicas: range.max,
    claim: componentClaimSize(placed),
    ...bandwidth,
  });
}

function podFacts(context: NetworkContext, placed: PlacedComponent, workload: Workload): PodFacts {
  const { component, systemId, system, segment, name } = placed;
  const profile = componentProfiles[component.kind];
  const scratch: WritableMount = { name: 'scratch', path: '/tmp', source: { kind: 'scratch', sizeMi: 256 } };
  const data: WritableMount = { name: 'data', path: '/var/lib/data', source: { kind: 'template' } };
  return {
    container: name,
    image: imageReference(context, component.imageRepository ?? `${systemId}/${component.kind}`),
    serviceAccount: name,
    segment,
    ports: workload.ports,
    selector: workload.podLabels,
    priority: priorityOf(placed),
    userId: userIdOf(workload.namespace, name),
    cpuMillicores: profile.cpuMillicores,
    memoryMi: profile.memoryMi,
    writable: componentClaimSize(placed) ? [scratch, data] : [scratch],
    ...(placed.entrance && {
      configuration: [{ name: 'entrance', path: entranceContractPath, configMap: entranceContractName(workload) }],
    }),
    ...(component.schedule && { job: true }),
  };

  function priorityOf({ segment: where }: PlacedComponent): PriorityClassName {
    if (where === 'exchange') return 'fadun-exchange';
    if (where === 'ops' || where === 'security') return 'fadun-platform';
    if (system.availability.hours === 'batch') return 'fadun-batch';
    return system.availability.hours === '24x7' ? 'fadun-critical' : 'fadun-standard';
  }
}
