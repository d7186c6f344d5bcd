import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { KubernetesObject } from '../../policies/kubernetes.ts';

/** One file of manifests: where it stands below the folder, and its objects. */
export interface BenchFile {
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
}

const tiers = [
  { name: 'gateway', kind: 'Deployment', port: 8443, segment: 'web', from: undefined },
  { name: 'api', kind: 'Deployment', port: 8080, segment: 'app', from: 'gateway' },
  { name: 'worker', kind: 'Deployment', port: 9000, segment: 'app', from: 'api' },
  { name: 'db', kind: 'StatefulSet', port: 5432, segment: 'data', from: 'worker' },
  { name: 'report', kind: 'CronJob', port: 9464, segment: 'app', from: undefined },
] as const;

type Tier = (typeof tiers)[number];

/** Numbers that look random and are the same in every run (xorshift32). */
function sequence(seed: number): (below: number) => number {
  let state = seed || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const storageClass: KubernetesObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'encrypted', labels: { 'fadun.io/data-class': 'general' } },
  provisioner: 'storage.example/encrypted',
  parameters: {
    encrypted: 'true',
    keyId: 'bench',
    cipher: 'sm4-xts',
    replicas: '3',
    region: 'cn-north',
    encryptSnapshots: 'true',
    snapshotIntervalHours: '24',
    snapshotRetentionDays: '30',
    backupTarget: 's3://backup.example/bench',
  },
  reclaimPolicy: 'Retain',
  volumeBindingMode: 'WaitForFirstConsumer',
};

/**
 * Exactly `count` objects of whole systems, as an office's repository holds them: a namespace with its default deny,
 * quota, limits and rights, and a file for each tier. Every pod template is another one; one workload in fifty has a fault.
 */
export function benchFiles(count: number): BenchFile[] {
  const files: BenchFile[] = [{ path: 'storage.yaml', objects: [storageClass] }];
  let left = count - 1;
  for (let index = 0; left > 0; index++) {
    for (const file of systemFiles(index)) {
      if (left <= 0) break;
      files.push({ ...file, objects: file.objects.slice(0, left) });
      left -= file.objects.length;
    }
  }
  return files;
}

/** Writes the files as YAML. */
export async function writeBenchFolder(folder: string, count: number): Promise<BenchFile[]> {
  const files = benchFiles(count);
  for (const { path, objects } of files) {
    const file = join(folder, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, benchYaml(objects));
  }
  return files;
}

export function benchYaml(objects: readonly KubernetesObject[]): string {
  return objects.map((object) => dump(object, { noRefs: true })).join('---\n');
}

function systemFiles(index: number): BenchFile[] {
  const name = `system-${String(index).padStart(5, '0')}`;
  const random = sequence(index * 7919 + 17);
  return [
    { path: `${name}/namespace.yaml`, objects: surroundings(name) },
    ...tiers.map((tier) => ({ path: `${name}/${tier.name}.yaml`, objects: tierObjects(name, tier, random) })),
  ];
}

function within(namespace: string, apiVersion: string, kind: string, name: string, rest: object): KubernetesObject {
  const labels = { 'app.kubernetes.io/part-of': namespace, 'app.kubernetes.io/name': name };
  return { apiVersion, kind, metadata: { name, namespace, labels }, ...rest };
}

function surroundings(name: string): KubernetesObject[] {
  const labels = {
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/warn': 'restricted',
    'fadun.io/system': name,
    'fadun.io/owner': 'operations',
    'fadun.io/network': 'gov-extranet-public',
    'fadun.io/segment': 'app',
    'fadun.io/mlps-level': '3',
    'fadun.io/data-class': 'general',
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
    within(name, 'networking.k8s.io/v1', 'NetworkPolicy', 'default-deny', {
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    }),
    within(name, 'v1', 'ResourceQuota', 'quota', {
      spec: { hard: { pods: '60', 'requests.cpu': '40', 'requests.memory': '80Gi', 'limits.memory': '160Gi' } },
    }),
    within(name, 'v1', 'LimitRange', 'limits', {
      spec: {
        limits: [
          {
            type: 'Container',
            max: { cpu: '4', memory: '8Gi' },
            default: { cpu: '500m', memory: '512Mi' },
            defaultRequest: { cpu: '100m', memory: '128Mi' },
          },
        ],
      },
    }),
    within(name, 'rbac.authorization.k8s.io/v1', 'Role', 'reader', {
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    }),
  ];
}

/** Stands after its account: a system that the count cuts short binds nothing that is not there. */
function readerBinding(namespace: string): KubernetesObject {
  return within(namespace, 'rbac.authorization.k8s.io/v1', 'RoleBinding', 'reader', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'api', namespace }],
  });
}

function tierObjects(namespace: string, tier: Tier, random: (below: number) => number): KubernetesObject[] {
  const selector = { 'app.kubernetes.io/part-of': namespace, 'app.kubernetes.io/name': tier.name };
  const make = (apiVersion: string, kind: string, rest: object, name: string = tier.name) =>
    within(namespace, apiVersion, kind, name, rest);
  const standing = tier.kind !== 'CronJob';
  return [
    make('v1', 'ServiceAccount', { automountServiceAccountToken: false }),
    ...(tier.name === 'api' ? [readerBinding(namespace)] : []),
    make('v1', 'ConfigMap', { data: { 'application.yaml': configuration(tier, random) } }),
    ...policies(tier, selector, make),
    ...(standing
      ? [
          make('v1', 'Service', {
            spec: { type: 'ClusterIP', selector, ports: [{ name: 'main', port: tier.port, targetPort: 'main' }] },
          }),
          make('policy/v1', 'PodDisruptionBudget', {
            spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
          }),
        ]
      : []),
    ...(tier.kind === 'Deployment'
      ? [
          make('autoscaling/v2', 'HorizontalPodAutoscaler', {
            spec: {
              minReplicas: 2,
              maxReplicas: 6 + random(4),
              scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: tier.name },
              metrics: [
                {
                  type: 'Resource',
                  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
                },
              ],
            },
          }),
        ]
      : []),
    workload(namespace, tier, selector, random, make),
  ];
}

type Make = (apiVersion: string, kind: string, rest: object, name?: string) => KubernetesObject;

function policies(tier: Tier, selector: object, make: Make): KubernetesObject[] {
  const pods = (name: string) => [{ podSelector: { matchLabels: { ...selector, 'app.kubernetes.io/name': name } } }];
  const to = tiers.filter(({ from }) => from === tier.name);
  const egress = to.map(({ name, port }) => ({ to: pods(name), ports: [{ protocol: 'TCP', port }] }));
  const ingress = tier.from ? [{ from: pods(tier.from), ports: [{ protocol: 'TCP', port: tier.port }] }] : [];
  const policy = (direction: 'Ingress' | 'Egress', rules: object) => {
    const spec = { podSelector: { matchLabels: selector }, policyTypes: [direction], ...rules };
    const { metadata, ...rest } = make(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { spec },
      `${tier.name}-${direction.toLowerCase()}`,
    );
    return { ...rest, metadata: { ...metadata, labels: { ...metadata.labels, 'fadun.io/owner': 'operations' } } };
  };
  return [
    ...(ingress.length > 0 ? [policy('Ingress', { ingress })] : []),
    ...(egress.length > 0 ? [policy('Egress', { egress })] : []),
  ];
}

function configuration({ name, port }: Tier, random: (below: number) => number): string {
  const lines = Array.from({ length: 12 }, (_, at) => `setting-${at}: ${random(1_000_000)}`);
  return [`service: ${name}`, `port: ${port}`, ...lines, ''].join('\n');
}

function workload(
  namespace: string,
  tier: Tier,
  selector: object,
  random: (below: number) => number,
  make: Make,
): KubernetesObject {
  const template = { metadata: { labels: selector }, spec: podSpec(namespace, tier, selector, random) };
  switch (tier.kind) {
    case 'Deployment':
      return make('apps/v1', 'Deployment', {
        spec: { selector: { matchLabels: selector }, revisionHistoryLimit: 5, minReadySeconds: 5, template },
      });
    case 'StatefulSet':
      return make('apps/v1', 'StatefulSet', {
        spec: {
          replicas: 3,
          serviceName: tier.name,
          selector: { matchLabels: selector },
          template,
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: {
                accessModes: ['ReadWriteOnce'],
                storageClassName: 'encrypted',
                resources: { requests: { storage: `${20 + random(200)}Gi` } },
              },
            },
          ],
        },
      });
    case 'CronJob':
      return make('batch/v1', 'CronJob', {
        spec: {
          schedule: `${random(60)} ${random(24)} * * *`,
          concurrencyPolicy: 'Forbid',
          startingDeadlineSeconds: 600,
          jobTemplate: { spec: { backoffLimit: 2, activeDeadlineSeconds: 3600, template } },
        },
      });
    default:
      return tier satisfies never;
  }
}

/** What one workload in fifty gets wrong. */
const faults = ['privileged', 'tag', 'limits', 'root', 'token'] as const;

function podSpec(namespace: string, tier: Tier, selector: object, random: (below: number) => number): object {
  const fault = random(50) === 0 ? faults[random(faults.length)] : undefined;
  const user = 10_000 + random(50_000);
  const digest = Array.from({ length: 8 }, () =>
    random(2 ** 31)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const image = `registry.example/${namespace}/${tier.name}`;
  const probe = { tcpSocket: { port: 'main' }, periodSeconds: 5 + random(10), timeoutSeconds: 3 };
  const job = tier.kind === 'CronJob';
  return {
    serviceAccountName: tier.name,
    automountServiceAccountToken: fault === 'token',
    enableServiceLinks: false,
    priorityClassName: 'standard',
    ...(job && { restartPolicy: 'OnFailure' }),
    securityContext: {
      runAsNonRoot: fault !== 'root',
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] }] },
          ],
        },
      },
    },
    ...(!job && {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: selector },
        },
      ],
    }),
    containers: [
      {
        name: tier.name,
        image: fault === 'tag' ? `${image}:latest` : `${image}@sha256:${digest}`,
        imagePullPolicy: 'IfNotPresent',
        env: [
          { name: 'TZ', value: 'Asia/Shanghai' },
          { name: 'OTEL_SERVICE_NAME', value: `${namespace}-${tier.name}` },
          { name: 'POOL_SIZE', value: String(random(64)) },
        ],
        ports: [{ name: 'main', containerPort: tier.port, protocol: 'TCP' }],
        resources: {
          requests: { cpu: `${50 + random(400)}m`, memory: `${128 + random(512)}Mi` },
          ...(fault !== 'limits' && { limits: { cpu: '1', memory: '1Gi' } }),
        },
        securityContext: {
          allowPrivilegeEscalation: fault === 'privileged',
          privileged: fault === 'privileged',
          readOnlyRootFilesystem: true,
          runAsNonRoot: fault !== 'root',
          capabilities: { drop: ['ALL'] },
        },
        ...(!job && { startupProbe: { ...probe, failureThreshold: 60 }, livenessProbe: probe, readinessProbe: probe }),
        volumeMounts: [
          { name: 'scratch', mountPath: '/tmp' },
          { name: 'configuration', mountPath: '/etc/app', readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: 'scratch', emptyDir: { sizeLimit: '64Mi' } },
      { name: 'configuration', configMap: { name: tier.name, defaultMode: 0o440 } },
    ],
  };
}
