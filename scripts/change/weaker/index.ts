import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { groupKindOf, inventoryKey } from '../../engines/direct/inventory.ts';
import type { ObjectTransition } from '../../engines/engine.ts';
import type { ClassReason } from '../plan.ts';
import { bindingAspects, policyAspects } from './admission-policy.ts';
import { type Aspects, type Reader, together, weakenings } from './aspects.ts';
import { autoscalerAspects, budgetAspects, limitRangeAspects, quotaAspects } from './bounds.ts';
import { configurationAspects, secretAspects } from './configuration.ts';
import { asWritten, onceStanding } from './everything.ts';
import { exchangeAspects } from './exchange.ts';
import { namespaceAspects } from './namespace.ts';
import { networkPolicyAspects } from './network-policy.ts';
import { accountAspects, roleAspects, roleBindingAspects } from './rights.ts';
import { priorityAspects } from './scheduling.ts';
import { serviceAspects } from './service.ts';
import { claimAspects, storageClassAspects, volumeAspects } from './storage.ts';
import { webhookAspects } from './webhook.ts';
import { workloadAspects } from './workload.ts';

/** Kinds that are read; of any other kind nothing is known, and every change of it counts. */
export const readers: Readonly<Record<string, Reader>> = {
  Pod: workloadAspects,
  'Deployment.apps': workloadAspects,
  'StatefulSet.apps': workloadAspects,
  'DaemonSet.apps': workloadAspects,
  'ReplicaSet.apps': workloadAspects,
  ReplicationController: workloadAspects,
  'Job.batch': workloadAspects,
  'CronJob.batch': workloadAspects,
  Service: serviceAspects,
  Endpoints: asWritten('exposure', 'addresses that a Service leads to, by hand'),
  'EndpointSlice.discovery.k8s.io': asWritten('exposure', 'addresses that a Service leads to, by hand'),
  'Ingress.networking.k8s.io': asWritten('exposure', 'entrance from outside'),
  'IngressClass.networking.k8s.io': asWritten('exposure', 'who serves entrances'),
  'GatewayClass.gateway.networking.k8s.io': asWritten('exposure', 'who serves entrances'),
  'Gateway.gateway.networking.k8s.io': asWritten('exposure', 'entrance from outside'),
  'HTTPRoute.gateway.networking.k8s.io': asWritten('exposure', 'way in from an entrance'),
  'GRPCRoute.gateway.networking.k8s.io': asWritten('exposure', 'way in from an entrance'),
  'TLSRoute.gateway.networking.k8s.io': asWritten('exposure', 'way in from an entrance'),
  'TCPRoute.gateway.networking.k8s.io': asWritten('exposure', 'way in from an entrance'),
  'UDPRoute.gateway.networking.k8s.io': asWritten('exposure', 'way in from an entrance'),
  'ReferenceGrant.gateway.networking.k8s.io': asWritten('exposure', 'references across namespaces'),
  Namespace: namespaceAspects,
  'NetworkPolicy.networking.k8s.io': networkPolicyAspects,
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io': policyAspects,
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io': bindingAspects,
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': webhookAspects,
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': webhookAspects,
  'MutatingAdmissionPolicy.admissionregistration.k8s.io': asWritten('admission', 'changes objects on their way in'),
  'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io': asWritten(
    'admission',
    'changes objects on their way in',
  ),
  ResourceQuota: quotaAspects,
  LimitRange: limitRangeAspects,
  'PodDisruptionBudget.policy': budgetAspects,
  'HorizontalPodAutoscaler.autoscaling': autoscalerAspects,
  'Role.rbac.authorization.k8s.io': roleAspects,
  'ClusterRole.rbac.authorization.k8s.io': roleAspects,
  'RoleBinding.rbac.authorization.k8s.io': roleBindingAspects,
  'ClusterRoleBinding.rbac.authorization.k8s.io': roleBindingAspects,
  ServiceAccount: accountAspects,
  'CertificateSigningRequest.certificates.k8s.io': asWritten('credential', 'a certificate is asked for'),
  'ClusterTrustBundle.certificates.k8s.io': asWritten('credential', 'authorities that workloads trust'),
  ConfigMap: configurationAspects,
  Secret: secretAspects,
  'StorageClass.storage.k8s.io': storageClassAspects,
  'CSIDriver.storage.k8s.io': asWritten('data', 'how volumes are mounted'),
  PersistentVolume: volumeAspects,
  PersistentVolumeClaim: claimAspects,
  'PriorityClass.scheduling.k8s.io': priorityAspects,
  'RuntimeClass.node.k8s.io': asWritten('security-context', 'what runs containers'),
  'CustomResourceDefinition.apiextensions.k8s.io': asWritten('privilege', 'a kind of object, and who converts it'),
  'APIService.apiregistration.k8s.io': asWritten('privilege', 'a server that answers for an API group'),
  'FlowSchema.flowcontrol.apiserver.k8s.io': asWritten('availability', 'who is served first'),
  'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io': asWritten('availability', 'who is served first'),
  Node: asWritten('placement', 'labels and taints of a node'),
  'Lease.coordination.k8s.io': onceStanding('availability', 'who leads'),
};

const unknown = asWritten('unknown-kind', 'nothing is known of what objects of this kind do');

/** Reasons for which these objects are weaker than they were. */
export function weakerObjects(transitions: readonly ObjectTransition[]): ClassReason[] {
  return transitions.flatMap(({ before, after }) => {
    const subject = inventoryKey((after ?? before)!);
    return weakenings(before && aspectsOf(before), after && aspectsOf(after)).map(
      ({ kind, detail, class: weight = 'widening' }): ClassReason => ({ class: weight, kind, subject, detail }),
    );
  });
}

/** What an object is worth to security. */
export function aspectsOf(object: KubernetesObject): Aspects {
  const read = readers[groupKindOf(object)] ?? unknown;
  return together(read(object), exchangeAspects(object));
}
