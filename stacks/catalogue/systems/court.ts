import { roundTheClock, type SystemFacts, tiers } from '../facts.ts';

/** Systems of the court (法院). */
export const courtSystems = {
  'smart-court': {
    number: 3,
    name: { zh: '智慧法院', en: 'Smart court' },
    kind: 'deployed',
    owner: 'CRT',
    seedPhrases: ['智慧法院'],
    exchanges: ['X04', 'X05', 'X06', 'X07', 'X09', 'X10', 'X13', 'X14', 'X18'],
    mlpsLevel: 3,
    dataClass: 'important',
    personalInformation: true,
    availability: roundTheClock(15),
    placements: {
      'court-net': {
        components: tiers('gateway', 'web', 'api', 'worker', 'database', 'search', 'broker', 'object-store'),
        entrance: 'terminals',
      },
    },
    certainty: 'V',
  },
  'internet-court': {
    number: 4,
    name: { zh: '互联网法院', en: 'Internet court' },
    kind: 'deployed',
    owner: 'CRT',
    seedPhrases: ['互联网法院'],
    exchanges: ['X13', 'X14', 'X18'],
    mlpsLevel: 3,
    dataClass: 'important',
    personalInformation: true,
    availability: roundTheClock(15, 30, 'Join time of hearings is judged at p99 in hearing hours'),
    placements: {
      'internet-zone': {
        components: tiers('gateway', 'web', 'api', 'media', 'broker', 'object-store'),
        entrance: 'public',
      },
      'court-net': {
        components: {
          ...tiers('api', 'worker', 'database', 'object-store'),
          'evidence-chain': { kind: 'database', name: { zh: '证据链存证', en: 'Evidence chain' } },
        },
      },
    },
    certainty: 'V',
  },
  'court-enforcement': {
    number: 5,
    name: { zh: '执行指挥与查控', en: 'Judgment enforcement and asset control' },
    kind: 'deployed',
    owner: 'CRT',
    seedPhrases: ['从立案到执行'],
    implied: true,
    exchanges: ['X15', 'X10'],
    mlpsLevel: 3,
    dataClass: 'important',
    personalInformation: true,
    availability: roundTheClock(15, 60, 'Batch windows of the banks'),
    placements: {
      'court-net': { components: tiers('api', 'worker', 'database', 'broker', 'object-store') },
      'court-external-net': {
        components: {
          'bank-connector': { kind: 'connector', name: { zh: '银行查控接口', en: 'Bank connector' } },
          'registry-connector': { kind: 'connector', name: { zh: '登记机关接口', en: 'Registry connector' } },
        },
      },
    },
    certainty: 'M',
  },
} as const satisfies Readonly<Record<string, SystemFacts>>;
