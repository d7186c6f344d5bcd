import type { DataAsset } from '../../stacks/model/asset.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import type { Observed } from '../kit/inspection.ts';
import type { PlatformReader } from '../kit/platform.ts';

/** Data assets of the declaration with who manages and who uses them; nothing is judged. */
export function dataAssets(
  { site }: Pick<PlatformReader, 'site'>,
  title: Text,
  isListed: (asset: DataAsset) => boolean,
): Observed {
  const assets = Object.entries(site.assets).filter(([, asset]) => isListed(asset));
  return {
    findings: [],
    tables: [
      {
        title,
        columns: [
          { zh: '资产', en: 'asset' },
          { zh: '系统', en: 'system' },
          { zh: '级别', en: 'class' },
          { zh: '管理方', en: 'manager' },
          { zh: '使用方', en: 'users' },
        ],
        rows: assets.map(([id, { system, dataClass, manager, users }]) => [
          id,
          system,
          dataClass,
          manager,
          users.join('/'),
        ]),
      },
    ],
    facts: { assets: assets.map(([id]) => id).join(',') },
  };
}
