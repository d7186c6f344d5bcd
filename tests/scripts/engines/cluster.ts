import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type ClusterClient, openClient } from '../../../scripts/engines/client/client.ts';
import { networkGuard } from '../../../scripts/engines/client/guard.ts';
import { readKubeconfig } from '../../../scripts/engines/client/kubeconfig.ts';
import type { LiveObject } from '../../../scripts/engines/client/live.ts';
import { resourcePath } from '../../../scripts/engines/client/paths.ts';
import { openTransport, type Transport } from '../../../scripts/engines/client/transport.ts';
import type { TestControlPlane } from '../../kit/control-plane.ts';

/** A real cluster as tests use it: through the client, and by hand as somebody else would. */
export interface TestCluster {
  readonly client: ClusterClient;
  live(object: KubernetesObject): Promise<LiveObject | undefined>;
  create(object: KubernetesObject): Promise<LiveObject>;
  /** JSON patch as another field manager, as `kubectl edit` or `kubectl patch` send it. */
  patchAs(manager: string, object: KubernetesObject, operations: readonly unknown[]): Promise<void>;
  remove(object: KubernetesObject): Promise<void>;
  close(): Promise<void>;
}

/** Opens a cluster for a test as one of the sandbox's accounts. */
export function openCluster(plane: TestControlPlane, identity: 'admin' | 'applier' | 'reader' = 'admin'): TestCluster {
  const kubeconfig = plane.kubeconfigs[identity];
  const client = openClient({ network: plane.network, kubeconfig, guard: networkGuard({ sandbox: true }) });
  const transport: Transport = openTransport(readKubeconfig(kubeconfig), { connections: 1 });
  const resourceOf = ({ apiVersion, kind }: KubernetesObject) => client.resourceFor(apiVersion, kind);
  const live = async (object: KubernetesObject) =>
    client.get(await resourceOf(object), object.metadata.name, object.metadata.namespace);
  return {
    client,
    live,
    async create(object) {
      return client.create(await resourceOf(object), object);
    },
    async patchAs(manager, object, operations) {
      const path = resourcePath(await resourceOf(object), object.metadata.namespace, object.metadata.name);
      await transport.send({
        method: 'PATCH',
        path: `${path}?fieldManager=${manager}`,
        body: JSON.stringify(operations),
        contentType: 'application/json-patch+json',
        subject: object.metadata.name,
      });
    },
    async remove(object) {
      const found = await live(object);
      if (found) await client.delete(await resourceOf(object), found);
    },
    async close() {
      await Promise.all([client.close(), transport.close()]);
    },
  };
}

/** A small set of objects in one namespace, one of most kinds, with zero values and quantities in other spellings. */
export function smallSystem(namespace: string): KubernetesObject[] {
  const inside = (apiVersion: string, kind: string, name: string, rest: Record<string, unknown>): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace },
    ...rest,
  });
  const labels = { app: 'web' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    inside('v1', 'ServiceAccount', 'web', { automountServiceAccountToken: false }),
    inside('v1', 'ConfigMap', 'settings', { data: { level: '3', cpu: '1000m' } }),
    inside('v1', 'Secret', 'key', { type: 'Opaque', stringData: { key: 'zebra-crossing' } }),
    inside('v1', 'PersistentVolumeClaim', 'spool', {
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: '',
        resources: { requests: { storage: '1024Mi' } },
      },
    }),
    inside('networking.k8s.io/v1', 'NetworkPolicy', 'web', {
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [],
        egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: labels } }], ports: [{ port: 53 }] }],
      },
    }),
    inside('v1', 'Service', 'web', { spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }] } }),
    inside('apps/v1', 'Deployment', 'web', {
      spec: {
        replicas: 0,
        paused: false,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            hostNetwork: false,
            automountServiceAccountToken: false,
            securityContext: {},
            tolerations: [],
            containers: [
              {
                name: 'web',
                image: 'registry.invalid/web@sha256:1',
                args: [],
                env: [{ name: 'EMPTY', value: '' }],
                ports: [{ name: 'http', containerPort: 8080 }],
                resources: { limits: { cpu: '1000m', memory: '1024Mi' } },
                volumeMounts: [{ name: 'tmp', mountPath: '/tmp', readOnly: false }],
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    }),
    inside('policy/v1', 'PodDisruptionBudget', 'web', { spec: { minAvailable: 0, selector: { matchLabels: labels } } }),
  ];
}

/** The object of a kind (and name) among some. */
export function pick(objects: readonly KubernetesObject[], kind: string, name?: string): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  if (found === undefined) throw new Error(`no ${kind} ${name ?? ''} among the objects`);
  return found;
}
