import { type Estate, estate } from '../../estate.ts';

/** A data asset as the site's register has it (政务数据目录). */
export interface AssetFact {
  readonly id: string;
  readonly path: string;
  readonly system: string;
  readonly provider: string;
  readonly users: readonly string[];
  readonly manager: string;
  readonly dataClass: string;
  readonly personalInformation: boolean;
  readonly fields: readonly string[];
  readonly legalBasis: string;
  readonly sharing: string;
  /** null keeps permanently. */
  readonly retentionDays: number | null;
  readonly backup: { readonly frequencyHours: number; readonly retentionDays: number; readonly medium: string };
}

export interface SystemFact {
  readonly id: string;
  readonly path: string;
  readonly kind: string;
  readonly mlpsLevel: number;
  readonly dataClass: string;
  readonly filing?: { readonly number: string; readonly date: string };
  readonly dataSecurityOfficer?: string;
}

export interface ApprovalFact {
  readonly id: string;
  readonly path: string;
  readonly requestedBy: string;
  readonly approvedBy: string;
  readonly expires: string;
}

export interface PlaceFact {
  readonly id: string;
  readonly path: string;
  readonly domain: string;
  readonly registry: string;
  readonly identityProvider: string;
  readonly operations: string;
  readonly regions: readonly string[];
  readonly operatingSystems: readonly string[];
  readonly peers: readonly {
    readonly id: string;
    readonly kind: string;
    readonly cidr: string;
    /** @default wired */
    readonly medium?: 'wired' | 'wireless';
    /** How a wireless peer comes in. */
    readonly entersBy?: 'vpn-sm';
  }[];
}

/** What a site registers: its data, systems, channels and places. */
export interface RegisterFacts {
  readonly declaredOn: string;
  readonly assets: readonly AssetFact[];
  readonly systems: readonly SystemFact[];
  readonly channels: readonly ApprovalFact[];
  readonly networks: readonly PlaceFact[];
}

/** Name under which an estate holds these facts. */
export const registerFactsName = 'register';

/** Registers of examples: one of each, all as it should be. */
export const soundAsset: AssetFact = {
  id: 'filings',
  path: 'assets.filings',
  system: 'case',
  provider: 'CRT',
  users: ['CRT'],
  manager: 'CRT',
  dataClass: 'important',
  personalInformation: true,
  fields: ['name', 'identity-number'],
  legalBasis: '《民事诉讼法》第一百二十六条',
  sharing: 'conditional',
  retentionDays: null,
  backup: { frequencyHours: 1, retentionDays: 365, medium: 'dr-site' },
};
export const soundSystem: SystemFact = {
  id: 'case',
  path: 'systems.case',
  kind: 'deployed',
  mlpsLevel: 3,
  dataClass: 'important',
  filing: { number: 'EX-1', date: '2025-11-28' },
  dataSecurityOfficer: 'court-data-officer',
};
export const soundApproval: ApprovalFact = {
  id: 'filing',
  path: 'channels.filing',
  requestedBy: 'court-requester',
  approvedBy: 'court-security-admin',
  expires: '2027-01-31',
};
export const soundPlace: PlaceFact = {
  id: 'court-net',
  path: 'networks.court-net',
  domain: 'court.example',
  registry: 'registry.court.example',
  identityProvider: 'https://id.court.example',
  operations: '10.1.18.0/24',
  regions: ['cn-a-1'],
  operatingSystems: ['openEuler 24.03'],
  peers: [{ id: 'operators', kind: 'bastion', cidr: '10.1.18.8/32' }],
};

/** An estate of those facts, changed. */
export function registerEstate(change: Partial<RegisterFacts> = {}): Estate {
  const facts: RegisterFacts = {
    declaredOn: '2026-11-01',
    assets: [soundAsset],
    systems: [soundSystem],
    channels: [soundApproval],
    networks: [soundPlace],
    ...change,
  };
  return estate([], { [registerFactsName]: facts });
}
