import type {
  AssetFact,
  PlaceFact,
  RegisterFacts,
  SystemFact,
} from '../../../policies/rules/register/register-facts.ts';

/** A small wrong change to what the site registers, and the rule that is to catch it. */
export interface RegisterChange {
  readonly rule: string;
  readonly name: string;
  /** The registers after the change, one for each entry on which it is tried. */
  readonly tried: (facts: RegisterFacts) => readonly RegisterFacts[];
}

type Lists = 'assets' | 'systems' | 'channels' | 'networks';
type Entry<L extends Lists> = RegisterFacts[L][number];

/** Entries on which a change is tried: first to last. */
const perChange = 6;

function each<L extends Lists>(
  list: L,
  rule: string,
  name: string,
  change: (entry: Entry<L>) => Partial<Entry<L>>,
  fits: (entry: Entry<L>) => boolean = () => true,
): RegisterChange {
  return {
    rule,
    name,
    tried(facts) {
      const entries = facts[list] as readonly Entry<L>[];
      const fitting = entries.filter(fits);
      const step = Math.max(1, Math.floor(fitting.length / perChange));
      const chosen = fitting.filter((_, index) => index % step === 0).slice(0, perChange);
      return chosen.map((one) => {
        const changed = entries.map((entry) => (entry === one ? { ...entry, ...change(entry) } : entry));
        return { ...facts, [list]: changed };
      });
    },
  };
}

const ofPersons = ({ personalInformation }: AssetFact) => personalInformation;
const backedUp = (change: Partial<AssetFact['backup']>) => ({ backup: { ...soundBackup, ...change } });
const soundBackup: AssetFact['backup'] = { frequencyHours: 24, retentionDays: 365, medium: 'dr-site' };
const deployed = ({ kind }: SystemFact) => kind === 'deployed';
const weighty = (system: SystemFact) => deployed(system) && system.dataClass !== 'general';
const hasPeers = ({ peers }: PlaceFact) => peers.length > 0;
const withPeer = (change: Partial<PlaceFact['peers'][number]>) => (place: PlaceFact) => ({
  peers: place.peers.map((peer, at) => (at === 0 ? { ...peer, ...change } : peer)),
});

const assets = 'assets-are-registered-in-full';
const persons = 'personal-information-is-necessary';
const places = 'operations-stay-in-the-country';

/** Small changes to data, systems, channels and places as the site registers them. */
export const registerChanges: readonly RegisterChange[] = [
  each('assets', assets, 'nobody provides it', () => ({ provider: ' ' })),
  each('assets', assets, 'nobody manages it', () => ({ manager: '' })),
  each('assets', assets, 'nobody uses it', () => ({ users: [] })),
  each('assets', assets, 'its class is a word of its own', () => ({ dataClass: 'secret' })),
  each(
    'assets',
    assets,
    'it is graded above its system',
    () => ({ dataClass: 'core' }),
    ({ dataClass }) => dataClass === 'general',
  ),
  each('assets', assets, 'its system is not registered', () => ({ system: 'gone' })),
  each('assets', assets, 'its basis is dropped', () => ({ legalBasis: '' })),
  each('assets', assets, 'it is shared as one likes', () => ({ sharing: 'any' })),
  each('assets', assets, 'it is backed up once a week', () => backedUp({ frequencyHours: 168 })),
  each('assets', assets, 'its backups go after a week', () => backedUp({ retentionDays: 7 })),
  each('assets', assets, 'its backup is on a stick', () => backedUp({ medium: 'usb' })),
  each('assets', persons, 'any field may be taken', () => ({ fields: ['*'] }), ofPersons),
  each('assets', persons, 'no field is named', () => ({ fields: [] }), ofPersons),
  each('assets', persons, 'a field is named twice', ({ fields }) => ({ fields: [...fields, fields[0]!] }), ofPersons),
  each('assets', persons, 'persons without a basis', () => ({ legalBasis: ' ' }), ofPersons),
  each('assets', persons, 'kept for no time', () => ({ retentionDays: 0 }), ofPersons),
  each('assets', persons, 'it says it holds no persons', () => ({ personalInformation: false }), ofPersons),
  each(
    'systems',
    'systems-are-filed',
    'the filing is dropped',
    ({ filing: _, ...rest }) => ({ ...rest, filing: undefined }) as never,
    deployed,
  ),
  each(
    'systems',
    'systems-are-filed',
    'the filing has no number',
    ({ filing }) => ({ filing: { ...filing!, number: '' } }),
    deployed,
  ),
  each(
    'systems',
    'systems-are-filed',
    'the filing is of a later day',
    ({ filing }) => ({ filing: { ...filing!, date: '2099-01-01' } }),
    deployed,
  ),
  each(
    'systems',
    'systems-are-filed',
    'no officer answers for its data',
    () => ({ dataSecurityOfficer: undefined }) as never,
    weighty,
  ),
  each('channels', 'channels-are-approved-by-another', 'approved by who asked', ({ requestedBy }) => ({
    approvedBy: requestedBy,
  })),
  each('channels', 'channels-are-approved-by-another', 'approved by nobody', () => ({ approvedBy: '' })),
  each('channels', 'channels-are-approved-by-another', 'its approval has ended', () => ({ expires: '2020-01-01' })),
  each('channels', 'channels-are-approved-by-another', 'its approval has no end', () => ({ expires: 'never' })),
  each('networks', 'clusters-run-listed-systems', 'an unlisted system', ({ operatingSystems }) => ({
    operatingSystems: [...operatingSystems, 'CentOS 7'],
  })),
  each('networks', 'clusters-run-listed-systems', 'a name that only begins alike', () => ({
    operatingSystems: ['openEulerish 1'],
  })),
  each('networks', 'clusters-run-listed-systems', 'no system is named', () => ({ operatingSystems: [] })),
  each('networks', places, 'a region abroad', ({ regions }) => ({ regions: [...regions, 'us-east-1'] })),
  each('networks', places, 'no region is named', () => ({ regions: [] })),
  each('networks', places, 'operators from public addresses', () => ({ operations: '8.8.8.0/24' })),
  each('networks', places, 'a registry of somebody else', () => ({ registry: 'registry.example.org' })),
  each('networks', places, 'an identity provider of somebody else', () => ({
    identityProvider: 'https://id.example.org',
  })),
  each('networks', 'wireless-enters-by-vpn', 'a peer goes wireless', withPeer({ medium: 'wireless' }), hasPeers),
];
