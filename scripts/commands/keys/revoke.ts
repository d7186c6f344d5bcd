import { revoke } from '../../../runbooks/kit/enrolment.ts';
import { keyGuidance } from '../../../runbooks/kit/key-guidance.ts';
import type { EnrolledKey, Keyring, RevocationReason } from '../../../runbooks/kit/keyring.ts';
import { savePublicly } from '../../change/private-file.ts';
import type { EnrolledSigner } from '../../change/signer.ts';
import { FadunError } from '../../errors.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { keysScene, keysSigner, required } from './scene.ts';

/**
 * `fadun keys revoke KEY --reason REASON --as PERSON --key FILE`: from now on nothing that the key signed counts for a
 * change. KEY is the id or its first 8 digits or more. JSON: `{site, id, owner, reason, at}`.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const scene = await keysScene(options);
  const now = new Date();
  const { keyring, signer } = await keysSigner(scene, options, now);
  const reason = required(options, 'reason', '--reason') as RevocationReason;
  const key = keyOf(keyring, String(positional[0] ?? ''));
  requireMayRevoke(signer, key);
  const revocation = {
    at: now.toISOString(),
    reason,
    by: signer.person,
    ...(typeof options.distrustedSince === 'string' && { distrustedSince: timeOf(options.distrustedSince) }),
  };
  await savePublicly(scene.path, revoke(keyring, key.id, revocation));
  return {
    exitCode: 0,
    data: { site: scene.site.id, id: key.id, owner: key.owner, reason, at: revocation.at },
    human: (language) =>
      [
        language === 'zh'
          ? `${signer.person} 吊销 ${key.owner} 的密钥 ${key.id.slice(0, 16)}`
          : `${signer.person} revokes key ${key.id.slice(0, 16)} of ${key.owner}`,
        ...keyGuidance[reason].steps.map((step, at) => `  ${at + 1}. ${step[language]}`),
      ].join('\n'),
  };
}

function keyOf({ keys }: Keyring, id: string): EnrolledKey {
  const found = /^[0-9a-f]{8,64}$/.test(id) ? keys.filter((key) => key.id.startsWith(id)) : [];
  const [key] = found;
  if (key === undefined || found.length > 1) {
    throw new FadunError(
      `key ${id}`,
      { zh: `与之相符的密钥有 ${found.length} 把`, en: `${found.length} keys are so named` },
      { zh: '请按 `fadun keys list` 所示给出密钥编号。', en: 'Give the id as `fadun keys list` shows it.' },
    );
  }
  if (!key.revoked) return key;
  throw new FadunError(
    `key ${id}`,
    { zh: `已于 ${key.revoked.at} 吊销`, en: `revoked already at ${key.revoked.at}` },
    { zh: '无须再作处理。', en: 'Nothing is left to do.' },
    1,
  );
}

/** A key in doubt must be stopped at once: its owner may, and the security or system administrator. */
function requireMayRevoke({ person, key: own }: EnrolledSigner, { owner }: EnrolledKey): void {
  const isAdministrator = own.roles.includes('security-admin') || own.roles.includes('system-admin');
  if (isAdministrator || person === owner) return;
  throw new FadunError(
    person,
    {
      zh: '只有持有人、安全管理员或系统管理员可吊销密钥',
      en: 'only the owner, the security or the system administrator revokes a key',
    },
    { zh: '请立即联系其中一人。', en: 'Ask one of them, now.' },
    1,
  );
}

function timeOf(text: string): string {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(time.getTime())) return time.toISOString();
  throw new FadunError(
    `--distrusted-since ${text}`,
    { zh: '不是有效时间', en: 'it is no time' },
    { zh: '请按 RFC 3339 给出，如 2026-11-25T08:00:00Z。', en: 'Give RFC 3339, such as 2026-11-25T08:00:00Z.' },
  );
}
