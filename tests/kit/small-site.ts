import { defineSite } from '../../stacks/model/site.ts';
import type { Component, System } from '../../stacks/model/system.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';

/** A text that is the same in both languages. */
export const text = (words: string): Text => ({ zh: words, en: words });

const segments = {
  web: { mlpsLevel: 3, dataClass: 'general' },
  app: { mlpsLevel: 3, dataClass: 'important' },
  data: { mlpsLevel: 3, dataClass: 'important' },
  exchange: { mlpsLevel: 3, dataClass: 'important' },
  ops: { mlpsLevel: 3, dataClass: 'general' },
  security: { mlpsLevel: 3, dataClass: 'general' },
} as const;

const addresses = (second: number, loadBalancers: string) => ({
  nodes: `10.${second}.0.0/24`,
  pods: `10.${second}.64.0/18`,
  services: `10.${second}.8.0/21`,
  loadBalancers,
  devices: `10.${second}.17.0/24`,
  operations: `10.${second}.18.0/24`,
  terminals: `10.${second}.32.0/20`,
});

const cluster = {
  mlpsLevel: 3,
  architectures: ['amd64', 'arm64'],
  operatingSystems: ['Kylin Linux Advanced Server'],
  region: 'cn-east-1',
  zones: ['a', 'b'],
  controlPlaneNodes: 3,
  workerNodes: 4,
} as const;

const services = (id: string) =>
  ({
    registry: `registry.${id}.example:5000/city`,
    timeSource: `ntp.${id}.example`,
    domain: `${id}.example`,
    identityProvider: `https://id.${id}.example`,
    engine: 'direct',
    stateBackend: { kind: 'local' },
  }) as const;

const bastion = (second: number) => ({ name: text('Bastion'), cidr: `10.${second}.18.8/32`, kind: 'bastion' }) as const;

const availability = { hours: '24x7', objectivePercent: 99.9, rpoMinutes: 15, rtoMinutes: 60 } as const;

const graded = {
  owner: 'CRT',
  mlpsLevel: 3,
  dataClass: 'important',
  personalInformation: true,
  availability,
  dataSecurityOfficer: 'officer',
  certainty: 'P',
} as const satisfies Partial<System>;

const tiers = <Kind extends Component['kind']>(...kinds: Kind[]) =>
  Object.fromEntries(kinds.map((kind) => [kind, { kind }])) as Record<Kind, { kind: Kind }>;

const checks = { antivirus: true, dlp: true, signature: true, masking: false } as const;

const approved = {
  maxDataClass: 'important',
  checks,
  requestedBy: 'requester',
  approvedBy: 'security',
  expires: '2027-06-30',
  messagesPerHour: 100,
} as const;

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

const reserved = { basis: 'CPL art. 1', certainty: 'P' } as const;

const front = <const Name extends string>(component: Name) =>
  ({ network: 'outer-net', component: `litigation-front/${component}` }) as const;
const court = <const Name extends string>(component: Name) =>
  ({ network: 'court-net', component: `smart-court/${component}` }) as const;

/**
 * A small site without fault: an internet network and a court network, a diode pair and a gap between them. Tests
 * change one thing of a copy and see what loading says.
 */
export const smallSite = defineSite({
  id: 'small',
  name: text('Small'),
  region: 'cn-east-1',
  declaredOn: '2026-05-01',
  networks: {
    'outer-net': {
      name: text('Outer'),
      owner: 'GOV',
      exposure: 'internet',
      addresses: addresses(10, '203.0.113.0/24'),
      segments,
      clusters: { main: cluster },
      ...services('outer'),
      peers: {
        bastion: bastion(10),
        public: { name: text('Public'), cidr: '0.0.0.0/0', kind: 'public' },
      },
    },
    'court-net': {
      name: text('Court'),
      owner: 'CRT',
      exposure: 'restricted',
      addresses: addresses(20, '10.20.16.0/24'),
      segments,
      clusters: { main: cluster },
      ...services('court'),
      kubeconfigVariable: 'COURT_KUBECONFIG',
      peers: {
        bastion: bastion(20),
        terminals: { name: text('Terminals'), cidr: '10.20.32.0/20', kind: 'terminals' },
        bank: {
          name: text('Bank'),
          cidr: '10.90.0.0/24',
          kind: 'external-system',
          ports: [{ port: 443, protocol: 'TCP' }],
        },
      },
    },
  },
  classifiedNetworks: { 'court-secret': { name: text('Classified'), reason: 'Rules on state secrets apply.' } },
  crossings: [
    { from: 'outer-net', to: 'court-net', devices: ['diode-in', 'gap'] },
    { from: 'court-net', to: 'outer-net', devices: ['diode-out', 'gap'] },
  ],
  systems: {
    'litigation-front': {
      ...graded,
      name: text('Litigation front'),
      kind: 'deployed',
      filing: { number: 'F-0001', date: '2025-11-01' },
      placements: { 'outer-net': { components: tiers('gateway', 'api', 'database'), entrance: 'public' } },
    },
    'smart-court': {
      ...graded,
      name: text('Smart court'),
      kind: 'deployed',
      filing: { number: 'F-0002', date: '2025-11-02' },
      placements: {
        'court-net': {
          components: {
            ...tiers('gateway', 'api', 'database'),
            report: { kind: 'worker', schedule: '30 2 * * mon-fri' },
          },
          entrance: 'terminals',
        },
      },
    },
    'evidence-chain': {
      ...graded,
      name: text('Evidence chain'),
      kind: 'capability',
      hosts: ['smart-court'],
      placements: {},
    },
    'bank-registry': {
      ...graded,
      name: text('Bank registry'),
      kind: 'external',
      placements: { 'court-net': { components: tiers('connector') } },
    },
  },
  flows: [
    {
      network: 'outer-net',
      from: 'peer:public',
      to: 'litigation-front/gateway',
      port: 8443,
      purpose: text('Parties file'),
    },
    {
      network: 'outer-net',
      from: 'litigation-front/gateway',
      to: 'litigation-front/api',
      port: 8443,
      purpose: text('Serve'),
    },
    {
      network: 'court-net',
      from: 'peer:terminals',
      to: 'smart-court/gateway',
      port: 8443,
      purpose: text('Judges work'),
    },
    {
      network: 'court-net',
      from: 'smart-court/api',
      to: 'smart-court/database',
      port: 5432,
      protocol: 'TCP',
      purpose: text('Keep cases'),
    },
    {
      network: 'court-net',
      from: 'smart-court/api',
      to: 'channel:service',
      port: 8443,
      purpose: text('Serve documents'),
      exchange: 'X14',
    },
    {
      network: 'court-net',
      from: 'bank-registry/connector',
      to: 'peer:bank',
      port: 443,
      purpose: text('Ask the bank'),
    },
  ],
  channels: {
    filing: {
      ...approved,
      name: text('Filing'),
      from: { network: 'outer-net', deviceAddress: '10.10.17.11' },
      to: { network: 'court-net', deviceAddress: '10.20.17.11' },
      device: 'diode-in',
      direction: 'forward',
      productCertificate: 'GX-0001',
      port: 9443,
      payloads: [{ exchange: 'X13', schemas: ['filing@1'], dataClass: 'important', style: 'file' }],
      returnChannel: 'service',
    },
    service: {
      ...approved,
      name: text('Service'),
      from: { network: 'court-net', deviceAddress: '10.20.17.12' },
      to: { network: 'outer-net', deviceAddress: '10.10.17.12' },
      device: 'diode-out',
      direction: 'forward',
      productCertificate: 'GX-0002',
      port: 9443,
      payloads: [{ exchange: 'X14', schemas: ['service@1'], dataClass: 'general', style: 'message' }],
    },
    sharing: {
      ...approved,
      name: text('Sharing'),
      from: { network: 'outer-net', deviceAddress: '10.10.17.13' },
      to: { network: 'court-net', deviceAddress: '10.20.17.13' },
      device: 'gap',
      direction: 'both',
      productCertificate: 'GX-0003',
      port: 9443,
      payloads: [{ exchange: 'X21', schemas: ['record@1'], dataClass: 'important', style: 'message' }],
    },
  },
  exchanges: {
    X13: {
      ...reserved,
      name: text('Filing'),
      payload: text('Complaint'),
      status: 'declared',
      routes: [{ from: front('api'), via: ['filing'], to: court('api') }],
    },
    X14: {
      ...reserved,
      name: text('Service'),
      payload: text('Documents'),
      status: 'declared',
      routes: [{ from: court('api'), via: ['service'], to: front('api') }],
    },
    X21: {
      ...reserved,
      name: text('Sharing'),
      payload: text('Records'),
      status: 'declared',
      routes: [
        { from: front('api'), via: ['sharing'], to: court('api') },
        { from: court('api'), via: ['sharing'], to: front('api') },
      ],
    },
    X37: {
      ...reserved,
      name: text('Common services'),
      payload: text('Seals'),
      status: 'intra-network',
      routes: [{ from: court('gateway'), via: [], to: court('api') }],
    },
    X30: { ...reserved, name: text('Classified'), payload: text('Nothing'), status: 'refused', routes: [] },
  },
  assets: {
    'case-files': {
      name: text('Case files'),
      system: 'smart-court',
      provider: 'CRT',
      users: ['CRT', 'PRO'],
      manager: 'CRT',
      dataClass: 'important',
      personalInformation: true,
      fields: ['party-name', 'claim'],
      legalBasis: 'Civil Procedure Law art. 126',
      sharing: 'conditional',
      retentionDays: 3650,
      backup: { frequencyHours: 24, retentionDays: 90, medium: 'dr-site' },
      certainty: 'P',
    },
  },
  clocks: {
    'cr-detain': {
      name: text('Detention'),
      stage: text('Investigation'),
      holders: ['POL'],
      mode: 'custody',
      atLimit: 'breach',
      versions: [
        {
          effectiveFrom: '2013-01-01',
          limit: { count: 3, unit: 'day' },
          branches: [],
          article: 'CPL art. 89',
        },
        {
          effectiveFrom: '2018-10-26',
          limit: { count: 3, unit: 'day' },
          branches: [
            { id: 'extended', name: text('Extended'), limit: { count: 4, unit: 'day' }, effect: 'add' },
            { id: 'group', name: text('Group crime'), limit: { count: 30, unit: 'day' }, effect: 'replace' },
          ],
          article: 'CPL art. 91',
        },
      ],
      excludedTime: ['psychiatric-appraisal'],
      warningHours: [24, 8, 2],
      certainty: 'V',
    },
  },
  duties: {
    'RB-D05': {
      name: text('Backups'),
      period: 'daily',
      roles: ['SYS'],
      automated: null,
      evidence: text('List'),
      basis: 'GB/T 22239 8.1.4.9',
      runbook: 'check-backups',
      manual: false,
      certainty: 'P',
    },
  },
  posts: {
    system: { title: text('System'), organ: 'ALL', roles: ['system-admin'], networks: ['outer-net', 'court-net'] },
    security: {
      title: text('Security'),
      organ: 'ALL',
      roles: ['security-admin'],
      networks: ['outer-net', 'court-net'],
    },
    audit: { title: text('Audit'), organ: 'ALL', roles: ['audit-admin'], networks: ['outer-net', 'court-net'] },
    officer: { title: text('Officer'), organ: 'CRT', roles: ['data-security-officer'], networks: [] },
    requester: { title: text('Requester'), organ: 'CRT', roles: ['requester'], networks: [] },
  },
  guardPeriods: [
    { id: 'national-day', name: text('National day'), from: '2026-09-25', to: '2026-10-08' },
    { id: 'spring', name: text('Spring'), from: '2027-02-01', to: '2027-02-20' },
  ],
  images: {
    'litigation-front/gateway': digest('1'),
    'litigation-front/api': digest('2'),
    'litigation-front/database': digest('3'),
    'smart-court/gateway': digest('4'),
    'smart-court/api': digest('5'),
    'smart-court/database': digest('6'),
    'smart-court/worker': digest('7'),
    'bank-registry/connector': digest('8'),
  },
});
