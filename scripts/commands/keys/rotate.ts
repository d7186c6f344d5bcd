import { requestEnrolment } from '../../../runbooks/kit/enrolment.ts';
import { keyGuidance } from '../../../runbooks/kit/key-guidance.ts';
import { generateKeys } from '../../../runbooks/kit/signing/keys.ts';
import { savePrivately } from '../../change/private-file.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { writeNewKey } from './generate.ts';
import { fingerprint, keysScene, keysSigner, newPassphrase, required, validity } from './scene.ts';

/**
 * `fadun keys rotate --as PERSON --key OLD --new-key FILE --request FILE`: makes the follower of a key, for which the old
 * one vouches; another administrator enrols it. JSON: `{person, former, key, request}`.
 */
export async function run(
  _context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const scene = await keysScene(options);
  const now = new Date();
  const { signer } = await keysSigner(scene, options, now);
  const newKey = required(options, 'newKey', '--new-key');
  const requestFile = required(options, 'request', '--request');
  const pair = generateKeys(signer.key.algorithm);
  const { roles, networks } = signer.key;
  const request = requestEnrolment(
    { site: scene.site.id, owner: signer.person, roles, ...(networks && { networks }), ...validity(options, now) },
    pair,
    signer.pair,
  );
  writeNewKey(newKey, pair, newPassphrase(options));
  await savePrivately(requestFile, request);
  return {
    exitCode: 0,
    data: { person: signer.person, former: signer.key.id, key: pair.id, request: requestFile },
    human: (language) =>
      [
        `${signer.person}: ${fingerprint(signer.key.id)} → ${fingerprint(pair.id)}`,
        ...[...keyGuidance.expiring.steps, ...keyGuidance.superseded.steps].map(
          (step, at) => `  ${at + 1}. ${step[language]}`,
        ),
        `→ ${newKey}, ${requestFile}`,
      ].join('\n'),
  };
}
