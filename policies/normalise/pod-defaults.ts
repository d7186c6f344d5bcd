import { isUnknown } from '../inputs/unknown.ts';
import type { Defaults } from './shape.ts';

type Fields = Record<string, unknown>;

/** Sets a field that nobody wrote. */
function set(target: Fields, name: string, value: unknown): void {
  if (target[name] === undefined || target[name] === null) target[name] = value;
}

/** Always when the tag is `latest` or missing and no digest pins the image. */
function pullPolicy(image: unknown): string {
  if (typeof image !== 'string') return 'Always';
  const [reference = '', digest] = image.split('@');
  const tag = /:([^/:]+)$/.exec(reference)?.[1];
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

const container: Defaults = (value) => {
  set(value, 'terminationMessagePath', '/dev/termination-log');
  set(value, 'terminationMessagePolicy', 'File');
  set(value, 'imagePullPolicy', pullPolicy(value.image));
};

const podSpec: Defaults = (value) => {
  set(value, 'dnsPolicy', 'ClusterFirst');
  set(value, 'restartPolicy', 'Always');
  set(value, 'securityContext', {});
  set(value, 'terminationGracePeriodSeconds', 30);
  set(value, 'schedulerName', 'default-scheduler');
  const account = value.serviceAccountName ?? value.serviceAccount;
  if (account !== undefined) {
    set(value, 'serviceAccountName', account);
    set(value, 'serviceAccount', account);
  }
};

/** On the host's network every container port of a Pod is a host port; templates get that only when Pods are made. */
function withHostPorts(containers: unknown): unknown {
  if (!Array.isArray(containers)) return containers;
  return containers.map((one: Fields) => {
    if (!Array.isArray(one?.ports)) return one;
    const ports = one.ports.map((port: Fields) => ({ ...port, hostPort: port.hostPort || port.containerPort }));
    return { ...one, ports };
  });
}

const volume: Defaults = (value) => {
  if (Object.keys(value).every((name) => name === 'name')) value.emptyDir = {};
};

const mode: Defaults = (value) => set(value, 'defaultMode', 0o644);

const httpGet: Defaults = (value) => {
  set(value, 'path', '/');
  set(value, 'scheme', 'HTTP');
};

const probe: Defaults = (value) => {
  set(value, 'timeoutSeconds', 1);
  set(value, 'periodSeconds', 10);
  set(value, 'successThreshold', 1);
  set(value, 'failureThreshold', 3);
};

/** Defaults of the types inside a pod template (SetDefaults_… of k8s.io/kubernetes/pkg/apis/core/v1). */
export const podDefaults: readonly (readonly [string, Defaults])[] = [
  ['Container', container],
  ['EphemeralContainer', container],
  ['PodSpec', podSpec],
  ['Volume', volume],
  ...(['SecretVolumeSource', 'ConfigMapVolumeSource', 'DownwardAPIVolumeSource', 'ProjectedVolumeSource'] as const).map(
    (type): [string, Defaults] => [type, mode],
  ),
  ['ImageVolumeSource', (value) => set(value, 'pullPolicy', pullPolicy(value.reference))],
  ['ServiceAccountTokenProjection', (value) => set(value, 'expirationSeconds', 3600)],
  ['HostPathVolumeSource', (value) => set(value, 'type', '')],
  ['Probe', probe],
  ['HTTPGetAction', httpGet],
  ['GRPCAction', (value) => set(value, 'service', '')],
  ['ContainerPort', (value) => set(value, 'protocol', 'TCP')],
  ['ObjectFieldSelector', (value) => set(value, 'apiVersion', 'v1')],
];

/** The spec of a Pod with what the API server adds to a Pod itself, beyond what a template gets. */
export function podItself(spec: unknown, annotations: unknown): unknown {
  if (typeof spec !== 'object' || spec === null || isUnknown(spec)) return spec;
  const next: Fields = { ...spec };
  set(next, 'enableServiceLinks', true);
  set(next, 'serviceAccountName', next.serviceAccount ?? 'default');
  set(next, 'preemptionPolicy', 'PreemptLowerPriority');
  set(next, 'priority', 0);
  for (const list of ['containers', 'initContainers']) {
    const onHost = next.hostNetwork === true ? withHostPorts(next[list]) : next[list];
    next[list] = withProfiles(withRequests(onHost), annotations);
  }
  return next;
}

/** Requests default to limits, on Pods only. */
function withRequests(containers: unknown): unknown {
  if (!Array.isArray(containers)) return containers;
  return containers.map((one: Fields) => {
    const resources = one?.resources as Fields | undefined;
    if (!resources?.limits) return one;
    const requests = { ...(resources.limits as Fields), ...(resources.requests as Fields) };
    return { ...one, resources: { ...resources, requests } };
  });
}

const profileKey = 'container.apparmor.security.beta.kubernetes.io/';

/** Older AppArmor annotations set the field of their container, on Pods only. */
function withProfiles(containers: unknown, annotations: unknown): unknown {
  if (!Array.isArray(containers) || typeof annotations !== 'object' || annotations === null) return containers;
  return containers.map((one: Fields) => {
    const profile = profileOf((annotations as Fields)[`${profileKey}${String(one?.name)}`]);
    const context = (one?.securityContext ?? {}) as Fields;
    if (!profile || context.appArmorProfile) return one;
    return { ...one, securityContext: { ...context, appArmorProfile: profile } };
  });
}

function profileOf(annotation: unknown): Fields | undefined {
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (typeof annotation !== 'string' || !annotation.startsWith('localhost/')) return undefined;
  return { type: 'Localhost', localhostProfile: annotation.slice('localhost/'.length) };
}
