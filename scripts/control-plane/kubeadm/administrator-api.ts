import { Agent, request } from 'node:https';
import { connect } from 'node:tls';
import { load } from 'js-yaml';
import { type AdministratorApi, refusedOperation } from '../member.ts';
import { flagsOf } from './manifest.ts';
import { type KubeadmParts, nextManifest } from './manifests.ts';

const requestSeconds = 60;

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly 'certificate-authority-data': string } }[];
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string };
  }[];
}

/**
 * The API server of a machine, spoken to through the machine with its own `admin.conf`, which stays in memory here. It
 * is asked for under the name `kubernetes`, which kubeadm puts into every serving certificate.
 */
export async function openAdministratorApi(parts: KubeadmParts): Promise<AdministratorApi> {
  const { host, machine, layout } = parts;
  const path = layout.kubeconfig('admin.conf');
  const text = await machine.read(path);
  if (text === undefined)
    throw refusedOperation(
      `${host}: ${path}`,
      { zh: '不存在。', en: 'is not there.' },
      {
        zh: '请重新生成：kubeadm kubeconfig user，或 init phase。',
        en: 'Write it anew: kubeadm kubeconfig user, or init phase.',
      },
    );
  const { clusters, users } = load(text) as Kubeconfig;
  const decoded = (base64: string) => Buffer.from(base64, 'base64');
  const credentials = {
    ca: decoded(clusters[0]!.cluster['certificate-authority-data']),
    cert: decoded(users[0]!.user['client-certificate-data']),
    key: decoded(users[0]!.user['client-key-data']),
    servername: 'kubernetes',
  };
  const { address, port } = await servingAddress(parts);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = (_options, ready) => {
    machine.dial(address, port).then(
      (socket) => ready?.(null, connect({ socket, ...credentials })),
      (error: Error) => ready?.(error, undefined as never),
    );
    return undefined;
  };
  return {
    send: (method, target, body) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? '' : JSON.stringify(body);
        const headers = {
          host: 'kubernetes',
          accept: 'application/json',
          ...(payload ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } : {}),
        };
        const signal = AbortSignal.timeout(requestSeconds * 1000);
        const sent = request({ agent, method, path: target, headers, signal }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.once('error', reject);
          answer.once('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
          );
        });
        sent.once('error', reject);
        sent.end(payload);
      }),
    close: () => agent.destroy(),
  };
}

/** Where the API server listens as seen from its own machine. */
export async function servingAddress(
  parts: KubeadmParts,
): Promise<{ readonly address: string; readonly port: number }> {
  const flags = flagsOf(await nextManifest(parts, 'kube-apiserver'));
  const bound = String(flags['bind-address'] ?? '0.0.0.0');
  return {
    address: bound === '0.0.0.0' || bound === '::' ? '127.0.0.1' : bound,
    port: Number(flags['secure-port'] ?? 6443),
  };
}
