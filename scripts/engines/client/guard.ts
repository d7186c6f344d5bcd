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
        throw refusal(network, `${server} is not on this machine, and the sandbox is.`, 'Drop the sandbox option.');
      }
      admitted ??= { network, ca };
      if (admitted.network !== network) {
        const what = `this process already holds credentials of ${admitted.network}.`;
        throw refusal(network, what, 'Networks are isolated: run the command once per network, with --network.');
      }
      if (admitted.ca !== ca) {
        const what = 'this process already holds credentials of another certificate authority under this name.';
        throw refusal(network, what, 'Check that the kubeconfig belongs to this network.');
      }
    },
  };
}

function isLoopback(server: string): boolean {
  const { hostname } = new URL(server);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function refusal(network: string, what: string, remedy: string): ClusterError {
  return new ClusterError('guard', network, what, remedy);
}
