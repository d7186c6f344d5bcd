import { batch, roundTheClock, type SystemFacts, tiers } from '../facts.ts';

/** Systems of the procuratorate (检察). */
export const procuratorateSystems = {
  'smart-procuratorate': {
    number: 2,
    name: { zh: '智慧检务', en: 'Procuratorial case system' },
    kind: 'deployed',
    owner: 'PRO',
    seedPhrases: ['政法单位间案件数字化移送'],
    implied: true,
    exchanges: ['X01', 'X02', 'X03', 'X04', 'X05', 'X06', 'X09', 'X10', 'X11', 'X12', 'X24'],
    mlpsLevel: 3,
    dataClass: 'important',
    personalInformation: true,
    availability: roundTheClock(15),
    placements: {
      'procuratorate-net': {
        components: tiers('gateway', 'web', 'api', 'worker', 'database', 'broker', 'object-store'),
        entrance: 'terminals',
      },
    },
    certainty: 'M',
  },
  'similar-case-supervision': {
    number: 36,
    name: { zh: '类案监督模型', en: 'Similar-case supervision' },
    kind: 'deployed',
    owner: 'PRO',
    seedPhrases: ['助力发现类案问题、系统性问题等'],
    exchanges: ['X24', 'X35'],
    mlpsLevel: 3,
    dataClass: 'important',
    personalInformation: true,
    availability: batch(),
    placements: {
      'procuratorate-net': {
        components: tiers('gateway', 'web', 'worker', 'model-serving', 'olap'),
        entrance: 'terminals',
      },
    },
    certainty: 'V',
  },
} as const satisfies Readonly<Record<string, SystemFacts>>;
