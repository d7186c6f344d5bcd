type Block = Record<string, unknown>;

/**
 * Kubernetes type → what provider 2.38 leaves out under a condition on a sibling, although the attribute was given. The
 * API server would refuse some of them.
 */
export const providerOmissions: Readonly<Record<string, (block: Block) => readonly string[]>> = {
  V1CronJobSpec: ({ startingDeadlineSeconds }) => (startingDeadlineSeconds === 0 ? ['startingDeadlineSeconds'] : []),
  V1JobSpec: ({ completionMode, completions, activeDeadlineSeconds }) => [
    ...(completionMode === 'Indexed' ? [] : ['backoffLimitPerIndex', 'maxFailedIndexes']),
    ...(completions === 0 ? ['completions'] : []),
    ...(activeDeadlineSeconds === 0 ? ['activeDeadlineSeconds'] : []),
  ],
  V1PodSpec: ({ activeDeadlineSeconds }) => (activeDeadlineSeconds === 0 ? ['activeDeadlineSeconds'] : []),
  V1SeccompProfile: ({ type }) => (type === 'Localhost' ? [] : ['localhostProfile']),
  V1ServiceSpec: ({ type }) => (type === 'LoadBalancer' ? [] : ['allocateLoadBalancerNodePorts', 'loadBalancerClass']),
};
