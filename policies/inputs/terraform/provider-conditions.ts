import { isUnknown } from '../unknown.ts';

type Block = Record<string, unknown>;

/** autoscaling/v2: a metric target carries the one value its type names. */
const valueOfTarget: Readonly<Record<string, string>> = {
  AverageValue: 'averageValue',
  Utilization: 'averageUtilization',
  Value: 'value',
};

/**
 * Kubernetes type → what provider 2.38 leaves out under a condition on a sibling, although the attribute was given. The
 * API server would refuse some of them.
 */
export const providerOmissions: Readonly<Record<string, (block: Block) => readonly string[]>> = {
  V1CronJobSpec: ({ startingDeadlineSeconds }) => (startingDeadlineSeconds === 0 ? ['startingDeadlineSeconds'] : []),
  V1HorizontalPodAutoscalerSpec: ({ minReplicas, targetCPUUtilizationPercentage }) => [
    ...(minReplicas === 0 ? ['minReplicas'] : []),
    ...(targetCPUUtilizationPercentage === 0 ? ['targetCPUUtilizationPercentage'] : []),
  ],
  V1JobSpec: ({ completionMode, completions, activeDeadlineSeconds }) => [
    ...(isUnknown(completionMode) || completionMode === 'Indexed' ? [] : ['backoffLimitPerIndex', 'maxFailedIndexes']),
    ...(completions === 0 ? ['completions'] : []),
    ...(activeDeadlineSeconds === 0 ? ['activeDeadlineSeconds'] : []),
  ],
  V1NetworkPolicyPort: ({ endPort }) => (endPort === 0 ? ['endPort'] : []),
  V1PodSpec: ({ activeDeadlineSeconds }) => (activeDeadlineSeconds === 0 ? ['activeDeadlineSeconds'] : []),
  V1SeccompProfile: ({ type }) => (isUnknown(type) || type === 'Localhost' ? [] : ['localhostProfile']),
  V2HorizontalPodAutoscalerSpec: ({ minReplicas }) => (minReplicas === 0 ? ['minReplicas'] : []),
  V2MetricTarget: ({ type }) =>
    isUnknown(type) ? [] : Object.values(valueOfTarget).filter((value) => value !== valueOfTarget[String(type)]),
  V1Secret: ({ immutable }) => (immutable === false ? ['immutable'] : []),
  V1ServiceSpec: ({ type }) => (type === 'LoadBalancer' ? [] : ['allocateLoadBalancerNodePorts', 'loadBalancerClass']),
};
