import { roundTheClock, type SystemFacts, tiers } from '../facts.ts';

/** Systems of the police (公安). */
export const policeSystems = {
  'smart-police': {
    number: 1,
    name: { zh: '智慧公安', en: 'Smart policing' },
    kind: 'deployed',
    owner: 'POL',
    seedPhrases: ['智慧公安'],
    exchanges: ['X01', 'X02', 'X03', 'X05', 'X06', 'X10', 'X11', 'X25'],
    mlpsLevel: 3,
    dataClass: 'core',
    gradingNote: 'core where population and case data are aggregated, else important; national cores may be level 4',
    personalInformation: true,
    availability: roundTheClock(5),
    placements: {
      'police-net': {
        components: tiers('gateway', 'web', 'api', 'worker', 'database', 'search', 'broker', 'object-store', 'gis'),
        entrance: 'terminals',
      },
      'police-video-net': { components: tiers('media', 'object-store') },
    },
    certainty: 'V',
  },
} as const satisfies Readonly<Record<string, SystemFacts>>;
