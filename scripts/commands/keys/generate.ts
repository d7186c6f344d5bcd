import { requestEnrolment } from '../../../runbooks/kit/enrolment.ts';
import { keyGuidance } from '../../../runbooks/kit/key-guidance.ts';
import { writeKeyFile } from '../../../runbooks/kit/signing/key-file.ts';
import { generateKeys } from '../../../runbooks/kit/signing/keys.ts';
import { postOf } from '../../change/keyring-change.ts';
import { savePrivately } from '../../change/private-file.ts';
import { staffCode } from '../../change/request-file.ts';
import { FadunError } from '../../errors.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { fingerprint, keysScene, newPassphrase, required, validity } from './scene.ts';

/**
 * `fadun keys generate --as PERSON --post POST --key FILE --request FILE`: makes a pair; the private half stays in FILE
 * (0600), the request goes to who enrols. JSON: `{person, key, algorithm, request, roles, networks}`.
 */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { site } = await keysScene(options);
  const person = staffCodeOf(required(options, 'as', '--as'));
  const keyFile = required(options, 'key', '--key');
  const requestFile = required(options, 'request', '--request');
  const post = postOf(site, options.post);
  const pair = generateKeys(options.algorithm === 'ed25519' ? 'ed25519' : 'sm2-sm3');
  const request = requestEnrolment(
    { site: site.id, owner: person, roles: post.roles, networks: post.networks, ...validity(options, new Date()) },
    pair,
  );
  writeNewKey(keyFile, pair, newPassphrase(options));
  await savePrivately(requestFile, request);
  return {
    exitCode: 0,
    data: {
      person,
      key: pair.id,
      algorithm: pair.algorithm,
      request: requestFile,
      roles: post.roles,
      networks: post.networks,
    },
    human: (language) =>
      [
        `${person}: ${pair.algorithm} ${fingerprint(pair.id)}`,
        `→ ${keyFile}, ${requestFile}`,
        ...keyGuidance['new-person'].steps.map((step, at) => `  ${at + 1}. ${step[language]}`),
      ].join('\n'),
  };
}

/** @throws FadunError for what the keyring would refuse later: the key would be made in vain */
function staffCodeOf(person: string): string {
  if (staffCode.test(person)) return person;
  throw new FadunError(
    `--as ${JSON.stringify(person.slice(0, 64))}`,
    { zh: '不是人员编号', en: 'it is no staff code' },
    {
      zh: '请给出岗位或人员的编号：小写字母、数字、连字符，至多 63 个字符，不得使用姓名。',
      en: 'Give the code of the post or person: small letters, digits and hyphens, 63 at most, and never a name.',
    },
  );
}

/** @throws FadunError where the file exists or the passphrase is too short */
export function writeNewKey(path: string, pair: Parameters<typeof writeKeyFile>[1], passphrase?: string): void {
  try {
    writeKeyFile(path, pair, passphrase);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined)
      throw new FadunError(
        path,
        { zh: `无法写入（${code}）`, en: `it cannot be written (${code})` },
        { zh: '请新建仅属主可用的目录，或另指路径。', en: 'Make its folder, for its owner alone, or name another.' },
      );
    throw new FadunError('key', (cause as Error).message, { zh: '未写入任何内容。', en: 'Nothing was written.' });
  }
}
