import { enrolBy } from '../../change/keyring-change.ts';
import { savePublicly } from '../../change/private-file.ts';
import { readRequest } from '../../change/request-file.ts';
import { FadunError } from '../../errors.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { fingerprint, keysScene, keysSigner } from './scene.ts';

/**
 * `fadun keys enrol REQUEST --as ADMIN --key FILE`: puts a key into the keyring. JSON: `{site, keyring, owner, id, roles}`.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const [path] = positional;
  if (typeof path !== 'string')
    throw new FadunError(
      'keys enrol',
      { zh: '未指明登记申请', en: 'no request is named' },
      { zh: '请给出登记申请文件。', en: 'Give the request file.' },
    );
  const scene = await keysScene(options);
  const now = new Date();
  const { keyring, signer } = await keysSigner(scene, options, now);
  const signed = await readRequest(path);
  const next = enrolBy(scene.site, keyring, signed, signer, now);
  await savePublicly(scene.path, next);
  const { owner, id, roles } = next.keys.at(-1)!;
  return {
    exitCode: 0,
    data: { site: scene.site.id, keyring: scene.path, owner, id, roles },
    human: (language) =>
      language === 'zh'
        ? `${signer.person} 登记 ${owner}(${roles.join('、')}):${fingerprint(id)}\n请与本人当面核对指纹,再提交密钥环。`
        : `${signer.person} enrols ${owner} (${roles.join(', ')}): ${fingerprint(id)}\nCompare the fingerprint in person, then commit the keyring.`,
  };
}
