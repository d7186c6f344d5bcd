import { MachineError, type MachineFault } from './error.ts';

interface Known {
  readonly says: RegExp;
  readonly kind: MachineFault;
  readonly fault: string;
  readonly remedy: string;
}

/** What OpenSSH's client and sudo say, and what it means here. */
const known: readonly Known[] = [
  {
    says: /Host key verification failed|HOST IDENTIFICATION HAS CHANGED|host key is known for|no matching host key/i,
    kind: 'refused',
    fault: 'shows a host key that is not declared.',
    remedy: 'Somebody may stand between. Compare at its console (ssh-keygen -lf) before the declaration is changed.',
  },
  {
    says: /^sudo: /m,
    kind: 'refused',
    fault: 'does not let the user become root without a password.',
    remedy: 'Allow it in sudoers for this user (NOPASSWD), or declare a user who is root.',
  },
  {
    says: /Permission denied|Too many authentication failures/i,
    kind: 'refused',
    fault: 'takes none of the keys that were offered.',
    remedy:
      'Load the key into the agent or name it with --ssh-identity; its public half must be among the authorised keys.',
  },
  {
    says: /Could not resolve/i,
    kind: 'unreachable',
    fault: 'has an address that no name service knows.',
    remedy: 'Correct its address in the declaration, or use a number.',
  },
  {
    says: /refused|timed out|No route|unreachable|closed|reset|Broken pipe|kex_exchange|banner/i,
    kind: 'unreachable',
    fault: 'does not answer for SSH, or the connection broke.',
    remedy: 'See that sshd runs there and that the way from here is open.',
  },
];

/** The failure of an SSH connection by what was said; `ssh` ends with 255 for its own failures. */
export function sshFault(name: string, code: number | undefined, said: string): MachineError | undefined {
  const ofSudo = /^sudo: /m.test(said);
  if (code !== 255 && !ofSudo) return undefined;
  const { kind, fault, remedy } = known.find(({ says }) => says.test(said)) ?? {
    kind: 'unreachable' as const,
    fault: `could not be spoken to: ${said.split('\n').at(-1)?.slice(0, 200) || 'ssh said nothing'}`,
    remedy: 'Try `ssh` with the declared address and user from this machine.',
  };
  return new MachineError({ subject: `host ${name}`, fault, remedy, kind, said });
}
