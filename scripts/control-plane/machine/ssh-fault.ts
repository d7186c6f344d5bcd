import type { Text } from '../../../stacks/model/vocabulary.ts';
import { MachineError, type MachineFault } from './error.ts';

interface Known {
  readonly says: RegExp;
  readonly kind: MachineFault;
  readonly fault: Text;
  readonly remedy: Text;
}

/** What OpenSSH's client and sudo say, and what it means here. */
const known: readonly Known[] = [
  {
    says: /Host key verification failed|HOST IDENTIFICATION HAS CHANGED|host key is known for|no matching host key/i,
    kind: 'refused',
    fault: { zh: '出示的主机密钥未经声明。', en: 'shows a host key that is not declared.' },
    remedy: {
      zh: '可能存在中间人。修改声明之前，请在其控制台核对（ssh-keygen -lf）。',
      en: 'Somebody may stand between. Compare at its console (ssh-keygen -lf) before the declaration is changed.',
    },
  },
  {
    says: /^sudo: /m,
    kind: 'refused',
    fault: { zh: '不允许该用户免口令成为 root。', en: 'does not let the user become root without a password.' },
    remedy: {
      zh: '请在 sudoers 中为该用户放行（NOPASSWD），或声明 root 用户。',
      en: 'Allow it in sudoers for this user (NOPASSWD), or declare a user who is root.',
    },
  },
  {
    says: /Permission denied|Too many authentication failures/i,
    kind: 'refused',
    fault: { zh: '不接受所出示的任何密钥。', en: 'takes none of the keys that were offered.' },
    remedy: {
      zh: '请将密钥载入 ssh-agent，或以 --ssh-identity 指定；其公钥须在该主机的授权密钥之中。',
      en: 'Load the key into the agent or name it with --ssh-identity; its public half must be among the authorised keys.',
    },
  },
  {
    says: /Could not resolve/i,
    kind: 'unreachable',
    fault: { zh: '地址无法解析。', en: 'has an address that no name service knows.' },
    remedy: {
      zh: '请更正声明中的地址，或改用 IP 地址。',
      en: 'Correct its address in the declaration, or use a number.',
    },
  },
  {
    says: /refused|timed out|No route|unreachable|closed|reset|Broken pipe|kex_exchange|banner/i,
    kind: 'unreachable',
    fault: { zh: '不应答 SSH，或连接中断。', en: 'does not answer for SSH, or the connection broke.' },
    remedy: {
      zh: '请确认该主机上 sshd 在运行，且由此到该主机的通路已开放。',
      en: 'See that sshd runs there and that the way from here is open.',
    },
  },
];

/** The failure of an SSH connection by what was said; `ssh` ends with 255 for its own failures. */
export function sshFault(name: string, code: number | undefined, said: string): MachineError | undefined {
  const ofSudo = /^sudo: /m.test(said);
  if (code !== 255 && !ofSudo) return undefined;
  const last = said.split('\n').at(-1)?.slice(0, 200);
  const { kind, fault, remedy } = known.find(({ says }) => says.test(said)) ?? {
    kind: 'unreachable' as const,
    fault: { zh: `无法通信：${last || 'ssh 没有输出'}`, en: `could not be spoken to: ${last || 'ssh said nothing'}` },
    remedy: {
      zh: '请在本机用声明的地址与用户试 `ssh`。',
      en: 'Try `ssh` with the declared address and user from this machine.',
    },
  };
  return new MachineError({ subject: `host ${name}`, fault, remedy, kind, said });
}
