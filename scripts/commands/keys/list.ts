import { type EnrolledKey, lookUpKey } from '../../../runbooks/kit/keyring.ts';
import { readKeyring } from '../../change/keyring-file.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { table } from '../text-table.ts';
import { keysScene } from './scene.ts';

/** Days before its end at which a key is called about to expire. */
const expiringDays = 30;

/** `fadun keys list`. JSON: `{site, keyring, keys: [{id, owner, roles, networks, algorithm, validUntil, state}]}`. */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const scene = await keysScene(options);
  const keyring = await readKeyring(scene.path);
  const now = new Date();
  const keys = keyring.keys.map((key) => ({
    id: key.id,
    owner: key.owner,
    roles: key.roles,
    networks: key.networks ?? null,
    algorithm: key.algorithm,
    validUntil: key.validUntil,
    state: stateOf(key, lookUpKey(keyring, key.id, now), now),
  }));
  return {
    exitCode: 0,
    data: { site: scene.site.id, keyring: scene.path, keys },
    human: (language) =>
      table(
        keys.map(({ id, owner, roles, algorithm, validUntil, state }) => [
          id.slice(0, 16),
          owner,
          roles.join(' '),
          algorithm,
          validUntil.slice(0, 10),
          stateNames[state][language],
        ]),
        language === 'zh'
          ? ['密钥', '人员', '角色', '算法', '有效至', '状态']
          : ['key', 'person', 'roles', 'algorithm', 'valid until', 'state'],
      ),
  };
}

const stateNames = {
  usable: { zh: '可用', en: 'usable' },
  expiring: { zh: '即将到期:fadun keys rotate', en: 'about to expire: fadun keys rotate' },
  'unknown-key': { zh: '未知', en: 'unknown' },
  'key-revoked': { zh: '已吊销', en: 'revoked' },
  'key-not-yet-valid': { zh: '未生效', en: 'not yet valid' },
  'key-expired': { zh: '已过期', en: 'expired' },
} as const;

function stateOf(key: EnrolledKey, found: ReturnType<typeof lookUpKey>, now: Date): keyof typeof stateNames {
  if (!found.usable) return found.fault;
  return Date.parse(key.validUntil) - now.getTime() < expiringDays * 86_400_000 ? 'expiring' : 'usable';
}
