import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SandboxError } from './errors.ts';
import { secretMode, writeWhole } from './files.ts';
import { apiServerUrl, kubeconfigYaml } from './kubeconfig.ts';
import { type Identity, networkLayout } from './layout.ts';
import type { KeyPairPem } from './pki/authority.ts';
import { certificates, readAuthority } from './pki/certificates.ts';
import { type NetworkState, readState } from './state.ts';

/** What is recorded about one network. @throws SandboxError (exit code 2) where the sandbox does not have it. */
export async function requireNetwork(directory: string, network: string): Promise<NetworkState> {
  const known = (await readState(directory))?.networks[network];
  if (known && known.phase !== 'preparing') return known;
  throw new SandboxError({
    subject: `network ${network}`,
    fault: { zh: `在 ${directory} 中没有控制面。`, en: `has no control plane in ${directory}.` },
    remedy: {
      zh: '请用 `fadun sandbox up` 启动，或用 `fadun sandbox status` 查看已有的网络。',
      en: 'Start it with `fadun sandbox up`, or see `fadun sandbox status` for those that exist.',
    },
    exitCode: 2,
  });
}

/** The path of the kubeconfig (mode 0600) with which `identity` speaks to `network`. */
export async function kubeconfigFor(directory: string, network: string, identity: Identity): Promise<string> {
  const absolute = resolve(directory);
  await requireNetwork(absolute, network);
  return networkLayout(absolute, network).kubeconfig(identity);
}

/** A further identity for one network. In Kubernetes user and groups are the certificate's CN and O. */
export interface MintRequest {
  readonly directory: string;
  readonly network: string;
  readonly user: string;
  readonly groups: readonly string[];
  readonly ttlSeconds: number;
}

/** Issues a client certificate from the network's CA. It gives no privilege but what RBAC gives user and groups. */
export async function mintCertificate(request: MintRequest): Promise<KeyPairPem> {
  const directory = resolve(request.directory);
  await requireNetwork(directory, request.network);
  if (!(request.ttlSeconds > 0)) {
    throw new SandboxError({
      subject: `certificate for ${request.user}`,
      fault: { zh: `有效期是 ${request.ttlSeconds} 秒。`, en: `has a validity of ${request.ttlSeconds} s.` },
      remedy: { zh: '请给出大于 0 秒的有效期。', en: 'Give a validity above 0 seconds.' },
      exitCode: 2,
    });
  }
  const authority = await readAuthority(networkLayout(directory, request.network).clusterCa);
  return authority.issue({
    commonName: request.user,
    organizations: request.groups,
    usages: ['client'],
    ttlSeconds: request.ttlSeconds,
  });
}

/** Mints a certificate and writes it as `kubeconfigs/<name>.yaml` (mode 0600). @returns the path */
export async function mintKubeconfig(request: MintRequest & { readonly name: string }): Promise<string> {
  const directory = resolve(request.directory);
  const layout = networkLayout(directory, request.network);
  const path = layout.kubeconfig(request.name);
  if (request.name in certificates || !/^[a-z0-9][a-z0-9-]*$/.test(request.name) || existsSync(path)) {
    throw new SandboxError({
      subject: `kubeconfig ${request.name}`,
      fault: {
        zh: '不是由小写字母、数字与连字符组成的可用名称。',
        en: 'is not a free name of lower-case letters, digits and hyphens.',
      },
      remedy: { zh: '请另选名称。', en: 'Choose another name.' },
      exitCode: 2,
    });
  }
  const state = await requireNetwork(directory, request.network);
  const yaml = kubeconfigYaml({
    network: request.network,
    user: request.name,
    server: apiServerUrl(state.ports),
    authority: await readFile(layout.clusterTrust, 'utf8'),
    pem: await mintCertificate(request),
  });
  await writeWhole(path, yaml, secretMode);
  return path;
}
