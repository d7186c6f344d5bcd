import { readBundle } from '../../bundle/bundle-folder.ts';
import { extractFiles } from '../../bundle/extract.ts';
import { contentsOf } from '../../bundle/show.ts';
import { verifyBundle } from '../../bundle/verify.ts';
import { readKeyring } from '../../change/keyring-file.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { bundleLines } from './lines.ts';

/**
 * `fadun bundle verify FOLDER --keyring FILE`: form, digests and signatures, with nothing but the bundle and this side's own
 * keyring. `--extract` writes its files once it is sound. JSON: `{sound, faults, manifest, payload, signers}`. Exit 0 where
 * it may be relied on, 1 where not.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const folder = String(positional[0]);
  const bundle = await readBundle(folder);
  const verdict = verifyBundle(bundle, {
    keyring: await readKeyring(String(options.keyring)),
    now: new Date(),
    ...(typeof options.site === 'string' && { site: options.site }),
    ...(typeof options.network === 'string' && { network: options.network }),
  });
  if (!verdict.sound) {
    const { faults } = verdict;
    return {
      exitCode: 1,
      data: { sound: false, faults },
      human: (language) =>
        [
          language === 'zh' ? `${folder}:不可采信` : `${folder}: not to be relied on`,
          ...faults.map((fault) => `  ${fault}`),
        ].join('\n'),
    };
  }
  const { manifest, payload, signers, files } = verdict;
  if (typeof options.extract === 'string') await extractFiles(files, options.extract);
  const { contents } = contentsOf(bundle.payload);
  return {
    exitCode: 0,
    data: { sound: true, faults: [], manifest, payload, signers },
    human: (language) =>
      [
        bundleLines({ folder, manifest, contents, signatures: signers.length }, language),
        ...signers.map(({ person, roles }) =>
          language === 'zh' ? `  签名:${person}(${roles.join('、')})` : `  signed by ${person} (${roles.join(', ')})`,
        ),
      ].join('\n'),
  };
}
