import type { KubernetesObject } from '../kubernetes.ts';

type Fields = Record<string, unknown>;

/** A fault put into an object that has none. */
interface FaultyChange {
  readonly kind: string;
  change(object: Fields): void;
}

function inPod(change: (podSpec: Fields, container: Fields) => void): FaultyChange {
  return {
    kind: 'Deployment',
    change: (object) => {
      const { spec } = (object.spec as { template: { spec: Fields } }).template;
      change(spec, (spec.containers as Fields[])[0]!);
    },
  };
}

const inContext = (name: string, value: unknown) =>
  inPod((_, container) => {
    container.securityContext = { ...(container.securityContext as Fields), [name]: value };
  });

const inSpec = (kind: string, name: string, value: unknown): FaultyChange => ({
  kind,
  change: (object) => {
    object.spec = { ...(object.spec as Fields), [name]: value };
  },
});

/** One fault each, of every severity: what is tried on a cluster where the rules' own examples break several rules. */
const changes: readonly FaultyChange[] = [
  inPod((podSpec) => {
    podSpec.hostPID = true;
  }),
  inContext('capabilities', { drop: ['ALL'], add: ['NET_RAW'] }),
  inContext('allowPrivilegeEscalation', true),
  inContext('readOnlyRootFilesystem', false),
  inPod((podSpec) => {
    podSpec.automountServiceAccountToken = true;
  }),
  inPod((_, container) => {
    container.image = String(container.image).replace(/@.*/, ':latest');
  }),
  inPod((_, container) => {
    delete container.resources;
  }),
  inPod((_, container) => {
    delete container.readinessProbe;
  }),
  inPod((podSpec) => {
    delete podSpec.priorityClassName;
  }),
  inPod((podSpec) => {
    delete podSpec.topologySpreadConstraints;
  }),
  inSpec('Deployment', 'revisionHistoryLimit', 0),
  {
    kind: 'Service',
    // The API itself refuses a headless Service of this type, before any policy is asked.
    change: (object) => {
      const { clusterIP: _, clusterIPs: __, ...spec } = object.spec as Fields;
      object.spec = { ...spec, type: 'NodePort' };
    },
  },
  inSpec('Service', 'externalIPs', ['203.0.113.7']),
  inPod((podSpec) => {
    podSpec.volumes = [...((podSpec.volumes ?? []) as Fields[]), { name: 'fadun-probe', emptyDir: {} }];
  }),
  inSpec('NetworkPolicy', 'ingress', [{}]),
  {
    kind: 'NetworkPolicy',
    change: (object) => {
      for (const port of portsOf(object)) port.endPort = Math.min(65_535, Number(port.port) + 20_000);
    },
  },
];

/** Numbered ports of a NetworkPolicy's ingress rules. */
function portsOf({ spec }: Fields): Fields[] {
  const rules = ((spec as Fields | undefined)?.ingress ?? []) as { ports?: Fields[] }[];
  return rules.flatMap(({ ports }) => ports ?? []).filter(({ port }) => typeof port === 'number');
}

/** Whether a change can be put into the object and leave it valid to the API. */
function isPlain(object: KubernetesObject): boolean {
  if (object.kind === 'NetworkPolicy') return portsOf(object).length > 0;
  return object.kind !== 'Service' || (object.spec as Fields).type === 'ClusterIP';
}

/** The network's own objects with one fault each. */
export function faultyObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return changes.flatMap(({ kind, change }) => {
    const whole = objects.find((object) => object.kind === kind && isPlain(object));
    if (!whole) return [];
    const copy = structuredClone(whole) as unknown as Fields;
    change(copy);
    return [copy as unknown as KubernetesObject];
  });
}
