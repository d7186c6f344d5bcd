import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type SandboxClient } from '../../scripts/sandbox/api.ts';
import { defaultNodes, nodeKeys } from '../../scripts/sandbox/configuration/nodes.ts';
import { restoreEtcd, snapshotEtcd } from '../../scripts/sandbox/etcd.ts';
import { writeWhole } from '../../scripts/sandbox/files.ts';
import { type SandboxHost, sandboxHost } from '../../scripts/sandbox/host.ts';
import { kubeconfigFor, mintCertificate, mintKubeconfig } from '../../scripts/sandbox/identities.ts';
import { startSandbox } from '../../scripts/sandbox/start.ts';
import { type NetworkStatus, sandboxStatus } from '../../scripts/sandbox/status.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';

const unavailable = await controlPlaneAvailable();
const title =
  unavailable === undefined ? 'a network of the sandbox' : `a network of the sandbox (skipped: ${unavailable})`;

const claimed = (name: string, storageClassName: string) => ({
  metadata: { name },
  spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

const template = (app: string, extra: object) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image: 'registry.invalid/app@sha256:0' }], ...extra },
});

describe.skipIf(unavailable !== undefined)(title, () => {
  let plane: TestControlPlane;
  let host: SandboxHost;
  let applier: SandboxClient;

  beforeAll(async () => {
    plane = await startControlPlane();
    host = await sandboxHost(plane.directory, plane.network);
    applier = await as('applier');
  }, controlPlaneHookTimeout);
  afterAll(async () => {
    applier?.close();
    await plane?.stop();
  }, 60_000);

  const as = (name: string | undefined) =>
    connect(
      host.ports.apiServer,
      host.layout.clusterCa.certificate,
      name === undefined ? undefined : host.layout.keyPair(name),
    );

  async function create(path: string, body: unknown): Promise<void> {
    const answer = await applier.send('POST', path, body);
    expect(answer.status, answer.body).toBe(201);
  }

  async function get<T>(path: string): Promise<T> {
    return JSON.parse((await applier.send('GET', path)).body) as T;
  }

  async function until<T>(path: string, holds: (object: T) => boolean): Promise<T> {
    for (;;) {
      const object = await get<T>(path);
      if (holds(object)) return object;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  const component = (status: NetworkStatus | undefined, name: string) =>
    status?.components.find((part) => part.name === name);

  it('refuses whoever shows no certificate, on every path', async () => {
    const anonymous = await as(undefined);
    for (const path of ['/api', '/healthz', '/readyz', '/version']) {
      expect((await anonymous.send('GET', path)).status, path).toBe(401);
    }
    anonymous.close();
  });

  it('brings a Deployment to ready, on nodes that carry its tier and not on tainted ones', async () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    await create(deployments, {
      metadata: { name: 'web' },
      spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template('web', {}) },
    });
    await until<{ status: { readyReplicas?: number } }>(`${deployments}/web`, (it) => it.status.readyReplicas === 3);
    const pods = await get<{ items: { spec: { nodeName: string }; status: { podIP: string; hostIP: string } }[] }>(
      '/api/v1/namespaces/default/pods?labelSelector=app%3Dweb',
    );
    expect(pods.items.every((pod) => !pod.spec.nodeName.includes('data'))).toBe(true);
    expect(new Set(pods.items.map((pod) => pod.status.podIP)).size).toBe(3);
    expect(pods.items.every((pod) => pod.status.hostIP.startsWith('10.250.'))).toBe(true);
  });

  it('brings a StatefulSet on data nodes of both zones to ready, its claims bound to marked volumes', async () => {
    await create('/apis/storage.k8s.io/v1/storageclasses', {
      metadata: { name: 'fast' },
      provisioner: 'disk.csi.example.org',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    const sets = '/apis/apps/v1/namespaces/default/statefulsets';
    const placement = {
      nodeSelector: { [nodeKeys.tier]: 'data' },
      tolerations: [{ key: nodeKeys.tier, value: 'data', effect: 'NoSchedule' }],
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: nodeKeys.zone,
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'db' } },
        },
      ],
    };
    await create(sets, {
      metadata: { name: 'db' },
      spec: {
        serviceName: 'db',
        replicas: 2,
        selector: { matchLabels: { app: 'db' } },
        template: template('db', placement),
        volumeClaimTemplates: [claimed('data', 'fast')],
      },
    });
    await until<{ status: { readyReplicas?: number } }>(`${sets}/db`, (it) => it.status.readyReplicas === 2);
    const claim = await until<{ spec: { volumeName: string }; status: { phase: string } }>(
      '/api/v1/namespaces/default/persistentvolumeclaims/data-db-0',
      (it) => it.status.phase === 'Bound',
    );
    const volume = await get<{ metadata: { annotations: Record<string, string> } }>(
      `/api/v1/persistentvolumes/${claim.spec.volumeName}`,
    );
    expect(volume.metadata.annotations).toMatchObject({
      [nodeKeys.sandbox]: 'true',
      'pv.kubernetes.io/provisioned-by': 'disk.csi.example.org',
    });
  });

  it('leaves a claim of an unknown class pending, and removes a volume with its claim', async () => {
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    await create('/apis/storage.k8s.io/v1/storageclasses', {
      metadata: { name: 'at-once' },
      provisioner: 'csi.example.org',
    });
    await create(claims, claimed('unknown', 'no-such-class'));
    await create(claims, claimed('short', 'at-once'));
    const short = await until<{ spec: { volumeName?: string } }>(`${claims}/short`, (it) => !!it.spec.volumeName);
    await applier.send('DELETE', `${claims}/short`);
    await until<{ code?: number }>(`/api/v1/persistentvolumes/${short.spec.volumeName}`, (it) => it.code === 404);
    expect((await get<{ status: { phase: string } }>(`${claims}/unknown`)).status.phase).toBe('Pending');
  });

  it('completes a Job', async () => {
    const jobs = '/apis/batch/v1/namespaces/default/jobs';
    await create(jobs, {
      metadata: { name: 'once' },
      spec: { template: template('once', { restartPolicy: 'Never' }) },
    });
    await until<{ status: { succeeded?: number } }>(`${jobs}/once`, (it) => it.status.succeeded === 1);
  });

  it('keeps secrets encrypted in etcd and out of the audit log, which names who wrote them', async () => {
    await create('/api/v1/namespaces/default/secrets', {
      metadata: { name: 'canary' },
      stringData: { word: 'nightingale' },
    });
    const { stdout } = await host.run('etcdctl', ['get', '/registry/secrets/default/canary']);
    expect(stdout).toContain('k8s:enc:secretbox:v1:key-1:');
    expect(stdout).not.toContain('nightingale');
    expect((await get<{ data: { word: string } }>('/api/v1/namespaces/default/secrets/canary')).data.word).toBe(
      Buffer.from('nightingale').toString('base64'),
    );
    const log = await readFile(host.layout.auditLog, 'utf8');
    expect(log).not.toContain('nightingale');
    expect(log).not.toContain(Buffer.from('nightingale').toString('base64'));
    const events = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEvent);
    const written = events.find((event) => event.verb === 'create' && event.objectRef?.name === 'canary');
    expect(written).toMatchObject({ level: 'Metadata', user: { username: 'fadun:applier' } });
    const removed = events.find((event) => event.verb === 'delete' && event.objectRef?.name === 'short');
    expect(removed?.level).toBe('RequestResponse');
  });

  it('gives the reader sight of everything but secrets, and no hand', async () => {
    const reader = await as('reader');
    expect((await reader.send('GET', '/apis/apps/v1/deployments')).status).toBe(200);
    expect((await reader.send('GET', '/api/v1/nodes')).status).toBe(200);
    expect((await reader.send('GET', '/api/v1/secrets')).status).toBe(403);
    expect((await reader.send('DELETE', '/apis/apps/v1/namespaces/default/deployments/web')).status).toBe(403);
    reader.close();
  });

  it('mints identities that RBAC knows nothing of, under free names only', async () => {
    const request = {
      directory: plane.directory,
      network: plane.network,
      user: 'on-call',
      groups: ['ops'],
      ttlSeconds: 600,
    };
    const pem = await mintCertificate(request);
    const files = host.layout.keyPair('minted');
    await writeWhole(files.certificate, pem.certificate);
    await writeWhole(files.key, pem.key, 0o600);
    const client = await as('minted');
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const who = await client.send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review);
    expect(JSON.parse(who.body)).toMatchObject({
      status: { userInfo: { username: 'on-call', groups: ['ops', 'system:authenticated'] } },
    });
    expect((await client.send('GET', '/api/v1/nodes')).status).toBe(403);
    client.close();
    const path = await mintKubeconfig({ ...request, name: 'on-call' });
    const whoami = await host.run('kubectl', [
      `--kubeconfig=${path}`,
      'auth',
      'whoami',
      '-o=jsonpath={.status.userInfo.username}',
    ]);
    expect(whoami.stdout).toBe('on-call');
    await expect(mintKubeconfig({ ...request, name: 'admin' })).rejects.toMatchObject({ exitCode: 2 });
  });

  it('gives kubeconfigs that kubectl takes', async () => {
    const path = await kubeconfigFor(plane.directory, plane.network, 'admin');
    const { stdout } = await host.run('kubectl', [`--kubeconfig=${path}`, 'get', 'nodes', '-o=name']);
    expect(stdout.trim().split('\n')).toHaveLength(defaultNodes.length);
  });

  it('stays as it is, in less than a second, when started again', async () => {
    const before = (await sandboxStatus(plane.directory)).networks[0];
    const started = performance.now();
    const again = await startSandbox({ site: 'test', networks: [plane.network], directory: plane.directory });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(again.networks[0]).toEqual(before);
  });

  it('shows a crashed process, and a start replaces that one only', async () => {
    const before = (await sandboxStatus(plane.directory)).networks[0];
    process.kill(component(before, 'kube-scheduler')?.pid ?? 0, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const crashed = (await sandboxStatus(plane.directory)).networks[0];
    expect(crashed?.state).toBe('degraded');
    expect(component(crashed, 'kube-scheduler')?.state).toBe('crashed');
    const after = (await startSandbox({ site: 'test', networks: [plane.network], directory: plane.directory }))
      .networks[0];
    expect(after?.state).toBe('running');
    expect(component(after, 'kube-scheduler')?.pid).not.toBe(component(before, 'kube-scheduler')?.pid);
    expect(component(after, 'etcd')?.pid).toBe(component(before, 'etcd')?.pid);
    expect(component(after, 'kube-apiserver')?.pid).toBe(component(before, 'kube-apiserver')?.pid);
  });

  it('restarts its API server with other flags, which stay until they are taken back', async () => {
    await host.start('kube-apiserver', { 'audit-log-path': join(host.layout.root, 'audit', 'other.log') });
    expect((await applier.send('GET', '/api/v1/namespaces')).status).toBe(200);
    expect(await readdir(join(host.layout.root, 'audit'))).toContain('other.log');
    await host.start('kube-apiserver', {});
    expect((await readFile(`/proc/${await pidOf('kube-apiserver')}/cmdline`, 'utf8')).split('\0')).toContain(
      `--audit-log-path=${host.layout.auditLog}`,
    );
  });

  it('starts a component again that ends before it is ready, as a kubelet does, and gives up after the third', async () => {
    const { layout } = host;
    const real = (await readFile(`/proc/${await pidOf('kube-scheduler')}/cmdline`, 'utf8')).split('\0')[0];
    const tries = join(layout.root, 'tries');
    const stage = async (version: string, failures: number) => {
      const path = layout.staged(version, 'kube-scheduler');
      const script = `#!/bin/sh\necho try >> '${tries}'\n[ $(wc -l < '${tries}') -gt ${failures} ] || exit 1\nexec '${real}' "$@"\n`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, script, { mode: 0o755 });
      await rm(tries, { force: true });
      await writeWhole(layout.versions, JSON.stringify({ 'kube-scheduler': version }), 0o600);
    };
    await stage('once', 1);
    await host.start('kube-scheduler');
    expect((await readFile(tries, 'utf8')).trim().split('\n')).toHaveLength(2);
    await stage('never', 99);
    await expect(host.start('kube-scheduler')).rejects.toThrow('exited with code 1 before it was ready');
    expect((await readFile(tries, 'utf8')).trim().split('\n')).toHaveLength(3);
    await rm(layout.versions);
    await host.start('kube-scheduler');
  }, 60_000);

  it('serves with a certificate issued anew once it is restarted', async () => {
    const before = await readFile(host.layout.keyPair('kube-apiserver').certificate, 'utf8');
    await host.reissue(['kube-apiserver', 'reader']);
    expect(await readFile(host.layout.keyPair('kube-apiserver').certificate, 'utf8')).not.toBe(before);
    await host.start('kube-apiserver');
    const reader = await as('reader');
    expect((await reader.send('GET', '/api/v1/nodes')).status).toBe(200);
    reader.close();
  });

  it('goes back to a snapshot of etcd, with a revision no client has seen', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    await create(path, { metadata: { name: 'before' } });
    const snapshot = join(plane.directory, 'backup', 'etcd.db');
    const { revision, totalKeys } = await snapshotEtcd(host, snapshot);
    expect(totalKeys).toBeGreaterThan(100);
    await create(path, { metadata: { name: 'after' } });
    for (const name of ['kwok', 'kube-scheduler', 'kube-controller-manager', 'kube-apiserver'] as const)
      await host.stop(name);
    await restoreEtcd(host, snapshot, `${host.layout.etcdData}.before-restore`);
    const status = await startSandbox({ site: 'test', networks: [plane.network], directory: plane.directory });
    expect(status.networks[0]?.state).toBe('running');
    expect((await applier.send('GET', `${path}/before`)).status).toBe(200);
    expect((await applier.send('GET', `${path}/after`)).status).toBe(404);
    const list = await get<{ metadata: { resourceVersion: string } }>(path);
    expect(Number(list.metadata.resourceVersion)).toBeGreaterThan(revision + 1_000_000);
  });

  async function pidOf(name: string): Promise<number> {
    return component((await sandboxStatus(plane.directory)).networks[0], name)?.pid ?? 0;
  }
});

interface AuditEvent {
  readonly verb: string;
  readonly level: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { readonly name?: string };
}
