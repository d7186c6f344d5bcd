import type { Certainty, DataClass, Organ, Text } from './vocabulary.ts';

/** A data asset and the three parties whose duties the catalogue makes plain: provider, user, manager. */
export interface DataAsset {
  readonly name: Text;
  /** System that holds the asset. */
  readonly system: string;
  readonly provider: Organ;
  readonly users: readonly Organ[];
  readonly manager: Organ;
  readonly dataClass: DataClass;
  readonly personalInformation: boolean;
  /** Field names collected, required where personal information is held (PIPL art. 6). */
  readonly fields: readonly string[];
  readonly legalBasis: string;
  /** 政务数据共享条例: unconditional, conditional, none. */
  readonly sharing: 'unconditional' | 'conditional' | 'none';
  /** null keeps permanently (archives law). */
  readonly retentionDays: number | null;
  readonly backup: {
    readonly frequencyHours: number;
    readonly retentionDays: number;
    readonly medium: 'object-store' | 'tape' | 'dr-site';
  };
  readonly certainty: Certainty;
}
