import { parseAddress, parseCidr } from '../../../policies/reachability/addresses.ts';
import type { ControlPlane, SshHost } from '../control-plane.ts';
import type { Network } from '../network.ts';
import type { Problem } from '../problem.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** Its last label is no number: what is nearly an IP address is none (RFC 3696 2). */
const hostName =
  /^(?=.{1,253}$)(?!(.*\.)?\d+$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** useradd(8). */
const userName = /^[a-z_][a-z0-9_-]{0,31}$/;
const plainFolder = /^(\/[A-Za-z0-9._-]+)+$/;
/** sshd(8), AUTHORIZED_KEYS FILE FORMAT; DSA is not among them any more. */
const keyTypes = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))$/;

/** The machines of control planes can be reached, each is known by its own key, and none is left out. */
export const judgeControlPlanes: Judge = ({ site }) =>
  Object.entries(site.networks).flatMap(([id, network]) => {
    const { controlPlane } = network;
    if (!controlPlane) return [];
    const at = ['networks', id, 'controlPlane'];
    const ends = [
      ...Object.entries(controlPlane.hosts).map(([name, host]) => ({ at: [...at, 'hosts', name], host })),
      ...(controlPlane.bastion ? [{ at: [...at, 'bastion'], host: controlPlane.bastion }] : []),
    ];
    return [
      ...numberProblems(at, network, controlPlane),
      ...folderProblems(at, controlPlane),
      ...Object.keys(controlPlane.hosts).flatMap((name) => nodeNameProblems([...at, 'hosts', name], name)),
      ...ends.flatMap(({ at: place, host }) => [...endProblems(place, host), ...keyProblems(place, host)]),
      ...rangeProblems(ends, network),
      ...sameKeys(ends),
    ];
  });

type End = { readonly at: readonly string[]; readonly host: SshHost };

function numberProblems(at: readonly string[], { clusters }: Network, { hosts }: ControlPlane): Problem[] {
  const declared = Object.keys(hosts).length;
  const nodes = Object.values(clusters).reduce((sum, { controlPlaneNodes }) => sum + controlPlaneNodes, 0);
  if (declared === nodes) return [];
  const fault = `${declared} hosts are declared, and the network has ${nodes} control-plane nodes.`;
  const remedy = 'Declare each of them: a change that reaches some only leaves the control plane divided.';
  return [problem('control-plane-divided', path(...at, 'hosts'), fault, remedy)];
}

function nodeNameProblems(at: readonly string[], name: string): Problem[] {
  if (hostName.test(name)) return [];
  const remedy = 'Write it as `kubectl get nodes` shows it.';
  return [problem('not-a-dns-label', path(...at), `${JSON.stringify(name)} is not the name of a node.`, remedy)];
}

function folderProblems(at: readonly string[], { folder, tools }: ControlPlane): Problem[] {
  return Object.entries({ folder, tools }).flatMap(([field, given]) => {
    if (given === undefined || (plainFolder.test(given) && !given.split('/').includes('..'))) return [];
    const fault = `${JSON.stringify(given)} is not a folder from the root on.`;
    return [
      problem('bad-folder', path(...at, field), fault, 'Write it as /etc/kubernetes, without a slash at its end.'),
    ];
  });
}

function endProblems(at: readonly string[], { address, user }: SshHost): Problem[] {
  const found: Problem[] = [];
  if (parseAddress(address) === undefined && !hostName.test(address)) {
    const fault = `${JSON.stringify(address)} is neither an address nor the name of a host.`;
    found.push(
      problem('bad-host-address', path(...at, 'address'), fault, 'Write an IP address or a lower-case DNS name.'),
    );
  }
  if (!userName.test(user)) {
    const fault = `${JSON.stringify(user)} is not the name of an account.`;
    found.push(problem('bad-user', path(...at, 'user'), fault, 'Write it as it stands in /etc/passwd there.'));
  }
  return found;
}

function keyProblems(at: readonly string[], { hostKeys }: SshHost): Problem[] {
  return hostKeys.flatMap((key, place) => {
    if (isPublicKey(key)) return [];
    // The value is not repeated: what stands here by mistake may be a private key.
    const fault = 'this is not a public host key.';
    const remedy = 'Write its type and its base64 text, as in /etc/ssh/ssh_host_ed25519_key.pub, read at the console.';
    return [problem('bad-host-key', path(...at, 'hostKeys', place), fault, remedy)];
  });
}

/** RFC 4253 6.6: the blob begins with its own type, as a string with its length before. */
function isPublicKey(text: string): boolean {
  const [type = '', base64 = '', ...more] = text.split(' ');
  if (more.length > 0 || !keyTypes.test(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return false;
  const blob = Buffer.from(base64, 'base64');
  return (
    blob.length > 40 &&
    blob.toString('base64') === base64 &&
    blob.subarray(4, 4 + type.length).toString() === type &&
    blob.readUInt32BE(0) === type.length
  );
}

/** Machines of the control plane are nodes; the bastion stands where operators are let in. */
function rangeProblems(ends: readonly End[], { addresses }: Network): Problem[] {
  return ends.flatMap(({ at, host: { address } }) => {
    const field = at.includes('bastion') ? 'operations' : 'nodes';
    const [own, range] = [parseAddress(address), parseCidr(addresses[field])];
    if (own === undefined || range === undefined || (range.start <= own && own < range.end)) return [];
    const fault = `${address} is not in the network's range of ${field}, ${addresses[field]}.`;
    const remedy = 'Write the address that it has in this network: no command may reach into another.';
    return [problem('host-outside-range', path(...at, 'address'), fault, remedy)];
  });
}

/** Two machines with one key are one machine, or can pass for each other. */
function sameKeys(ends: readonly End[]): Problem[] {
  const first = new Map<string, string>();
  return ends.flatMap(({ at, host }) =>
    host.hostKeys.flatMap((key, place) => {
      const other = first.get(key);
      if (other === undefined) {
        first.set(key, path(...at));
        return [];
      }
      const fault = `${other} has the same host key.`;
      const remedy = 'Give each machine a key of its own; images must not carry host keys.';
      return [problem('host-key-shared', path(...at, 'hostKeys', place), fault, remedy)];
    }),
  );
}
