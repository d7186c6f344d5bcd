import type { DataAsset } from '../asset.ts';
import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { dataClassRank } from '../vocabulary.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** Data assets say what they hold, agree with their system, and are kept and shared within their class. */
export const judgeAssets: Judge = ({ site }) =>
  Object.entries(site.assets).flatMap(([id, asset]) => assetProblems(site, path('assets', id), asset));

function assetProblems(site: Site, at: string, asset: DataAsset): Problem[] {
  const found: Problem[] = [];
  const system = site.systems[asset.system];
  if (asset.personalInformation && asset.fields.length === 0) {
    const remedy = 'List the fields collected: only what is needed may be (PIPL art. 6, GB/T 22239 8.1.4.11 a).';
    found.push(
      problem('asset-fields-missing', `${at}.fields`, 'personal information is held, no field is named.', remedy),
    );
  }
  if (system && dataClassRank[asset.dataClass] > dataClassRank[system.dataClass]) {
    const fault = `the asset is ${asset.dataClass}; its system "${asset.system}" is graded ${system.dataClass}.`;
    const remedy = 'Raise the class of the system, or grade the asset again.';
    found.push(problem('asset-class-above-system', `${at}.dataClass`, fault, remedy));
  }
  if (system && asset.personalInformation && !system.personalInformation) {
    const fault = `system "${asset.system}" says that it holds no personal information.`;
    const remedy = `Set personalInformation of "${asset.system}", or correct the asset.`;
    found.push(problem('personal-information-undeclared', `${at}.personalInformation`, fault, remedy));
  }
  if (asset.retentionDays !== null && asset.backup.retentionDays > asset.retentionDays) {
    const fault = `backups are kept ${asset.backup.retentionDays} days, the asset only ${asset.retentionDays}.`;
    const remedy = 'Shorten the retention of backups: what is deleted must not live on in them.';
    found.push(problem('backup-outlives-asset', `${at}.backup.retentionDays`, fault, remedy));
  }
  if (asset.sharing === 'unconditional' && asset.dataClass !== 'general') {
    const fault = `${asset.dataClass} data is not shared without condition.`;
    found.push(problem('important-data-shared-freely', `${at}.sharing`, fault, 'Use "conditional" or "none".'));
  }
  return found;
}
