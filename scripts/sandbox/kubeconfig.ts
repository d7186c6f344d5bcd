import { readFile } from 'node:fs/promises';
import { dump } from 'js-yaml';
import { secretMode, writeWhole } from './files.ts';
import type { NetworkLayout } from './layout.ts';
import type { KeyPairPem } from './pki/authority.ts';
import type { Ports } from './ports.ts';

/** The address of a network's API server. */
export function apiServerUrl(ports: Pick<Ports, 'apiServer'>): string {
  return `https://127.0.0.1:${ports.apiServer}`;
}

/** A kubeconfig with everything embedded, so that the file can be moved. */
export function kubeconfigYaml(parts: {
  network: string;
  user: string;
  server: string;
  authority: string;
  pem: KeyPairPem;
}): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return dump(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': `${parts.user}@${parts.network}`,
      clusters: [
        {
          name: parts.network,
          cluster: { server: parts.server, 'certificate-authority-data': base64(parts.authority) },
        },
      ],
      users: [
        {
          name: parts.user,
          user: {
            'client-certificate-data': base64(parts.pem.certificate),
            'client-key-data': base64(parts.pem.key),
          },
        },
      ],
      contexts: [{ name: `${parts.user}@${parts.network}`, context: { cluster: parts.network, user: parts.user } }],
    },
    { lineWidth: -1 },
  );
}

/** Kubeconfigs that every network has, named as their certificates are. */
export const kubeconfigNames = [
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'admin',
  'applier',
  'reader',
] as const;

/** Writes kubeconfigs from the certificates on disk, readable by the owner only. */
export async function writeKubeconfigs(
  layout: NetworkLayout,
  ports: Ports,
  names: readonly string[] = kubeconfigNames,
): Promise<void> {
  const authority = await readFile(layout.clusterTrust, 'utf8');
  for (const name of names) {
    const files = layout.keyPair(name);
    const [certificate, key] = await Promise.all([readFile(files.certificate, 'utf8'), readFile(files.key, 'utf8')]);
    const yaml = kubeconfigYaml({
      network: layout.network,
      user: name,
      server: apiServerUrl(ports),
      authority,
      pem: { certificate, key },
    });
    await writeWhole(layout.kubeconfig(name), yaml, secretMode);
  }
}
