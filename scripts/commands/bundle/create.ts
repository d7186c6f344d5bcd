import { digestOf } from '../../../runbooks/kit/signing/digest.ts';
import { sign } from '../../../runbooks/kit/signing/signature.ts';
import { readBundle, writeBundle } from '../../bundle/bundle-folder.ts';
import { createPayload } from '../../bundle/create.ts';
import { contentsOf } from '../../bundle/show.ts';
import { FadunError } from '../../errors.ts';
import { pages } from '../../pages/pages.ts';
import { buildCity } from '../../pipeline/city.ts';
import { judgeCity, requireOpenGate } from '../../pipeline/judge-city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { civilDate } from '../../pipeline/today.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { positiveInteger, siteOptions } from '../options.ts';
import { bundleLines, readSigningKey } from './lines.ts';

/**
 * `fadun bundle create`: the signed package of one network's next release, for media into a disconnected network. Refuses
 * where the gate is closed. JSON: `{folder, manifest, payload: {sm3, sha256}, signatures}`.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const chosen = siteOptions(positional, options);
  const [network] = chosen.networks ?? [];
  if (network === undefined || chosen.networks?.length !== 1)
    throw new FadunError(
      '--network',
      { zh: '一个发布包只对应一个网络', en: 'a bundle is for exactly one network' },
      { zh: '请用 --network 指明网络。', en: 'Name it with --network.' },
    );
  const folder = String(options.to);
  const pair = readSigningKey(options.key);
  const base = typeof options.base === 'string' ? await readBundle(options.base) : undefined;
  const number = options.number === undefined ? undefined : positiveInteger('--number', options.number);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out, [network]);
  const judgement = judgeCity(city, { today: civilDate(new Date()) });
  requireOpenGate(judgement);
  const payload = createPayload({
    city,
    network,
    judgement,
    runbookPages: await pages(),
    base: base?.payload,
    ...(number && { number }),
  });
  const signatures = [sign(payload, pair)];
  await writeBundle(folder, { payload, signatures });
  const { manifest, contents } = contentsOf(payload);
  return {
    exitCode: 0,
    data: { folder, manifest, payload: digestOf(payload), signatures: signatures.map(({ key }) => key) },
    human: (language) => bundleLines({ folder, manifest, contents, signatures: signatures.length }, language),
  };
}
