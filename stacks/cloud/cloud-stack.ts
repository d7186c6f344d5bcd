import { podSecurityLabels } from '../baseline/pod-security.ts';
import { commonLabels, type NetworkContext } from '../context.ts';
import { labelPrefix } from '../model/names.ts';
import { namespaceIdentity, type PlannedNamespace, plannedNamespaces } from '../namespaces.ts';
import {
  LimitRangeV1,
  NamespaceV1,
  PriorityClassV1,
  ResourceQuotaV1,
  StorageClassV1,
  type TerraformStack,
} from '../terraform.ts';
import { priorityClasses } from './priority-classes.ts';
import { storageClasses } from './storage-classes.ts';

/** Tenancy of one network's cluster: namespaces per system and tier, their bounds, priority and storage classes. */
export function cloudFamily(stack: TerraformStack, context: NetworkContext): void {
  for (const [name, { value, description }] of Object.entries(priorityClasses)) {
    new PriorityClassV1(stack, `priority-${name}`, {
      metadata: { name, labels: commonLabels(context, 'cloud') },
      value,
      description,
      globalDefault: false,
      preemptionPolicy: 'PreemptLowerPriority',
    });
  }
  for (const [name, storageClass] of Object.entries(storageClasses(context))) {
    new StorageClassV1(stack, `storage-${name}`, {
      metadata: { name, labels: { ...commonLabels(context, 'cloud'), ...storageClass.labels } },
      storageProvisioner: storageClass.provisioner,
      parameters: storageClass.parameters,
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    });
  }
  for (const namespace of plannedNamespaces(context)) namespaceWithBounds(stack, context, namespace);
}

function namespaceWithBounds(stack: TerraformStack, context: NetworkContext, namespace: PlannedNamespace): void {
  const { name, demand } = namespace;
  const objectLabels = commonLabels(context, 'cloud');
  const created = new NamespaceV1(stack, `namespace-${name}`, {
    metadata: {
      name,
      labels: { ...objectLabels, ...namespaceIdentity(namespace), ...podSecurityLabels },
      ...(namespace.expires && { annotations: { [`${labelPrefix}/expires`]: namespace.expires } }),
    },
    lifecycle: { preventDestroy: true },
  });
  new ResourceQuotaV1(stack, `quota-${name}`, {
    metadata: { name: 'bounds', namespace: name, labels: objectLabels },
    spec: {
      hard: {
        pods: String(demand.pods),
        'requests.cpu': `${demand.cpuMillicores}m`,
        'limits.cpu': `${demand.cpuMillicores * 2}m`,
        'requests.memory': `${demand.memoryMi}Mi`,
        'limits.memory': `${demand.memoryMi * 2}Mi`,
        'requests.storage': `${demand.storageGi}Gi`,
        'services.nodeports': '0',
        'services.loadbalancers': String(entrancesAllowed(namespace)),
      },
    },
    dependsOn: [created],
  });
  new LimitRangeV1(stack, `limits-${name}`, {
    metadata: { name: 'defaults', namespace: name, labels: objectLabels },
    spec: {
      limit: [
        {
          type: 'Container',
          default: { cpu: '500m', memory: '512Mi' },
          defaultRequest: { cpu: '100m', memory: '128Mi' },
          max: { cpu: '8', memory: '32Gi' },
        },
      ],
    },
    dependsOn: [created],
  });
}

/** Only gateways and exchange front-ends may hold LoadBalancers (GB/T 22239 8.1.3.1 a). */
function entrancesAllowed({ role }: PlannedNamespace): number {
  return role === 'gateway' || role === 'exchange' ? 4 : 0;
}
