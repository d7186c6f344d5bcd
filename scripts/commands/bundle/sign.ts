import { digestOf } from '../../../runbooks/kit/signing/digest.ts';
import { sign } from '../../../runbooks/kit/signing/signature.ts';
import { readBundle, writeSignatures } from '../../bundle/bundle-folder.ts';
import { contentsOf } from '../../bundle/show.ts';
import { FadunError } from '../../errors.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { bundleLines, readSigningKey } from './lines.ts';

/**
 * `fadun bundle sign FOLDER --key FILE`: a further person's signature over the payload; the payload stays as it is. JSON:
 * `{folder, manifest, payload, signatures}`.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const folder = String(positional[0]);
  const pair = readSigningKey(options.key);
  const { payload, signatures } = await readBundle(folder);
  const { manifest, contents } = contentsOf(payload);
  if (signatures.some(({ key }) => key === pair.id))
    throw new FadunError(
      folder,
      { zh: '该密钥已签过名', en: 'this key has signed it already' },
      { zh: '请另一人签名。', en: 'Have another person sign it.' },
      1,
    );
  const all = [...signatures, sign(payload, pair)];
  await writeSignatures(folder, { payload, signatures: all });
  return {
    exitCode: 0,
    data: { folder, manifest, payload: digestOf(payload), signatures: all.map(({ key }) => key) },
    human: (language) => bundleLines({ folder, manifest, contents, signatures: all.length }, language),
  };
}
