import type { NetworkContext } from '../context.ts';
import {
  CronJobV1,
  DeploymentV1,
  HorizontalPodAutoscalerV2,
  PodDisruptionBudgetV1,
  ServiceV1,
  StatefulSetV1,
  type TerraformStack,
} from '../terraform.ts';
import type { Workload } from '../workloads.ts';
import { type PodFacts, podSpec } from './pod-template.ts';
import type { ClaimSize } from './storage.ts';

/** What a standing workload needs beside its pod. */
export interface StandingWorkload {
  readonly workload: Workload;
  readonly objectLabels: Readonly<Record<string, string>>;
  readonly facts: PodFacts;
  readonly replicas: number;
  /** Where scaling ends; null keeps `replicas` fixed. */
  readonly maxReplicas: number | null;
  readonly claim: ClaimSize | null;
  /** Revision of mounted configuration, so that a change rolls the pods. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Deployment or StatefulSet with its service, disruption budget and, where it scales, its autoscaler. */
export function standingWorkload(stack: TerraformStack, context: NetworkContext, standing: StandingWorkload): void {
  const { workload } = standing;
  if (workload.kind === 'StatefulSet') statefulSet(stack, context, standing);
  else deployment(stack, context, standing);
  if (workload.ports.length > 0) service(stack, standing);
  if (standing.replicas > 1) disruptionBudget(stack, standing);
  if (standing.maxReplicas !== null) autoscaler(stack, standing);
}

function identity({ workload, objectLabels }: Pick<StandingWorkload, 'workload' | 'objectLabels'>) {
  return { name: workload.name, namespace: workload.namespace, labels: { ...objectLabels } };
}

function template(context: NetworkContext, { workload, objectLabels, facts, annotations }: StandingWorkload) {
  return {
    metadata: {
      labels: { ...objectLabels, ...workload.podLabels },
      ...(annotations && { annotations: { ...annotations } }),
    },
    spec: podSpec(context, facts),
  };
}

function deployment(stack: TerraformStack, context: NetworkContext, standing: StandingWorkload): void {
  const { workload } = standing;
  new DeploymentV1(stack, `deployment-${workload.namespace}-${workload.name}`, {
    metadata: identity(standing),
    spec: {
      ...(standing.maxReplicas === null && { replicas: String(standing.replicas) }),
      minReadySeconds: 5,
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 5,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '1', maxUnavailable: '0' } },
      selector: { matchLabels: { ...workload.podLabels } },
      template: template(context, standing),
    },
    ...(standing.maxReplicas !== null && { lifecycle: { ignoreChanges: ['spec[0].replicas'] } }),
  });
}

function statefulSet(stack: TerraformStack, context: NetworkContext, standing: StandingWorkload): void {
  const { workload, claim, objectLabels } = standing;
  new StatefulSetV1(stack, `stateful-set-${workload.namespace}-${workload.name}`, {
    metadata: identity(standing),
    spec: {
      replicas: String(standing.replicas),
      serviceName: workload.name,
      podManagementPolicy: 'Parallel',
      revisionHistoryLimit: 5,
      updateStrategy: [{ type: 'RollingUpdate', rollingUpdate: [{ partition: 0 }] }],
      persistentVolumeClaimRetentionPolicy: [{ whenDeleted: 'Retain', whenScaled: 'Retain' }],
      selector: { matchLabels: { ...workload.podLabels } },
      template: template(context, standing),
      ...(claim && {
        volumeClaimTemplate: [
          {
            metadata: { name: 'data', labels: { ...objectLabels, ...workload.podLabels } },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: claim.storageClass,
              volumeMode: 'Filesystem',
              resources: { requests: { storage: `${claim.storageGi}Gi` } },
            },
          },
        ],
      }),
    },
  });
}

function service(stack: TerraformStack, { workload, objectLabels }: StandingWorkload): void {
  new ServiceV1(stack, `service-${workload.namespace}-${workload.name}`, {
    metadata: { name: workload.name, namespace: workload.namespace, labels: { ...objectLabels } },
    spec: {
      type: 'ClusterIP',
      ...(workload.kind === 'StatefulSet' && { clusterIp: 'None', publishNotReadyAddresses: true }),
      sessionAffinity: 'None',
      selector: { ...workload.podLabels },
      port: workload.ports.map(({ name, port, protocol }) => ({ name, port, targetPort: name, protocol })),
    },
  });
}

function disruptionBudget(stack: TerraformStack, { workload, objectLabels }: StandingWorkload): void {
  new PodDisruptionBudgetV1(stack, `budget-${workload.namespace}-${workload.name}`, {
    metadata: { name: workload.name, namespace: workload.namespace, labels: { ...objectLabels } },
    spec: { maxUnavailable: '1', selector: { matchLabels: { ...workload.podLabels } } },
  });
}

/**
 * What the API server fills in where a behaviour is begun (autoscaling/v2) and the controller's own five minutes before it
 * takes replicas away. It is declared since the provider begins one, and would send no time at all.
 */
const scalingBehavior = {
  scaleUp: [
    {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policy: [
        { type: 'Pods', value: 4, periodSeconds: 15 },
        { type: 'Percent', value: 100, periodSeconds: 15 },
      ],
    },
  ],
  scaleDown: [
    {
      stabilizationWindowSeconds: 300,
      selectPolicy: 'Max',
      policy: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    },
  ],
};

function autoscaler(stack: TerraformStack, { workload, objectLabels, replicas, maxReplicas }: StandingWorkload): void {
  new HorizontalPodAutoscalerV2(stack, `autoscaler-${workload.namespace}-${workload.name}`, {
    metadata: { name: workload.name, namespace: workload.namespace, labels: { ...objectLabels } },
    spec: {
      minReplicas: replicas,
      maxReplicas: maxReplicas!,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: workload.kind, name: workload.name },
      metric: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
      ],
      behavior: scalingBehavior,
    },
  });
}

/** Scheduled work: never two at once, a missed start is caught up within ten minutes, histories bounded. */
export function scheduledWorkload(
  stack: TerraformStack,
  context: NetworkContext,
  scheduled: Pick<StandingWorkload, 'workload' | 'objectLabels' | 'facts' | 'annotations'> & {
    readonly schedule: string;
  },
): void {
  const { workload, objectLabels, facts, annotations } = scheduled;
  const podLabels = { ...objectLabels, ...workload.podLabels };
  new CronJobV1(stack, `schedule-${workload.namespace}-${workload.name}`, {
    metadata: identity(scheduled),
    spec: {
      schedule: scheduled.schedule,
      timezone: 'Asia/Shanghai',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      suspend: false,
      jobTemplate: {
        metadata: { labels: podLabels },
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: 1800,
          ttlSecondsAfterFinished: '86400',
          completions: 1,
          parallelism: 1,
          template: {
            metadata: { labels: podLabels, ...(annotations && { annotations: { ...annotations } }) },
            spec: podSpec(context, { ...facts, job: true }),
          },
        },
      },
    },
  });
}
