import { firstKeyring, requireNoKeyring } from '../../change/keyring-change.ts';
import { savePublicly } from '../../change/private-file.ts';
import { readRequest } from '../../change/request-file.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { fingerprint, keysScene } from './scene.ts';

/**
 * `fadun keys init REQUEST REQUEST REQUEST`: the first keyring of a site, from the requests of the three administrators.
 * JSON: `{site, keyring, keys: [{owner, roles, id}]}`.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const scene = await keysScene(options);
  requireNoKeyring(scene.path);
  const [paths] = positional;
  const requests = await Promise.all((Array.isArray(paths) ? paths : []).map(readRequest));
  const keyring = firstKeyring(scene.site, requests, new Date());
  await savePublicly(scene.path, keyring);
  const keys = keyring.keys.map(({ owner, roles, id, enrolledBy }) => ({ owner, roles, id, enrolledBy }));
  return {
    exitCode: 0,
    data: { site: scene.site.id, keyring: scene.path, keys },
    human: (language) =>
      [
        language === 'zh'
          ? '首次登记须三员同时在场:各自在自己的屏幕上读出指纹,另外两人逐组核对;有一组不符即删除密钥环,重新生成。'
          : 'The first enrolment takes all three in one room: each reads the fingerprint from their own screen, the other two compare every group; if one differs, remove the keyring and generate anew.',
        ...keys.map(({ owner, roles, id, enrolledBy }) =>
          language === 'zh'
            ? `  ${owner}(${roles.join('、')}) ${fingerprint(id)},由 ${enrolledBy} 登记`
            : `  ${owner} (${roles.join(', ')}) ${fingerprint(id)}, enrolled by ${enrolledBy}`,
        ),
        language === 'zh'
          ? '然后把密钥环提交入库,由第二人评审;今后每次变更亦然。'
          : 'Then commit the keyring and have a second person review it, as with every later change of it.',
        `→ ${scene.path}`,
      ].join('\n'),
  };
}
