import type { SystemId } from '../../../catalogue/systems/index.ts';
import type { DataAsset } from '../../../model/asset.ts';
import type { Text } from '../../../model/vocabulary.ts';

export type BinheAsset = DataAsset & { readonly system: SystemId };

/** Case material: hourly, at the second site. */
const dossierBackup: DataAsset['backup'] = { frequencyHours: 1, retentionDays: 365, medium: 'dr-site' };
export const dailyBackup: DataAsset['backup'] = { frequencyHours: 24, retentionDays: 90, medium: 'object-store' };
export const archive: DataAsset['backup'] = { frequencyHours: 24, retentionDays: 3650, medium: 'tape' };

export const personFields = ['name', 'identity-number', 'contact', 'case-role'];
export const caseFields = [...personFields, 'statement', 'evidence-reference'];

interface Facts extends Pick<DataAsset, 'provider' | 'users' | 'manager' | 'legalBasis'> {
  readonly name: Text;
  readonly system: SystemId;
  /** @default 'important' */
  readonly dataClass?: DataAsset['dataClass'];
  /** Field names of personal information; empty where there is none. */
  readonly fields: readonly string[];
  /** @default 'conditional' */
  readonly sharing?: DataAsset['sharing'];
  /** Days; null keeps permanently. @default null */
  readonly retentionDays?: number;
  /** @default dossierBackup */
  readonly backup?: DataAsset['backup'];
}

/** An asset with the city's defaults; its grading is a proposal. */
export const asset = (facts: Facts): BinheAsset => ({
  name: facts.name,
  system: facts.system,
  provider: facts.provider,
  users: facts.users,
  manager: facts.manager,
  dataClass: facts.dataClass ?? 'important',
  personalInformation: facts.fields.length > 0,
  fields: facts.fields,
  legalBasis: facts.legalBasis,
  sharing: facts.sharing ?? 'conditional',
  retentionDays: facts.retentionDays ?? null,
  backup: facts.backup ?? dossierBackup,
  certainty: 'P',
});
