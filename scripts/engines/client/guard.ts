import type { Text } from '../../../stacks/model/vocabulary.ts';
import { ClusterError } from './errors.ts';
import type { Credentials } from './kubeconfig.ts';

/**
 * Holds one process to one network: networks are isolated from each other, and a process that held the credentials
 * of two would be a bridge between them. The sandbox, whose networks are all loopback, is let through.
 */
export interface NetworkGuard {
  /** @throws ClusterError `guard` when another network, or the same one at another server, was admitted before */
  admit(network: string, credentials: Credentials): void;
}

/** A guard for one process. Make one at the start and hand it to every client that is opened. */
export function networkGuard({ sandbox }: { sandbox: boolean }): NetworkGuard {
  let admitted: { network: string; ca: string | undefined } | undefined;
  return {
    admit(network, { server, ca }) {
      if (sandbox) {
        if (isLoopback(server)) return;
        throw refusal(
          network,
          { zh: `${server} 不在本机，而沙箱在本机。`, en: `${server} is not on this machine, and the sandbox is.` },
          { zh: '去掉沙箱选项。', en: 'Drop the sandbox option.' },
        );
      }
      admitted ??= { network, ca };
      if (admitted.network !== network) {
        const what = {
          zh: `本进程已持有 ${admitted.network} 的凭据。`,
          en: `this process already holds credentials of ${admitted.network}.`,
        };
        throw refusal(network, what, {
          zh: '网络相互隔离：用 --network 逐个网络执行该命令。',
          en: 'Networks are isolated: run the command once per network, with --network.',
        });
      }
      if (admitted.ca !== ca) {
        const what = {
          zh: '本进程已在此名下持有另一 CA 的凭据。',
          en: 'this process already holds credentials of another certificate authority under this name.',
        };
        throw refusal(network, what, {
          zh: '核对该 kubeconfig 属于本网络。',
          en: 'Check that the kubeconfig belongs to this network.',
        });
      }
    },
  };
}

function isLoopback(server: string): boolean {
  const { hostname } = new URL(server);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function refusal(network: string, what: Text, remedy: Text): ClusterError {
  return new ClusterError('guard', network, what, remedy);
}
