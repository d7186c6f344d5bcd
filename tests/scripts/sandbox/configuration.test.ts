import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandArguments } from '../../../scripts/control-plane/flags.ts';
import { accessObjects, isSchedulable } from '../../../scripts/sandbox/bootstrap.ts';
import { descriptions } from '../../../scripts/sandbox/components.ts';
import { encryptionConfigurationYaml } from '../../../scripts/sandbox/configuration/encryption.ts';
import { defaultNodes, nodeObject } from '../../../scripts/sandbox/configuration/nodes.ts';
import { writeWhole } from '../../../scripts/sandbox/files.ts';
import { writeKubeconfigs } from '../../../scripts/sandbox/kubeconfig.ts';
import { components, type NetworkLayout, networkLayout } from '../../../scripts/sandbox/layout.ts';
import {
  certificates,
  createPki,
  readAuthority,
  reissueCertificates,
} from '../../../scripts/sandbox/pki/certificates.ts';
import { type Ports, portNames } from '../../../scripts/sandbox/ports.ts';
import { effectiveFlags } from '../../../scripts/sandbox/run.ts';
import { auditPolicy } from '../../../stacks/baseline/audit-policy.ts';

const ports = Object.fromEntries(portNames.map((name, place) => [name, 21_000 + place])) as Ports;
let root: string;
let court: NetworkLayout;
let prison: NetworkLayout;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fadun-configuration-'));
  court = networkLayout(root, 'court-net');
  prison = networkLayout(root, 'prison-net');
  await createPki(court);
  await createPki(prison);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const read = async (path: string) => new X509Certificate(await readFile(path));

describe('certificates', () => {
  it('are each signed by the CA of their own network, and by no other', async () => {
    const cluster = await read(court.clusterCa.certificate);
    const etcd = await read(court.etcdCa.certificate);
    const foreign = await read(prison.clusterCa.certificate);
    for (const [name, { signer }] of Object.entries(certificates)) {
      const certificate = await read(court.keyPair(name).certificate);
      expect(certificate.verify((signer === 'etcd' ? etcd : cluster).publicKey), name).toBe(true);
      expect(certificate.verify((signer === 'etcd' ? cluster : etcd).publicKey), name).toBe(false);
      expect(certificate.verify(foreign.publicKey), name).toBe(false);
      expect(certificate.ca, name).toBe(false);
    }
    expect(cluster.ca).toBe(true);
  });

  it('carry user and group as Kubernetes reads them', async () => {
    const applier = await read(court.keyPair('applier').certificate);
    expect(applier.subject.split('\n').sort()).toEqual(['CN=fadun:applier', 'O=fadun:appliers']);
    expect(applier.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    const admin = await read(court.keyPair('admin').certificate);
    expect(admin.subject).toContain('O=system:masters');
  });

  it('serve loopback and nothing wider', async () => {
    const server = await read(court.keyPair('kube-apiserver').certificate);
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkIP('192.0.2.1')).toBeUndefined();
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('have keys that only the owner may read', async () => {
    for (const name of ['ca', 'etcd-ca', 'service-account', ...Object.keys(certificates)]) {
      expect((await stat(join(court.pki, `${name}.key`))).mode & 0o777, name).toBe(0o600);
    }
  });

  it('can be issued anew with new keys, and end no later than their CA', async () => {
    const before = await read(prison.keyPair('reader').certificate);
    const untouched = await read(prison.keyPair('applier').certificate);
    await reissueCertificates(prison, ['reader'], 100 * 365 * 24 * 3600);
    const after = await read(prison.keyPair('reader').certificate);
    const ca = await read(prison.clusterCa.certificate);
    expect(after.serialNumber).not.toBe(before.serialNumber);
    expect(after.publicKey.equals(before.publicKey)).toBe(false);
    expect(after.verify(ca.publicKey)).toBe(true);
    expect(after.validTo).toBe(ca.validTo);
    expect((await read(prison.keyPair('applier').certificate)).serialNumber).toBe(untouched.serialNumber);
  });

  it('of a short life say so', async () => {
    const authority = await readAuthority(court.clusterCa);
    const { certificate } = await authority.issue({ commonName: 'x', usages: ['client'], ttlSeconds: 60 });
    const seconds = (new Date(new X509Certificate(certificate).validTo).getTime() - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  });
});

describe('kubeconfigs', () => {
  it('hold all they need, for one network, readable by the owner only', async () => {
    await writeKubeconfigs(court, ports);
    const path = court.kubeconfig('applier');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const config = load(await readFile(path, 'utf8')) as {
      clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
      users: { user: { 'client-certificate-data': string } }[];
    };
    expect(config.clusters[0]?.cluster.server).toBe(`https://127.0.0.1:${ports.apiServer}`);
    const decode = (text: string | undefined) => Buffer.from(text ?? '', 'base64').toString();
    expect(decode(config.clusters[0]?.cluster['certificate-authority-data'])).toBe(
      await readFile(court.clusterCa.certificate, 'utf8'),
    );
    expect(decode(config.users[0]?.user['client-certificate-data'])).toBe(
      await readFile(court.keyPair('applier').certificate, 'utf8'),
    );
  });
});

describe('the audit policy', () => {
  /** The level of the first rule that matches, as the API server decides. */
  function level(verb: string, group: string, resource: string): string | undefined {
    return auditPolicy.rules.find((rule) => {
      const verbs: readonly string[] | undefined = 'verbs' in rule ? rule.verbs : undefined;
      const resources: readonly { group: string; resources?: readonly string[] }[] | undefined =
        'resources' in rule ? rule.resources : undefined;
      const inResources = resources?.some((it) => it.group === group && (it.resources?.includes(resource) ?? true));
      return (verbs?.includes(verb) ?? true) && (inResources ?? true);
    })?.level;
  }

  it.each(['get', 'list', 'create', 'update', 'patch', 'delete', 'deletecollection'])(
    'never writes the body of a secret: %s',
    (verb) => {
      expect(level(verb, '', 'secrets')).toBe('Metadata');
      expect(level(verb, '', 'serviceaccounts/token')).toBe('Metadata');
    },
  );

  it('writes bodies where privileges change, something is removed or a container is entered', () => {
    expect(level('create', 'rbac.authorization.k8s.io', 'clusterrolebindings')).toBe('RequestResponse');
    expect(level('create', '', 'pods/exec')).toBe('RequestResponse');
    expect(level('delete', 'networking.k8s.io', 'networkpolicies')).toBe('RequestResponse');
    expect(level('get', 'apps', 'deployments')).toBe('Metadata');
  });
});

describe('encryption at rest', () => {
  it('writes with the first key and has no way around it', () => {
    const key = (name: string) => ({ name, secret: new Uint8Array(32).fill(name.length) });
    const yaml = encryptionConfigurationYaml([key('new'), key('older')]);
    expect(yaml.indexOf('name: new')).toBeLessThan(yaml.indexOf('name: older'));
    expect(yaml).not.toContain('identity');
  });

  it('refuses no key, and a key of another length', () => {
    expect(() => encryptionConfigurationYaml([])).toThrow('no key');
    expect(() => encryptionConfigurationYaml([{ name: 'k', secret: new Uint8Array(16) }])).toThrow('16 bytes');
  });
});

describe('components', () => {
  it('listen on loopback only, and give every value with its flag', () => {
    for (const component of components) {
      const args = commandArguments(descriptions[component].flags(court, ports));
      expect(
        args.every((argument) => /^--[a-z-]+=/.test(argument)),
        component,
      ).toBe(true);
      for (const argument of args.filter((it) => /^--(bind-address|listen-[a-z]+-urls)=/.test(it))) {
        expect(argument).toMatch(/=(https:\/\/)?127\.0\.0\.1(:\d+)?$/);
      }
    }
  });

  it('take overrides over the built-in flags; null leaves a flag out', async () => {
    const context = { layout: court, ports, binaries: {} };
    await writeWhole(court.overrides, JSON.stringify({ 'kube-apiserver': { 'audit-log-path': '-', profiling: null } }));
    const args = commandArguments(await effectiveFlags(context, 'kube-apiserver'));
    expect(args).toContain('--audit-log-path=-');
    expect(args.some((argument) => argument.startsWith('--profiling'))).toBe(false);
    expect(args).toContain('--anonymous-auth=false');
    expect(commandArguments(await effectiveFlags(context, 'kube-scheduler'))).toContain('--profiling=false');
  });
});

describe('nodes', () => {
  it('are at least four in two zones, with addresses of their own, and all but app nodes are tainted', () => {
    const objects = defaultNodes.map(nodeObject) as unknown as { spec: { podCIDR: string; taints?: unknown[] } }[];
    expect(objects.length).toBeGreaterThanOrEqual(4);
    expect(new Set(defaultNodes.map((node) => node.zone)).size).toBe(2);
    expect(new Set(objects.map((node) => node.spec.podCIDR)).size).toBe(objects.length);
    for (const [place, node] of defaultNodes.entries()) {
      expect(objects[place]?.spec.taints !== undefined, node.name).toBe(node.tier !== 'app');
    }
  });

  it('take pods only when ready and free of the lifecycle taints', () => {
    const conditions = [{ type: 'Ready', status: 'True' }];
    const node = (taints: { key: string }[], status = { conditions }) => ({
      metadata: { name: 'n' },
      spec: { taints },
      status,
    });
    expect(isSchedulable(node([{ key: 'fadun.io/tier' }]))).toBe(true);
    expect(isSchedulable(node([{ key: 'node.kubernetes.io/not-ready' }]))).toBe(false);
    expect(isSchedulable(node([], { conditions: [{ type: 'Ready', status: 'Unknown' }] }))).toBe(false);
  });
});

describe('access', () => {
  it('of the reader leaves out secrets and everything that writes or enters a pod', () => {
    const role = accessObjects.find(
      (object) => object.kind === 'ClusterRole' && object.metadata.name === 'fadun:sandbox-reader',
    );
    const rules = role?.rules as { apiGroups: string[]; resources: string[]; verbs: string[] }[];
    expect(new Set(rules.flatMap((rule) => rule.verbs))).toEqual(new Set(['get', 'list', 'watch']));
    const core = rules.filter((rule) => rule.apiGroups.includes('')).flatMap((rule) => rule.resources);
    expect(core.filter((name) => name === '*' || name === 'secrets' || name.includes('/'))).toEqual([]);
  });

  it('is marked as the sandbox’s own', () => {
    for (const object of accessObjects) expect(object.metadata.labels?.['fadun.io/sandbox']).toBe('true');
  });
});
