import type { PriorityClassName } from '../cloud/priority-classes.ts';
import type { NetworkContext } from '../context.ts';
import type { ProfilePort } from '../model/system.ts';
import type { SegmentKind } from '../model/vocabulary.ts';
import type { DeploymentV1SpecTemplateSpec, DeploymentV1SpecTemplateSpecVolume } from '../terraform.ts';

/** A place in a pod's file system that the workload may write, backed by what `source` says. */
export interface WritableMount {
  readonly name: string;
  readonly path: string;
  readonly source:
    | { readonly kind: 'scratch'; readonly sizeMi: number }
    | { readonly kind: 'claim'; readonly claim: string }
    | { readonly kind: 'template' };
}

/** A read-only file tree from a ConfigMap. */
export interface ConfigurationMount {
  readonly name: string;
  readonly path: string;
  readonly configMap: string;
}

/** What differs between pods; everything that security and availability ask for is the same in all. */
export interface PodFacts {
  readonly container: string;
  readonly image: string;
  readonly serviceAccount: string;
  readonly segment: SegmentKind;
  readonly ports: readonly ProfilePort[];
  readonly selector: Readonly<Record<string, string>>;
  readonly priority: PriorityClassName;
  readonly userId: number;
  readonly cpuMillicores: number;
  readonly memoryMi: number;
  readonly writable: readonly WritableMount[];
  readonly configuration?: readonly ConfigurationMount[];
  /** Certificate, key and authorities, from a Secret that the network's own authority fills; never from a declaration. */
  readonly certificates?: { readonly secret: string; readonly path: string };
  readonly arguments?: readonly string[];
  /** Runs to completion: no probes, no spread, restart on failure. */
  readonly job?: boolean;
  /** May speak to the API server: only what discovers targets and what measures objects. */
  readonly apiAccess?: boolean;
}

/** Node label and taint that keep data tiers and management on nodes of their own (GB/T 22239 8.1.2.1 d, 8.1.5.4 a). */
export const tierKey = 'fadun.io/tier';

/**
 * The pod every workload runs in: profile *restricted* of the Pod Security Standards, own user, no token, read-only root,
 * requests and limits, probes, spread over zones and hosts. Every value the provider would add by itself is set.
 */
export function podSpec(context: NetworkContext, facts: PodFacts): DeploymentV1SpecTemplateSpec {
  return {
    automountServiceAccountToken: facts.apiAccess ?? false,
    enableServiceLinks: false,
    shareProcessNamespace: false,
    hostNetwork: false,
    hostPid: false,
    hostIpc: false,
    dnsPolicy: 'ClusterFirst',
    restartPolicy: facts.job ? 'OnFailure' : 'Always',
    schedulerName: 'default-scheduler',
    serviceAccountName: facts.serviceAccount,
    priorityClassName: facts.priority,
    terminationGracePeriodSeconds: 30,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: String(facts.userId),
      runAsGroup: String(facts.userId),
      fsGroup: String(facts.userId),
      seccompProfile: { type: 'RuntimeDefault' },
    },
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerm: [architectures(context)] } },
    },
    ...ownNodes(facts.segment),
    ...(!facts.job && { topologySpreadConstraint: spread(facts.selector) }),
    container: [container(facts)],
    volume: volumes(facts),
  };
}

/** Tier of nodes by segment; the others share what is not tainted. */
const tierOfSegment: Partial<Record<SegmentKind, string>> = { data: 'data', ops: 'management', security: 'management' };

function ownNodes(segment: SegmentKind) {
  const tier = tierOfSegment[segment];
  if (tier === undefined) return {};
  return {
    nodeSelector: { [tierKey]: tier },
    toleration: [{ key: tierKey, operator: 'Equal', value: tier, effect: 'NoSchedule' }],
  };
}

function volumes({ writable, configuration = [], certificates }: PodFacts): DeploymentV1SpecTemplateSpecVolume[] {
  return [
    ...writable.flatMap(({ name, source }): DeploymentV1SpecTemplateSpecVolume[] => {
      if (source.kind === 'scratch') return [{ name, emptyDir: { sizeLimit: `${source.sizeMi}Mi` } }];
      if (source.kind === 'claim') return [{ name, persistentVolumeClaim: { claimName: source.claim } }];
      return [];
    }),
    ...configuration.map(({ name, configMap }) => ({ name, configMap: { name: configMap, defaultMode: '0440' } })),
    ...(certificates
      ? [{ name: 'certificates', secret: { secretName: certificates.secret, defaultMode: '0440', optional: false } }]
      : []),
  ];
}

function container(
  facts: PodFacts,
): NonNullable<Extract<DeploymentV1SpecTemplateSpec['container'], readonly unknown[]>>[number] {
  const [mainPort] = facts.ports;
  return {
    name: facts.container,
    image: facts.image,
    imagePullPolicy: 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'FallbackToLogsOnError',
    ...(facts.arguments && { args: [...facts.arguments] }),
    env: [
      { name: 'TZ', value: 'Asia/Shanghai' },
      { name: 'OTEL_SERVICE_NAME', value: facts.container },
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'https://collector.fadun-observability.svc:4317' },
    ],
    port: facts.ports.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })),
    resources: {
      requests: { cpu: `${facts.cpuMillicores}m`, memory: `${facts.memoryMi}Mi` },
      limits: { cpu: `${facts.cpuMillicores * 2}m`, memory: `${facts.memoryMi}Mi` },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMount: [
      ...facts.writable.map(({ name, path }) => ({ name, mountPath: path })),
      ...(facts.configuration ?? []).map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
      ...(facts.certificates ? [{ name: 'certificates', mountPath: facts.certificates.path, readOnly: true }] : []),
    ],
    ...(mainPort && !facts.job && probes(mainPort)),
  };
}

/** TCP probes: the service speaks TLS with certificates of its own network, which a kubelet does not hold. */
function probes(port: ProfilePort) {
  const check = port.protocol === 'UDP' ? { port: '9464' } : { port: port.name };
  const probe = (periodSeconds: number, failureThreshold: number) => ({
    tcpSocket: [check],
    initialDelaySeconds: 0,
    periodSeconds,
    timeoutSeconds: 3,
    successThreshold: 1,
    failureThreshold,
  });
  return { startupProbe: probe(5, 60), livenessProbe: probe(10, 6), readinessProbe: probe(5, 3) };
}

function architectures({ network }: NetworkContext) {
  const values = [...new Set(Object.values(network.clusters).flatMap((cluster) => cluster.architectures))].sort();
  return { matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values }] };
}

function spread(selector: Readonly<Record<string, string>>) {
  const over = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: [{ matchLabels: { ...selector } }],
  });
  return [over('topology.kubernetes.io/zone'), over('kubernetes.io/hostname')];
}
