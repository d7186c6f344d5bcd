import type { Aspect, Aspects } from './aspects.ts';
import { together } from './aspects.ts';
import { containerAspects } from './container.ts';
import { eachValued, type Fields, fields, ifPresent, json, list, valued } from './fields.ts';
import { volumeAspects } from './volumes.ts';

/** Fields of a pod spec that are read below, in the containers, or that change nothing of what a pod may do. */
const knownFields = new Set([
  ...['containers', 'initContainers', 'ephemeralContainers', 'volumes', 'securityContext'],
  ...[
    'hostNetwork',
    'hostPID',
    'hostIPC',
    'hostUsers',
    'shareProcessNamespace',
    'hostAliases',
    'dnsPolicy',
    'dnsConfig',
  ],
  ...['serviceAccountName', 'serviceAccount', 'automountServiceAccountToken', 'imagePullSecrets', 'schedulerName'],
  ...['nodeName', 'nodeSelector', 'affinity', 'tolerations', 'topologySpreadConstraints', 'runtimeClassName'],
  ...['priorityClassName', 'priority', 'preemptionPolicy', 'resources'],
  ...['restartPolicy', 'terminationGracePeriodSeconds', 'activeDeadlineSeconds', 'enableServiceLinks'],
  ...['hostname', 'subdomain', 'setHostnameAsFQDN', 'readinessGates', 'os'],
]);

/** Everything that a pod's template says about what the pod may do. */
export function podAspects(template: Fields): Aspects {
  const pod = fields(template.spec);
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((group) =>
    list(pod[group]).map((container) => containerAspects(fields(container), fields(pod.securityContext))),
  );
  return together(
    ...containers,
    volumeAspects(list(pod.volumes).map(fields)),
    { powers: hostPowers(pod) },
    identity(pod),
    placement(pod),
    podSecurity(fields(pod.securityContext)),
    annotations(fields(fields(template.metadata).annotations)),
    unknownFields(pod),
  );
}

function hostPowers(pod: Fields): Aspect[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'].filter((name) => pod[name] === true);
  return [
    ...shared.map((name): Aspect => ({ key: name, kind: 'security-context', detail: name })),
    ...eachValued('security-context', 'hostAliases', pod.hostAliases),
    ...ifPresent('security-context', 'dnsConfig', pod.dnsConfig),
    ...(['ClusterFirst', undefined].includes(pod.dnsPolicy as undefined)
      ? []
      : [valued('security-context', 'dnsPolicy', pod.dnsPolicy)]),
  ];
}

/** In whose name the pod speaks. An absent `automountServiceAccountToken` mounts unless the account says otherwise. */
function identity(pod: Fields): Aspects {
  const account = String(pod.serviceAccountName ?? pod.serviceAccount ?? 'default');
  const mounts = pod.automountServiceAccountToken !== false;
  return {
    powers: [
      ...(mounts ? [valued('credential', 'mounts the token of service account', account)] : []),
      ...eachValued(
        'credential',
        'pulls images with secret',
        list(pod.imagePullSecrets).map((one) => fields(one).name),
      ),
    ],
    bearings: [
      valued('privilege', 'runs as service account', account),
      ...(pod.hostUsers === false
        ? []
        : [{ key: 'hostUsers', kind: 'security-context', detail: 'host user ids' } as const]),
    ],
  };
}

function placement(pod: Fields): Aspects {
  const { nodeAffinity, podAntiAffinity, podAffinity } = fields(pod.affinity);
  const priority = pod.priorityClassName;
  return {
    powers: [
      ...list(pod.tolerations)
        .filter(isUnusualToleration)
        .map((one) => valued('placement', 'tolerates', one)),
      ...ifPresent('placement', 'nodeName', pod.nodeName),
      ...(['default-scheduler', undefined].includes(pod.schedulerName as undefined)
        ? []
        : [valued('placement', 'schedulerName', pod.schedulerName)]),
      ...(typeof priority === 'string' && priority.startsWith('system-')
        ? [valued('placement', 'priority class', priority)]
        : []),
    ],
    bearings: [
      ...ifPresent('placement', 'node affinity', nodeAffinity),
      ...ifPresent('placement', 'pod affinity', podAffinity),
      ...ifPresent('placement', 'runtimeClassName', pod.runtimeClassName),
      ...ifPresent('placement', 'priorityClassName', priority),
    ],
    guards: [
      ...eachValued('placement', 'node selector', pod.nodeSelector),
      ...ifPresent('placement', 'node affinity', nodeAffinity),
      ...ifPresent('availability', 'pod anti-affinity', podAntiAffinity),
      ...eachValued('availability', 'topology spread', pod.topologySpreadConstraints),
      ...ifPresent('security-context', 'runtimeClassName', pod.runtimeClassName),
    ],
  };
}

/** Every pod tolerates its node's trouble for five minutes (DefaultTolerationSeconds). */
function isUnusualToleration(toleration: unknown): boolean {
  const { key, effect, tolerationSeconds } = fields(toleration);
  const isTrouble = key === 'node.kubernetes.io/not-ready' || key === 'node.kubernetes.io/unreachable';
  return !(isTrouble && effect === 'NoExecute' && tolerationSeconds !== undefined);
}

function podSecurity(context: Fields): Aspects {
  const groups = [context.fsGroup, ...list(context.supplementalGroups)].filter((id) => id !== undefined);
  return {
    powers: [
      ...eachValued('security-context', 'sysctl', context.sysctls),
      ...(groups.includes(0)
        ? [{ key: 'group 0', kind: 'security-context', detail: 'member of group 0' } as const]
        : []),
      ...ifPresent('security-context', 'windowsOptions', context.windowsOptions),
    ],
    bearings: groups.map((id) => valued('security-context', 'member of group', id)),
    guards: ifPresent('security-context', 'supplementalGroupsPolicy', context.supplementalGroupsPolicy),
  };
}

/** A restart or a checksum of what is mounted is everyday work; anything else may switch a sidecar or a profile off. */
function annotations(found: Fields): Aspects {
  const telling = Object.fromEntries(
    Object.entries(found).filter(
      ([key]) => key !== 'kubectl.kubernetes.io/restartedAt' && !key.startsWith('checksum/'),
    ),
  );
  const aspects = eachValued('security-context', 'annotation', telling);
  return { bearings: aspects, guards: aspects };
}

/** What this version does not know may be anything: it counts where it differs. */
function unknownFields(pod: Fields): Aspects {
  const unknown = Object.entries(pod).filter(([name, value]) => !knownFields.has(name) && json(value) !== 'null');
  const aspects = unknown.map(([name, value]) => valued('security-context', name, value));
  return { bearings: aspects, guards: aspects };
}
